"""Shots drawn: what has come of them, where their heroes lie, and the heroes themselves."""
