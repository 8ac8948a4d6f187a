"""What decides a file's bytes, whether it is to be made, how, and where it is put and kept."""
