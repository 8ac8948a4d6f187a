"""The lecture's scenes for Manim's own command: ``manim -qm scenes/lecture.py NoiseBall``.

Written by ``tools/manim_classes.py``.
"""

from gdclips.rendering.manim.stage import StoryScene


class BatchSizes(StoryScene):
    scene = "batch_sizes"


class ContourDescent(StoryScene):
    scene = "contour_descent"


class DecayingRate(StoryScene):
    scene = "decaying_rate"


class Interactive(StoryScene):
    scene = "interactive"


class LearningRates(StoryScene):
    scene = "learning_rates"


class Momentum(StoryScene):
    scene = "momentum"


class NoiseBall(StoryScene):
    scene = "noise_ball"


class NoisyDescent(StoryScene):
    scene = "noisy_descent"


class Ravine(StoryScene):
    scene = "ravine"


class Sgd(StoryScene):
    scene = "sgd"


class SgdSurface(StoryScene):
    scene = "sgd_surface"


class SimpleRegression(StoryScene):
    scene = "simple_regression"


class StartingPoints(StoryScene):
    scene = "starting_points"


class SurfaceDescent(StoryScene):
    scene = "surface_descent"
