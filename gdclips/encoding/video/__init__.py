"""Video encoding: frames become segments, each encoded by itself, which are joined without encoding again.

A segment begins with a key frame, so where and when each is encoded changes no byte.
"""
