"""Destinations: the programs and pages that files are made for, what each takes, and what it won't show."""
