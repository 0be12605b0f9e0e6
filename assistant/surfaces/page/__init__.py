"""The browser's page. Only modules of this package import gradio, and only once the page is built."""
