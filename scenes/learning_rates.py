"""Four learning rates: too small crawls, half the limit is swift, near it swings, beyond it diverges.

The notebook's "What happens if we increase the learning rate?" The claim: 2/L, with L the largest
curvature of the loss, is the limit; below it every descent converges, above it the path flies off.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, settings, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import descent, diverges, steps_of
from gdclips.story.story import Span, Story, Theory, Track
from gdcore import Trajectory, gradient_descent, theory

from . import full_batch
from .full_batch import EQUATION

Shares = Annotated[
    tuple[Annotated[float, Meta(gt=0, le=100)], ...],
    Meta(min_length=2, max_length=4, description="rates as shares of the stability limit 2/L"),
]
GONE = ("", "one diverges", "two diverge", "three diverge")


class Settings(settings.Settings, frozen=True, kw_only=True):
    """The contour's data and start, and shares of the limit on both its sides."""

    in_notebook: ClassVar = True
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    shares: Shares = (0.05, 0.5, 0.95, 1.05)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell descents at several rates side by side, on made data or on the user's own."""
    task = problem(settings, own, None)
    limit = theory.max_rate(task.loss)
    runs = [descent(task, gradient_descent(share * limit), settings.steps) for share in settings.shares]
    words, steps = _sentences(task, settings, runs, limit), steps_of(*runs)
    contours = tuple(
        panels.contour(
            task,
            Track(run, arrow=full_batch.UNNAMED),
            head=_head(task, share, run),
            head_role="rate_text",
            beside=tuple(runs),
            first=run is runs[0],
        )
        for share, run in zip(settings.shares, runs, strict=True)
    )
    return Story(
        title="How large may the learning rate be?",
        steps=steps,
        panels=contours,
        readouts=(panels.clock(settings.steps, *runs),),
        column=(),
        equation=EQUATION,
        parameters=f"2/L = {plain(limit)}, n = {task.loss.samples.y.size}, {panels.drawn(task)}",
        sums=_sums(task, settings.shares[0] * limit, runs[0]),
        full=cuts.full(task, words, settings.steps, steps),
        short=cuts.short(task, words, settings.steps, steps),
        opening=panels.samples(task),
        theory=Theory(
            loss=task.loss, runs=tuple(runs), rate=None, remark="Each panel's rate is a share of it."
        ),
    )


def _sums(problem: Problem, rate: float, run: Trajectory) -> tuple[tuple[Span, ...], ...]:
    """Return the numbers of the first run's steps, and what the arrows are."""
    rates = np.full(steps_of(run), rate)
    arrows = Span("gradient_text", f"    arrows: {full_batch.arrow_word(problem)}")
    return tuple((*spans, arrows) for spans in telling.sums(problem, run, "left, ", rates))


def _head(problem: Problem, share: float, run: Trajectory) -> str:
    grows = share > 1 and run.losses[-1] > max(run.losses[0], telling.negligible(problem))
    return f"α = {plain(share)} · 2/L" + (" diverges" if grows else "")


def _sentences(problem: Problem, settings: Settings, runs: list[Trajectory], limit: float) -> Sentences:
    ground = telling.samples_caption(problem, settings.noise)
    return Sentences(
        ground=telling.data_caption(problem, rated=False) if problem.own else ground,
        minimum=f"The largest curvature is L = {plain(2 / limit)}, so the limit is 2/L = {plain(limit)}.",
        beginning=telling.start_caption(problem),
        slow="Below the limit each step comes nearer; above 1/L it overshoots the minimum.",
        fast="One start, one clock: only the rate differs.",
        ending=_ending(problem, settings, runs),
    )


def _ending(problem: Problem, settings: Settings, runs: list[Trajectory]) -> str:
    lasted = [telling.tiny(problem, float(run.losses[-1])) for run in runs if not diverges(run)]
    if not lasted:
        return telling.divergence(runs, [""] * len(runs))
    are, gone = "MSE is" if len(lasted) == 1 else "MSEs are", len(runs) - len(lasted)
    rest = f"; {GONE[gone]}" if gone else ""
    return f"After {telling.iterations(settings.steps)} the {are} {telling.merged(lasted)}{rest}."
