"""Full-batch gradient descent on the contours of the MSE.

The notebook's "Descent path on MSE contour". The claim: each step goes against the gradient, and as
the slope flattens, the steps shrink.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData, problem

from . import full_batch


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    in_notebook: ClassVar = True
    number: ClassVar = "2"
    start: settings.Start = (3.2938, 4.2278, 6.1455)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one full-batch descent, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    words = full_batch.captions(task, run)
    return full_batch.film("Gradient descent on the MSE contour", task, run, settings, words)
