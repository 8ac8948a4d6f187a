"""Encoding: frames become the bytes of files, with what each says of itself."""
