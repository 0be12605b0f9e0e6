"""What BERT and Sentence-BERT do with sentences: compare, infer, sort, fill blanks, tell senses apart."""
