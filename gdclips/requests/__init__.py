"""Requests: what a user asks for, checked: the lecture file, targets, overrides, tables of data."""
