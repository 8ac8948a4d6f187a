"""The first start: a request is checked before anything is installed for it.

The check is the command line's own. Only the packages that it is built on are not there yet; what a request
needs of two of them, `records.py` and `options.py` do instead, and whatever else is imported may be anything.
Where they can't tell, the request counts as right, and is checked again once all is installed.
"""
