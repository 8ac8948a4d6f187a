"""Stochastic gradient descent without noise: a crooked path, that settles all the same.

The notebook's "Perform stochastic gradient descent". The claim: one sample's gradient is not the
gradient, yet without noise all of them vanish at the minimum, so the path ends there.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData, problem

from . import stochastic


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The notebook's numbers."""

    in_notebook: ClassVar = True
    number: ClassVar = "4"
    start: settings.Start = (2.0, 2.0, 8.0)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, settings.batch)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one stochastic descent, on made data or on the user's own."""
    task = problem(settings, own, settings.rate, settings.batch)
    run = stochastic.run(task, settings.seed, settings.batch, settings.steps)
    return stochastic.film("Stochastic gradient descent", task, run, settings)
