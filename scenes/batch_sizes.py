"""Larger batches, smaller balls: the same descent with 1, 10 and 100 samples in each step.

The notebook's "Increase number of samples used in each iteration?" The claim: the larger the batch,
the nearer to the minimum the iterates stay.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, settings, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import steps_of
from gdclips.story.story import Story, Theory, Track
from gdcore import Trajectory

from . import stochastic

Batches = Annotated[
    tuple[Annotated[int, Meta(ge=1, le=1_000_000)], ...],
    Meta(min_length=2, max_length=4, description="samples in each step, a panel each"),
]

DEFAULT = (1, 10, 100)
MANY = 1000  # times the minimum, beyond which an MSE is not told so


class Settings(settings.Rated, frozen=True, kw_only=True):
    """Noisy data, and batches from one sample to as many as there are."""

    in_notebook: ClassVar = True
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 300
    rate: settings.SampledRate = 0.1
    start: settings.Start = (2.0, 2.0, 8.0)
    batches: Batches = DEFAULT

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all."""
        return self.steps * sum(self.batches)


def _batches(settings: Settings, own: OwnData | None) -> tuple[int, ...]:
    """Return the batches' sizes: the default's are at most all of a user's own rows."""
    if own is None or settings.batches != DEFAULT:
        return settings.batches
    return tuple(dict.fromkeys(min(batch, own.samples.y.size) for batch in DEFAULT))


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    stochastic.check(settings, own, *_batches(settings, own))


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell stochastic descents with several batch sizes side by side."""
    settings = msgspec.structs.replace(settings, batches=_batches(settings, own))
    task = problem(settings, own, settings.rate, min(settings.batches))
    runs = [stochastic.run(task, settings.seed, batch, settings.steps) for batch in settings.batches]
    words, steps = _sentences(task, settings, runs), steps_of(*runs)
    contours = tuple(
        panels.contour(
            task,
            Track(run, arrow=stochastic.arrow(task, batch), cloud=True, arrival=stochastic.arrival(run)),
            head=f"batch {batch}",
            beside=tuple(runs),
            first=run is runs[0],
        )
        for batch, run in zip(settings.batches, runs, strict=True)
    )
    return Story(
        title="Larger batches, smaller balls" if _shrink(task, settings, runs) else "Several batch sizes",
        steps=steps,
        panels=contours,
        readouts=(panels.clock(settings.steps, *runs),),
        column=(),
        equation=stochastic.equation(max(settings.batches)),
        parameters=f"α = {plain(task.rate)}, n = {task.loss.samples.y.size}, {panels.drawn(task)}",
        sums=telling.sums(task, runs[0], "left, "),
        full=cuts.full(task, words, settings.steps, steps),
        short=cuts.short(task, words, settings.steps, steps, telling.data_caption(task) if own else ""),
        opening=panels.samples(task),
        theory=Theory(loss=task.loss, runs=tuple(runs), rate=task.rate, batch=min(settings.batches)),
    )


def _sentences(problem: Problem, settings: Settings, runs: list[Trajectory]) -> Sentences:
    batches = telling.listed([str(batch) for batch in settings.batches])
    return Sentences(
        ground=telling.data_caption(problem)
        if problem.own
        else telling.samples_caption(problem, settings.noise),
        minimum=telling.minimum_caption(problem),
        beginning=telling.start_caption(problem),
        slow=f"A step averages the gradients of {batches} samples.",
        fast="The average of more samples points more steadily downhill.",
        ending=_ending(problem, settings, runs),
    )


def _ending(problem: Problem, settings: Settings, runs: list[Trajectory]) -> str:
    if gone := telling.divergence(runs, [f"Batch {batch}" for batch in settings.batches]):
        return gone
    averages = [float(stochastic.late(run).mean()) for run in runs]
    many = max(averages) > MANY * problem.loss.minimum
    if many or not all(stochastic.arrived(problem, run) for run in runs):
        reached = [telling.tiny(problem, float(run.losses[-1]), 3) for run in runs]
        return f"After {telling.iterations(settings.steps)} the MSEs are {telling.merged(reached)}."
    times = [plain(average / problem.loss.minimum, 4) for average in averages]
    half, words = stochastic.late(runs[0]).size, telling.listed(times)
    return f"The MSE of the last {half} iterates averages {words} times the minimum."


def _shrink(problem: Problem, settings: Settings, runs: list[Trajectory]) -> bool:
    """Tell whether each larger batch has the smaller ball."""
    order = np.argsort(settings.batches, kind="stable")
    sizes = [stochastic.late_excess(problem, runs[index]) for index in order]
    return all(stochastic.arrived(problem, run) for run in runs) and bool((np.diff(sizes) < 0).all())
