"""A decaying learning rate lets stochastic descent settle where a constant one never does.

The notebook's "Use decaying learning rate a/(1 + kt)?" The claim: as the rate falls, so do the kicks,
and the iterates close in on the minimum.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, settings, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import lasting, steps_of
from gdclips.story.story import Line, Series, Story, Theory, Track
from gdclips.story.terms import Term
from gdcore import Trajectory, inverse_time

from . import stochastic
from .full_batch import NEXT

Decay = Annotated[
    float,
    Meta(ge=0, le=1e6, description="k of the rate a/(1 + k t)", extra={"slider": (0, 0.5, 0.01)}),
]
EQUATION = (
    NEXT,
    Term("rate_text", "inline(alpha/(1 + k t))", r"\frac{\alpha}{1 + kt}"),
    stochastic.ONE,
)
NAMES = ("constant", "decaying")


class Settings(settings.Rated, frozen=True, kw_only=True):
    """Noisy data, one sample a step, and a rate that has fallen to a sixteenth at the end."""

    in_notebook: ClassVar = True
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 300
    rate: settings.SampledRate = 0.1
    start: settings.Start = (2.0, 2.0, 8.0)
    decay: Decay = 0.05

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all: both runs the same."""
        return self.steps


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell two stochastic descents on the same rows: at a constant and at a decaying rate."""
    task = problem(settings, own, settings.rate, 1)
    falling = inverse_time(task.rate, settings.decay)
    runs = (
        stochastic.run(task, settings.seed, 1, settings.steps),
        stochastic.run(task, settings.seed, 1, settings.steps, falling),
    )
    steps, first, second = steps_of(*runs), *(np.arange(steps_of(run)) for run in runs)
    rates = (np.full(len(first), task.rate), np.asarray(falling(second)))
    words = _sentences(task, settings, runs)
    tracks = [
        Track(run, role, arrow=arrow, cloud=True, arrival=stochastic.arrival(run))
        for run, role, arrow in zip(runs, ("rival", "path"), (None, stochastic.arrow(task, 1)), strict=True)
    ]
    return Story(
        title="A falling rate lets SGD settle" if _settles(task, runs) else "A constant and a falling rate",
        steps=steps,
        panels=(
            Series("learning rate", _lines(runs, rates, NAMES), head_role="rate_text"),
            panels.losses_series("training MSE", *_lines(runs, (runs[0].losses, runs[1].losses))),
            panels.contour(task, *tracks),
        ),
        readouts=(panels.clock(settings.steps, *runs),),
        column=(),
        equation=EQUATION,
        parameters=f"α = {plain(task.rate)}, k = {plain(settings.decay)}, batch 1, L = MSE/2",
        sums=telling.sums(task, runs[1], "decaying, ", rates[1]),
        full=cuts.full(task, words, settings.steps, steps),
        short=cuts.short(task, words, settings.steps, steps, telling.data_caption(task) if own else ""),
        opening=panels.samples(task),
        theory=Theory(loss=task.loss, runs=runs, rate=task.rate, batch=1),
    )


def _lines(
    runs: tuple[Trajectory, ...], values: tuple[np.ndarray, ...], names: tuple[str, str] = ("", "")
) -> tuple[Line, ...]:
    lasted = [lasting(each, run, runs) for each, run in zip(values, runs, strict=True)]
    return tuple(Line(*each) for each in zip(lasted, names, ("rival", "mse"), strict=True))


def _settles(problem: Problem, runs: tuple[Trajectory, Trajectory]) -> bool:
    """Tell whether the falling rate brings the run nearer to the minimum than the constant one."""
    if not all(stochastic.arrived(problem, run) for run in runs):
        return False
    return stochastic.late_excess(problem, runs[1]) < stochastic.late_excess(problem, runs[0])


def _sentences(problem: Problem, settings: Settings, runs: tuple[Trajectory, Trajectory]) -> Sentences:
    ground, last = telling.samples_caption(problem, settings.noise), steps_of(*runs)
    return Sentences(
        ground=telling.data_caption(problem) if problem.own else ground,
        minimum=telling.minimum_caption(problem),
        beginning="Two descents from one start, each step of both on the same random sample.",
        slow=_rates(problem, settings, runs, min(cuts.SLOW, last)),
        fast=_rates(problem, settings, runs, last),
        ending=_ending(problem, runs),
    )


def _rates(problem: Problem, settings: Settings, runs: tuple[Trajectory, Trajectory], step: int) -> str:
    """Return what the rates are in a step, counted from 1, of those runs that go so far."""
    constant, falling = plain(problem.rate), plain(problem.rate / (1 + settings.decay * (step - 1)))
    if all(steps_of(run) >= step for run in runs):
        return f"In step {step} one rate is {constant}, the other {falling}."
    who, rate = ("constant", constant) if steps_of(runs[0]) >= step else ("falling", falling)
    return f"In step {step} the {who} rate is {rate}."


def _ending(problem: Problem, runs: tuple[Trajectory, Trajectory]) -> str:
    if gone := telling.divergence(runs, ("Constant rate", "Falling rate")):
        return gone
    if not _settles(problem, runs):
        reached = [telling.tiny(problem, float(run.losses[-1]), 3) for run in runs]
        return f"After {telling.iterations(len(runs[0].points) - 1)} the MSEs are {telling.merged(reached)}."
    excess = [stochastic.late_excess(problem, run) for run in runs]
    times = plain(excess[0] / excess[1], 2)
    return f"In the second half the falling rate's excess MSE is {times} times smaller."
