"""The lecture's scenes for Manim's own command: ``manim -qm scenes/lecture.py NoiseBall``."""

from scenes.stage.story import Story
from scenes.stage.with_manim import StoryScene
from scenes.stories import (
    batch_sizes,
    contour_descent,
    decaying_rate,
    interactive,
    learning_rates,
    momentum,
    noise_ball,
    noisy_descent,
    ravine,
    sgd,
    sgd_surface,
    simple_regression,
    starting_points,
    surface_descent,
)


class SimpleRegression(StoryScene):
    def tell(self) -> Story:
        return simple_regression.story(simple_regression.Settings())


class ContourDescent(StoryScene):
    def tell(self) -> Story:
        return contour_descent.story(contour_descent.Settings())


class SurfaceDescent(StoryScene):
    def tell(self) -> Story:
        return surface_descent.story(surface_descent.Settings())


class Sgd(StoryScene):
    def tell(self) -> Story:
        return sgd.story(sgd.Settings())


class SgdSurface(StoryScene):
    def tell(self) -> Story:
        return sgd_surface.story(sgd_surface.Settings())


class NoisyDescent(StoryScene):
    def tell(self) -> Story:
        return noisy_descent.story(noisy_descent.Settings())


class NoiseBall(StoryScene):
    def tell(self) -> Story:
        return noise_ball.story(noise_ball.Settings())


class LearningRates(StoryScene):
    def tell(self) -> Story:
        return learning_rates.story(learning_rates.Settings())


class DecayingRate(StoryScene):
    def tell(self) -> Story:
        return decaying_rate.story(decaying_rate.Settings())


class BatchSizes(StoryScene):
    def tell(self) -> Story:
        return batch_sizes.story(batch_sizes.Settings())


class Ravine(StoryScene):
    def tell(self) -> Story:
        return ravine.story(ravine.Settings())


class StartingPoints(StoryScene):
    def tell(self) -> Story:
        return starting_points.story(starting_points.Settings())


class Momentum(StoryScene):
    def tell(self) -> Story:
        return momentum.story(momentum.Settings())


class Interactive(StoryScene):
    def tell(self) -> Story:
        return interactive.story(interactive.Settings())
