"""The lecture's scenes for Manim's own command: ``manim -qm scenes/lecture.py NoiseBall``."""

from scenes.stage.story import Story
from scenes.stage.with_manim import StoryScene
from scenes.stories import contour_descent, noise_ball


class ContourDescent(StoryScene):
    def tell(self) -> Story:
        return contour_descent.story(contour_descent.Settings())


class NoiseBall(StoryScene):
    def tell(self) -> Story:
        return noise_ball.story(noise_ball.Settings())
