"""Rows of the table: each measures something, and returns its figures with what is wanted of them."""
