"""Correlated features make a ravine: steep across, nearly flat along.

The notebook's "A less friendly loss surface". The claim: the stronger x1 and x2 correlate, the less
the MSE tells them apart; a step that is stable across the ravine is tiny along it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from gdcore import Samples, Trajectory, correlated_data, theory
from scenes.stage.marks import Term
from scenes.stage.numbers import plain
from scenes.stage.story import Scatter, Story, Track
from scenes.stories import full_batch, panels, settings, telling
from scenes.stories.full_batch import ARROW, EQUATION
from scenes.stories.problem import OwnData, Problem, of_samples, problem, streams
from scenes.stories.telling import Sentences

Spread = Annotated[float, Meta(gt=0, le=1e6, description="standard deviation of x2 - x1")]


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    samples: settings.SampleCount = 1000
    weights: settings.Weights = (2.0, 5.0, 4.0)
    noise: settings.Noise = 1.0
    steps: settings.Steps = 100
    start: settings.Start = (2.0, 3.0, 7.0)
    spread: Spread = 0.2


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one descent in a ravine, on made data or on the user's own, with at least two features."""
    task = correlated(settings, settings.rate, settings.spread, own)
    run = full_batch.run(task, settings.steps)
    words = _sentences(task, run)
    contour = panels.contour(task, Track(run, arrow=ARROW))
    return Story(
        title="Correlated features make a ravine",
        steps=settings.steps,
        panels=(_cloud(task), msgspec.structs.replace(contour, appears="minimizer")),
        readouts=(panels.clock(settings.steps),),
        column=(),
        equation=EQUATION,
        parameters=panels.parameters(task),
        sums=telling.sums(task, run),
        full=telling.full(words, settings.steps),
        short=telling.short(words, settings.steps, telling.data_caption(task) if own else ""),
    )


def correlated(
    settings: settings.Settings, rate: float | None, spread: float, own: OwnData | None
) -> Problem:
    """Return the regression on features that correlate, made or the user's own."""
    if own is not None:
        task = problem(settings, own, rate)
    else:
        task = of_samples(settings, _made(settings, spread), np.array(settings.weights), None, rate)
    if len(task.names) < 3:
        raise ValueError("one feature; expected at least two, for a ravine is made by two that correlate")
    return task


def _made(settings: settings.Settings, spread: float) -> Samples:
    intercept, *slopes = settings.weights
    rng = streams(settings.seed).data
    return correlated_data(settings.samples, slopes, intercept, spread=spread, noise=settings.noise, rng=rng)


def _cloud(problem: Problem) -> Scatter:
    samples, (first, second) = problem.loss.samples, problem.axes
    names = tuple(
        problem.names[i] if problem.own else Term("ink", f"x_{i}", f"x_{{{i}}}") for i in (first, second)
    )
    x, y = samples.x[:, first - 1], samples.x[:, second - 1]
    return Scatter(f"correlation {plain(_correlation(problem))}", x, y, (names[0], names[1]))


def _correlation(problem: Problem) -> float:
    first, second = problem.axes
    x = problem.loss.samples.x
    return float(np.corrcoef(x[:, first - 1], x[:, second - 1])[0, 1])


def _sentences(problem: Problem, run: Trajectory) -> Sentences:
    kappa = plain(theory.condition_number(problem.loss), 2)
    limit = theory.max_rate(problem.loss)
    return Sentences(
        ground=telling.data_caption(problem)
        if problem.own
        else f"The features nearly agree: their correlation is {plain(_correlation(problem))}.",
        minimum=f"So the MSE hardly changes along the ravine: {kappa} times less than across it.",
        beginning=telling.start_caption(problem),
        slow="The first steps cross the ravine: there the gradient is large.",
        fast=f"The rest creep along it: a rate beyond 2/L = {plain(limit)} would be unstable across.",
        ending=full_batch.ending(problem, run),
    )
