"""Environment: set up, kept up to date and repaired, with the standard library alone."""
