"""Correlated features make a ravine: steep across, nearly flat along.

The notebook's "A less friendly loss surface". The claim: the stronger x1 and x2 correlate, the less
the MSE tells them apart; a step that is stable across the ravine is tiny along it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, runs, settings, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import (
    OwnData,
    Problem,
    check_fit,
    count_weights,
    of_samples,
    problem,
    streams,
    told_features,
)
from gdclips.story.story import Story, Theory, Track
from gdcore import Array, Samples, Trajectory, correlated_data, theory

from . import full_batch
from .full_batch import EQUATION

NARROW = 1e-9  # a spread below which features may differ by rounding alone

Spread = Annotated[
    float,
    Meta(ge=NARROW, le=1e6, description="standard deviation of x2 - x1", extra={"slider": (0.05, 2, 0.05)}),
]
ManySamples = Annotated[settings.SampleCount, Meta(extra={"slider": (50, 2000, 50), "unit": "samples"})]

RELATED, AGREE = 0.5, 0.9  # correlations from which features are called so
STEEP = 5  # a ratio of curvatures from which a valley is called a ravine


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    features: ClassVar = (2, None)
    in_notebook: ClassVar = True
    samples: ManySamples = 1000
    weights: settings.Weights = (2.0, 5.0, 4.0)
    noise: settings.Noise = 1.0
    steps: settings.ManySteps = 100
    start: settings.Start = (2.0, 3.0, 7.0)
    spread: Spread = 0.2


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    _several(settings, own)
    check_fit(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one descent in a ravine, on made data or on the user's own, with at least two features."""
    task = correlated(settings, settings.rate, settings.spread, own)
    run = full_batch.run(task, settings.steps)
    words = _sentences(task, run)
    contour = panels.contour(task, Track(run, arrow=full_batch.arrow(task)))
    return Story(
        title="Correlated features make a ravine" if _related(task) else "Two features, one map",
        steps=runs.steps_of(run),
        panels=(
            panels.samples(task, f"correlation {plain(_correlation(task))}", shaded=False),
            msgspec.structs.replace(contour, appears="minimizer"),
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
        theory=Theory(loss=task.loss, runs=(run,), rate=task.rate),
    )


def correlated(
    settings: settings.Settings, rate: float | None, spread: float, own: OwnData | None
) -> Problem:
    """Return the regression on features that correlate, made or the user's own."""
    _several(settings, own)
    if own is not None:
        return problem(settings, own, rate)
    return of_samples(settings, _made(settings, spread), np.array(settings.weights), None, rate)


def _several(settings: settings.Settings, own: OwnData | None) -> None:
    """Raise a ValueError unless there are two features, which may correlate."""
    if count_weights(settings, own) < 3:
        expected = "expected at least two features, for a ravine is made by two that correlate"
        raise ValueError(f"{told_features(settings, own)}: {expected}")


def _made(settings: settings.Settings, spread: float) -> Samples:
    intercept, *slopes = settings.weights
    rng = streams(settings.seed).data
    return correlated_data(settings.samples, slopes, intercept, spread=spread, noise=settings.noise, rng=rng)


def _correlation(problem: Problem) -> float:
    first, second = problem.axes
    x = problem.loss.samples.x
    return float(np.corrcoef(x[:, first - 1], x[:, second - 1])[0, 1])


def _related(problem: Problem) -> bool:
    return abs(_correlation(problem)) > RELATED


def _sentences(problem: Problem, run: Trajectory) -> Sentences:
    limit = plain(theory.max_rate(problem.loss))
    slow, fast = telling.once(problem), full_batch.progress(problem, run)
    if _creeps(problem, run):
        slow = "The first steps cross the ravine: there the gradient is large."
        fast = f"The rest creep along it: a rate beyond 2/L = {limit} would be unstable across."
    return Sentences(
        ground=telling.data_caption(problem) if problem.own else _agreement(problem),
        minimum=_stretch(problem),
        beginning=telling.start_caption(problem),
        slow=slow,
        fast=fast,
        ending=full_batch.ending(problem, run),
    )


def _agreement(problem: Problem) -> str:
    correlation = _correlation(problem)
    if correlation > AGREE:
        return f"The features nearly agree: their correlation is {plain(correlation)}."
    return f"The features' correlation is {plain(correlation)}."


def _stretch(problem: Problem) -> str:
    """Return how the map's curvatures compare: its contours' axes are as their roots."""
    steep, flat = np.linalg.svd(problem.loss.section(problem.axes, problem.at).root, compute_uv=False) ** 2
    times = plain(float(steep / flat), 2)
    if steep / flat > STEEP:
        return f"So the MSE hardly changes along the ravine: {times} times less than across it."
    return f"The MSE curves {times} times more in one direction than across it."


def across(problem: Problem) -> Array:
    """Return the direction across the ravine (d,), that of the largest curvature; 0 if several have it."""
    curvatures, directions = np.linalg.eigh(problem.loss.hessian)
    alone = curvatures[-1] - curvatures[-2] > 1e-9 * curvatures[-1]
    return np.asarray(directions[:, -1] * alone)


def _creeps(problem: Problem, run: Trajectory) -> bool:
    """Tell whether the first steps cross the ravine and the rest go along it, shorter ones."""
    moves = run.velocities
    if runs.diverges(run) or len(moves) <= cuts.SLOW + 1:
        return False
    over = np.abs(moves @ across(problem))
    along = np.sqrt(np.maximum(np.square(moves).sum(axis=-1) - over**2, 0.0))
    first, rest = slice(0, cuts.SLOW), slice(cuts.SLOW, None)
    shorter = (over + along)[rest].max() < 0.5 * (over + along)[0]
    return bool(over[first].sum() > along[first].sum() and over[rest].sum() < along[rest].sum() and shorter)
