"""Films: the vocabulary that a clip is told in, shots of one hero each, and their timeline."""
