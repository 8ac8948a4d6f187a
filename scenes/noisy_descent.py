"""With noise, gradient descent ends at the minimum of the data's MSE, not at the truth.

The notebook's "Gradient descent with noise". The claim: the descent does find the minimum; it is the
minimum itself that the noise has moved.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import settings, telling
from gdclips.story.film import sentences as said
from gdclips.story.film.film import Film
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdcore import Trajectory

from . import full_batch


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    in_notebook: ClassVar = True
    number: ClassVar = "6"
    noise: settings.Noise = 3.0
    start: settings.Start = (2.0, 2.0, 8.0)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell one full-batch descent on noisy data, made or the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    return full_batch.film(_title(task, settings.noise), task, run, settings, _captions(task, run))


def _title(problem: Problem, noise: float) -> str:
    if problem.truth is None or noise == 0:
        return "Gradient descent on noisy data" if problem.truth is None else "Gradient descent"
    return "Noise moves the minimum"


def _captions(problem: Problem, run: Trajectory) -> tuple[str, str, str, str]:
    """Return the captions: where the minimum is, and that the run ends there, if it is not the truth."""
    ground, step, progress, ending = full_batch.captions(problem, run)
    if problem.truth is None or telling.exact(problem) or said.constant(problem) or said.diverged(run):
        return ground, step, progress, ending
    moved = plain(telling.seen(problem, problem.loss.minimizer, problem.truth), 2)
    left = plain(telling.seen(problem, run.points[-1], problem.loss.minimizer), 2)
    where = "On this map noise" if said.hidden(problem) else "Noise"
    return (
        f"{where} moves the minimum {moved} from the truth.",
        step,
        progress,
        f"The path ends {left} from the minimum, not at the truth.",
    )
