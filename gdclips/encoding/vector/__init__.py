"""Vector encoding: marks become the bytes of SVG and PDF, with what each file says of itself."""
