"""The stock side: the same picture with matplotlib's and Manim's own tools, and the notebook's maths."""
