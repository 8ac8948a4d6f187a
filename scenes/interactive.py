"""The notebook's interactive: the rate, the batch size, the noise and the iterations are yours to change.

The notebook's "You can use this interactive to explore different gradient descent options and see the
effect". The claim: these four numbers decide what a descent comes to.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from gdclips.story import settings
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData, problem

from . import stochastic

Steps = Annotated[settings.Steps, Meta(extra={"slider": (10, 200, 10), "unit": "iterations"})]
Rate = Annotated[settings.Rate, Meta(extra={"slider": (0.05, 0.95, 0.05)})]

DEFAULT = 100
TITLE = "Try it: rate, batch size, noise, iterations"


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The notebook's numbers, and the ranges of its sliders."""

    in_notebook: ClassVar = True
    number: ClassVar = "15"
    noise: settings.Noise = 1.0
    steps: Steps = 100
    start: settings.Start = (2.0, 3.0, 7.0)
    rate: Rate = 0.1
    batch: settings.Batch = DEFAULT


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, _batch(settings, own))


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one descent with batches of any size, on made data or on the user's own."""
    batch = _batch(settings, own)
    task = problem(settings, own, settings.rate, batch)
    run = stochastic.run(task, settings.seed, batch, settings.steps)
    return stochastic.film(TITLE, task, run, msgspec.structs.replace(settings, batch=batch))


def _batch(settings: Settings, own: OwnData | None) -> int:
    """Return the batch's size: the default is at most all of a user's own rows."""
    return min(DEFAULT, own.samples.y.size) if own and settings.batch == DEFAULT else settings.batch
