"""Benchmarks: what our clips cost beside the same clips as a competent user makes them with stock tools.

A *row* of the table compares or follows some figures (:mod:`benchmarks.rows`). A *case* is a clip that both
sides make: *our side* by the program's own way, the *stock side* with FuncAnimation, mplot3d or plain Manim.
Each side runs in a process of its own, and what it came to is a *measure*. Nothing of this is installed.
"""
