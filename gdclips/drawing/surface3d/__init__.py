"""The loss over two weights as a surface, seen by a camera in parallel projection."""
