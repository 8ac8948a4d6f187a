"""Explorer: the settings of each scene as controls beside its picture, on a page and in Jupyter.

Both use one front end, ``static/explorer.js``. It asks a :class:`~gdclips.explorer.dispatch.Dispatcher`, over
HTTP or by the messages of a widget. It shows the frames of the matplotlib stage, without loss; the worker
processes of the command line make its exports.
"""
