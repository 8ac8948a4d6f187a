"""Films drawn: shots become layers of marks."""
