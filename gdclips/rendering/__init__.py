"""Rendering: marks become pixels, and frames become the bytes of images and videos."""
