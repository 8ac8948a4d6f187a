"""Text as outlines: fonts, shaping, and lines that fit."""
