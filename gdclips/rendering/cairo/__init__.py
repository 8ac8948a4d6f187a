"""Marks painted with Cairo, on any of its contexts."""
