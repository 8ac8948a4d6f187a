"""Placed files: how finished files, and folders of pictures, lie in the output folder."""
