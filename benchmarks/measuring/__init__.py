"""Measurement: cases made by each side in its own process, their measures, and the saved results."""
