"""Gradient descent for simple linear regression: the line turns into the data.

The notebook's "Gradient descent for simple linear regression". The claim: as the weights come to the
true ones, the line comes to the samples, and MSE and gradient come to zero together.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from gdclips.story import cuts, panels, runs, settings, telling
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, check_fit, count_weights, problem, told_features
from gdclips.story.story import Series, Story, Theory

from . import full_batch
from .full_batch import EQUATION


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    features: ClassVar = (1, 1)
    in_notebook: ClassVar = True
    weights: settings.Weights = (2.0, 3.0)
    start: settings.Start = (6.1892, 6.3682)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    _one_feature(settings, own)
    check_fit(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one full-batch descent with one feature, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    _one_feature(settings, own)
    run = full_batch.run(task, settings.steps)
    words = msgspec.structs.replace(
        full_batch.sentences(task, run, settings.noise),
        ground=telling.data_caption(task) if own else _ground(task, settings.noise),
        minimum=_minimum(task),
    )
    return Story(
        title="The line turns into the data"
        if full_batch.arrives(task, run)
        else "Fitting a line by descent",
        steps=runs.steps_of(run),
        panels=(
            msgspec.structs.replace(panels.samples(task, "data and fitted line"), fit=run.points),
            panels.coefficients(task, run, brief=True),
            panels.mse_series(run, brief=True),
            Series("gradient, divided by n", panels.weight_lines(task, run.gradients)),
        ),
        readouts=(panels.clock(settings.steps, run),),
        column=(),
        equation=EQUATION,
        parameters=panels.parameters(task),
        sums=telling.sums(task, run),
        full=cuts.full(task, words, settings.steps, runs.steps_of(run)),
        short=cuts.short(
            task, words, settings.steps, runs.steps_of(run), telling.data_caption(task) if own else ""
        ),
        opening=panels.samples(task),
        theory=Theory(loss=task.loss, runs=(run,), rate=task.rate),
    )


def _ground(problem: Problem, noise: float) -> str:
    rows = problem.loss.samples.y.size
    kind = "without noise" if noise == 0 else f"with noise of standard deviation {plain(noise)}"
    return f"{rows} samples {kind}: which line fits them best?"


def _minimum(problem: Problem) -> str:
    intercept, slope = (plain(value) for value in problem.loss.minimizer)
    return f"The least-squares line has intercept {intercept} and slope {slope}."


def _one_feature(settings: Settings, own: OwnData | None) -> None:
    if count_weights(settings, own) != 2:
        expected = "2 numbers, of the intercept and of one feature," if own is None else "one feature,"
        why = "as the picture has one feature's axis"
        raise ValueError(f"{told_features(settings, own)}: expected {expected} {why}")
