"""Stochastic descent on the loss surface: the path stumbles down the bowl.

The notebook's 3D plot of "Stochastic gradient descent". The claim: single samples' gradients send it
up as well as down, yet on average it descends.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.plain import plain_film
from gdclips.story.film.views import Bowl
from gdclips.story.problem import OwnData, Problem, problem
from gdcore import Trajectory

from . import in_space, stochastic
from .in_space import Azimuth, Elevation


class Settings(settings.Sampled, frozen=True, kw_only=True):
    """The numbers of stochastic descent, and the camera."""

    in_space: ClassVar = True
    in_notebook: ClassVar = True
    number: ClassVar = "5"
    start: settings.Start = (2.0, 2.0, 8.0)
    elevation: Elevation = 25.0
    azimuth: Azimuth = 28.0


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, settings.batch)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one stochastic descent in space, on made data or on the user's own."""
    task = problem(settings, own, settings.rate, settings.batch)
    run = stochastic.run(task, settings.seed, settings.batch, settings.steps)
    hero, plots = (
        in_space.bowl(task, run, settings.elevation, settings.azimuth),
        in_space.three_plots(task, run),
    )
    opening, slow, fast, ending = stochastic.captions(task, run, settings.batch)
    if isinstance(hero, Bowl):
        slow = fast = wall(task, run)
    return plain_film(
        "SGD on the bowl",
        hero,
        plots,
        (run,),
        settings.steps,
        (opening, slow, fast, ending),
        beside=len(plots),
        brief=fast,
        theory=Theory(loss=task.loss, runs=(run,), rate=task.rate, batch=settings.batch),
    )


def wall(problem: Problem, run: Trajectory) -> str:
    """Return what the height is, and how the run moves on it."""
    if in_space.still(problem, run):
        return "Height is the error: the point starts [at the bottom](path)."
    if not in_space.falls(problem, run):
        return "Height is the error: the point goes [up the wall](path), too."
    if in_space.rises(problem, run):
        return "Height is the error: it goes [up as well as down](path) the wall."
    return "Height is the error: here, every step leads [down](path)."
