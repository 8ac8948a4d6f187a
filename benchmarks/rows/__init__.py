"""Rows of the table: each measures something, and returns the figures with their limits."""
