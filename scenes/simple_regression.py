"""Gradient descent for simple linear regression: the line turns into the data.

The notebook's "Gradient descent for simple linear regression". The claim: as the weights come to the
true ones, the line comes to the samples, and MSE and gradient come to zero together.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.plain import plain_film
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, check_fit, count_weights, problem, told_features
from gdcore import Trajectory

from . import full_batch


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    features: ClassVar = (1, 1)
    in_notebook: ClassVar = True
    number: ClassVar = "1"
    weights: settings.Weights = (2.0, 3.0)
    start: settings.Start = (6.1892, 6.3682)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    _one_feature(settings, own)
    check_fit(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one full-batch descent with one feature, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    _one_feature(settings, own)
    run = full_batch.run(task, settings.steps)
    arrives = full_batch.arrives(task, run)
    plots = supports.coefficients(task, run), supports.mse(task, run), supports.gradient(task, run)
    return plain_film(
        "The line turns into the data" if arrives else "Fitting a line by descent",
        supports.data(task, settings.noise, fit=run.points),
        plots,
        (run,),
        settings.steps,
        _captions(task, run, settings.noise),
        before=(full_batch.rule(task, run), supports.weights(task, run)),
        beside=1,
        brief=said.ground(task, ""),
        theory=Theory(loss=task.loss, runs=(run,), rate=task.rate),
    )


def _captions(problem: Problem, run: Trajectory, noise: float) -> tuple[str, str, str, str]:
    rows, kind = problem.loss.samples.y.size, "with" if noise else "without"
    ground = said.ground(problem, f"Which line fits {rows} samples {kind} noise best?")
    _, step, progress, ending = full_batch.captions(problem, run)
    intercept, slope = (plain(value) for value in problem.loss.minimizer)
    best = f"The best line has intercept [{intercept}](w0) and slope [{slope}](w1)."
    return ground, step, best if full_batch.arrives(problem, run) else progress, ending


def _one_feature(settings: Settings, own: OwnData | None) -> None:
    if count_weights(settings, own) != 2:
        expected = "2 numbers, of the intercept and of one feature," if own is None else "one feature,"
        why = "as the picture has one feature's axis"
        raise ValueError(f"{told_features(settings, own)}: expected {expected} {why}")
