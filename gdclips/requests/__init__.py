"""What a user asks for, checked: the lecture file, targets, overrides, and tables of data."""
