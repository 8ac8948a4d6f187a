"""Stochastic gradient descent falls into a ball of noise around the minimum, and stays there.

The notebook's "Perform stochastic gradient descent on noisy data". The claim: far out most steps
help; near the minimum the gradients of single samples no longer shrink, and the weights never settle.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.problem import OwnData, problem
from gdclips.story.story import Story

from . import stochastic
from .stochastic import three_views


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The notebook's numbers, but for the iterations, which are enough to see the ball."""

    in_notebook: ClassVar = True
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 600
    start: settings.Start = (2.0, 2.0, 8.0)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, settings.batch)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one stochastic descent, on made data or on the user's own."""
    task = problem(settings, own, settings.rate, settings.batch)
    run = stochastic.run(task, settings.seed, settings.batch, settings.steps)
    hovers = stochastic.hovers(task, run)
    title = "SGD never settles: the noise ball" if hovers else "Stochastic gradient descent"
    return three_views(task, run, settings, settings.batch, title, cloud=True)
