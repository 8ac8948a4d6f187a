"""Precheck: a request is checked before anything is installed for it.

It runs the command line itself, on stand-ins for the packages that are not installed yet: `records.py` for
msgspec, `options.py` for cyclopts, and `placeholders.py` for all others. If the stand-ins can't decide, the
request counts as right, and is checked again after set-up.
"""
