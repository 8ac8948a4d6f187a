"""The same descent on the loss surface: the path walks down the bowl, its shadow draws the contour.

The notebook's 3D plot of "Descent path on MSE contour". The claim: height is the MSE; seen from above,
the surface is the contour plot.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.problem import OwnData, problem
from gdclips.story.story import Story

from . import full_batch
from .full_batch import EQUATION, sentences
from .in_space import Azimuth, Elevation, in_space


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The contour's numbers, and the notebook's view."""

    in_space: ClassVar = True
    in_notebook: ClassVar = True
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    elevation: Elevation = 20.0
    azimuth: Azimuth = -20.0


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one full-batch descent in space, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    words = sentences(task, run, settings.noise)
    view = (settings.elevation, settings.azimuth)
    title = "The same descent on the loss surface"
    return in_space(task, run, settings.steps, words, view, title, EQUATION, full_batch.arrow(task))
