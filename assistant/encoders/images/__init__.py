"""Pictures to vectors: the packaged models, and the limited process that decodes."""
