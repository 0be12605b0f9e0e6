# The program alone in a container; it listens on 7860 and keeps its data in /data.
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN pip install --no-cache-dir --no-deps .
ENV ASSISTANT_HOME=/data
VOLUME /data
EXPOSE 7860
CMD ["assistant", "serve", "--host", "0.0.0.0", "--share-with-network"]
