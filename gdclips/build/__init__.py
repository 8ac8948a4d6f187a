"""The build: what a file's bytes follow from, whether and how it is made, and where it is put and cached."""
