"""Scenes of the lecture's, chosen by what they say of themselves, or by what they show."""

from functools import cache

from gdclips.story.scenes import SCENES

FILMS = (
    "batch_sizes",
    "contour_descent",
    "decaying_rate",
    "interactive",
    "learning_rates",
    "momentum",
    "noise_ball",
    "noisy_descent",
    "ravine",
    "sgd",
    "sgd_surface",
    "simple_regression",
    "starting_points",
    "surface_descent",
)  # scenes that are told as films
STORIES = {name: scene for name, scene in SCENES.items() if name not in FILMS}  # and as panels
IN_NOTEBOOK = [name for name, scene in SCENES.items() if scene.in_notebook]
IN_SPACE = [name for name, scene in SCENES.items() if scene.in_space]
ONE_AND_TWO = [name for name, scene in SCENES.items() if scene.takes(1) and scene.takes(2)]
SAMPLED = [name for name, scene in SCENES.items() if scene.settings().drawn]
DEFAULTS = {name: scene.settings() for name, scene in SCENES.items()}
ALL_AT_ONCE = [name for name, each in DEFAULTS.items() if each.drawn >= each.steps * each.samples]
"""Those with batches as large as the made data."""


@cache
def _panels(name):
    return STORIES[name].story(DEFAULTS[name]).panels


def showing(kind):
    """Return the scenes with a panel of a kind."""
    return [name for name in STORIES if any(isinstance(panel, kind) for panel in _panels(name))]
