"""With noise, gradient descent ends at the minimum of the data's MSE, not at the true weights.

The notebook's "Gradient descent with noise". The claim: the descent does find the minimum; it is the
minimum itself that the noise has moved.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from gdclips.story import cuts, panels, runs, settings, telling
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.story import Story, Theory, Track
from gdcore import Trajectory

from . import full_batch
from .full_batch import EQUATION


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    in_notebook: ClassVar = True
    noise: settings.Noise = 3.0
    start: settings.Start = (2.0, 2.0, 8.0)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one full-batch descent on noisy data, made or the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    words = full_batch.sentences(task, run, settings.noise)
    words = msgspec.structs.replace(words, ending=_ending(task, run))
    return Story(
        title=_title(task, settings.noise),
        steps=runs.steps_of(run),
        panels=(
            panels.coefficients(task, run),
            panels.mse_series(run),
            panels.contour(task, Track(run, arrow=full_batch.arrow(task))),
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


def _title(problem: Problem, noise: float) -> str:
    if problem.truth is None or noise == 0:
        return "Gradient descent on noisy data" if problem.truth is None else "Gradient descent"
    return "Noise moves the minimum"


def _ending(problem: Problem, run: Trajectory) -> str:
    if problem.truth is None or telling.exact(problem) or telling.diverged(run):
        return full_batch.ending(problem, run)
    left = telling.seen(problem, run.points[-1], problem.loss.minimizer)
    near, far = plain(left, 2), plain(telling.seen(problem, problem.loss.minimizer, problem.truth), 2)
    return f"The path ends {near} from the ring, which the noise has moved {far} from the star."
