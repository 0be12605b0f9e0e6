"""What computes over the store: words, graphs, items, images, language, and the queue of trainings."""
