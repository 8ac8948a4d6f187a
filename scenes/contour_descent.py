"""Full-batch gradient descent on the contours of the MSE.

The notebook's "Descent path on MSE contour". The claim: each step goes against the gradient, and as
the slope flattens, the steps shrink.
"""

from __future__ import annotations

from typing import ClassVar

from gdclips.story import cuts, panels, runs, settings, telling
from gdclips.story.problem import OwnData, problem
from gdclips.story.story import Story, Strip, Theory, Track

from . import full_batch
from .full_batch import EQUATION, sentences


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    in_notebook: ClassVar = True
    start: settings.Start = (3.2938, 4.2278, 6.1455)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one full-batch descent, on made data or on the user's own."""
    task = problem(settings, own, settings.rate)
    run = full_batch.run(task, settings.steps)
    words = sentences(task, run, settings.noise)
    return Story(
        title="Gradient descent on the MSE contour",
        steps=runs.steps_of(run),
        panels=(panels.contour(task, Track(run, arrow=full_batch.arrow(task))),),
        readouts=panels.readouts(run, settings.steps),
        column=(Strip(), panels.weights_table(task, run)),
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
