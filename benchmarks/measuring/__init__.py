"""Measuring: a case made by a side in a process of its own, its measures, and what is kept of them."""
