"""Stock side: the same pictures with matplotlib's and Manim's own tools, and the notebook's maths."""
