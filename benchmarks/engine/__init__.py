"""Engine: a case made as the program makes it, its frames alone, and its encoding alone."""
