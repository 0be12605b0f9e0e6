"""Files and folders to passages: recognise, extract in a limited child process, chunk, encode, store."""
