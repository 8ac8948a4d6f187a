"""Marks as vectors: drawn by matplotlib's renderers of SVG and PDF, words as outlines with their text."""
