"""What a message means beside what was said before: follow-ups, questions, attachments, replies."""
