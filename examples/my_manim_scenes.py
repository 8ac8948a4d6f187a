"""Manim scenes to start from: one of the lecture's told another way, and one with something of your own.

.venv/bin/manim -qm --save_sections examples/my_manim_scenes.py SmallSteps WithArrow
"""

from manim import ORIGIN, RED, UP, Arrow, FadeIn

from gdclips.rendering.manim.stage import StoryScene


class SmallSteps(StoryScene):
    """The contours at a fifth of the rate, in the short cut, on cream."""

    scene = "contour_descent"
    settings = {"rate": 0.02, "steps": 200}
    theme, cut, background = "light", "short", "#fff8e7"


class WithArrow(SmallSteps):
    """The same, and then an arrow, in a section of its own."""

    def construct(self):
        """Play the story, then the arrow."""
        super().construct()
        self.next_section("arrow")
        self.play(FadeIn(Arrow(2 * UP, ORIGIN, color=RED)))
