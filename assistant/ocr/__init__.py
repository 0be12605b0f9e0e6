"""Text in pictures: recognised line by line in a limited child process, with boxes and confidence."""
