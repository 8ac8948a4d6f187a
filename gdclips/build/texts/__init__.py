"""Texts of files: alt texts, subtitles, and all that a file says of itself."""
