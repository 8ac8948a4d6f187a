"""How a story is drawn: the vocabulary, the look, and one adapter for each renderer."""
