"""The environment: packages installed, kept up to date and repaired, with the standard library alone."""
