"""The explorer: each scene's settings as controls beside its picture, on a page and in Jupyter.

Both are one front end, ``static/explorer.js``. It asks a :class:`~gdclips.explorer.dispatch.Dispatcher`, over
HTTP or by a widget's messages; what it shows is the matplotlib stage's own frame, without loss, and what it
exports is made by the workers that the command line has.
"""
