"""Benchmarks: the cost of clips, compared with the same clips made with stock tools by a competent user.

A *row* of the table compares or tracks figures (:mod:`benchmarks.rows`). A *case* is a clip that both sides
make: the *engine* as the program does, the *stock* side with FuncAnimation, mplot3d or plain Manim. Each side
runs in a process of its own, and its result is a *measure*. None of this is part of the installed package.
"""
