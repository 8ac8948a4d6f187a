"""Overlays: what is drawn upon maps and data beside what they measure, each to a share of itself."""
