"""What is shown, and all that makes files of it: stories, stages, workshop and the command line."""
