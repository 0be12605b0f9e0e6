"""Files dropped into the chat: which are graphs, baskets or word vectors, and what is done with them."""
