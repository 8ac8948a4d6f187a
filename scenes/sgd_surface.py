"""Stochastic descent on the loss surface: the path stumbles down the bowl.

The notebook's 3D plot of "Stochastic gradient descent". The claim: single samples' gradients send it
up as well as down, yet on average it descends.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.problem import OwnData, problem
from gdclips.story.story import Story

from . import stochastic
from .in_space import Azimuth, Elevation, in_space


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The numbers of stochastic descent, and the notebook's view."""

    in_space: ClassVar = True
    in_notebook: ClassVar = True
    start: settings.Start = (2.0, 2.0, 8.0)
    elevation: Elevation = 20.0
    azimuth: Azimuth = -20.0


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, settings.batch)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one stochastic descent in space, on made data or on the user's own."""
    task = problem(settings, own, settings.rate, settings.batch)
    run = stochastic.run(task, settings.seed, settings.batch, settings.steps)
    words = stochastic.sentences(task, run, settings.batch, settings.noise)
    view, rule = (settings.elevation, settings.azimuth), stochastic.equation(settings.batch)
    title, arrow = "Stochastic descent on the loss surface", stochastic.arrow(task, settings.batch)
    return in_space(task, run, settings.steps, words, view, title, rule, arrow, settings.batch)
