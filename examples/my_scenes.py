"""Scenes of your own, to start from: Adam on the lecture's map.

./render.sh examples/my_scenes.py:adam.gif
"""

from typing import Annotated

import numpy as np
from msgspec import Meta

import gdclips.scene as gd
from gdcore import Optimizer

EQUATION = (
    gd.Term("ink", "w^(t+1) = w^t -", r"w^{t+1} = w^{t} -"),  # its colour's role, its Typst, its mathtext
    gd.Term("rate_text", "alpha", r"\alpha"),
    gd.Term("ink", r"hat(g)^t \/ sqrt(hat(v)^t)", r"\hat{g}^{t} /\,\sqrt{\hat{v}^{t}}"),
)
Rate = Annotated[float, Meta(gt=0, le=10, description="learning rate", extra={"slider": (0.05, 2, 0.05)})]
Kept = Annotated[float, Meta(ge=0, lt=1, description="share of the mean gradient that a step keeps")]


class AdamSettings(gd.Settings, frozen=True, kw_only=True):
    """What --set, a lecture file and the page may change, beside what every scene has."""

    start: gd.Start = (3.3, 4.2, 6.1)
    rate: Rate = 0.3
    kept: Kept = 0.9


def optimizer(rate, kept):
    """Adam (Kingma and Ba, 2015) as a pair: the first state; a step, and the next state."""

    def init(point):
        return np.zeros_like(point), np.zeros_like(point)

    def update(gradient, state, point, step):
        mean, square = kept * state[0] + (1 - kept) * gradient, 0.999 * state[1] + 0.001 * gradient**2
        typical = np.sqrt(square / (1 - 0.999 ** (step + 1))) + 1e-8
        return -rate * mean / (1 - kept ** (step + 1)) / typical, (mean, square)

    return Optimizer(init, update)


def adam(settings: AdamSettings, own: gd.OwnData | None = None) -> gd.Story:
    """Adam: each weight's step is divided by the size of its own gradients."""
    task = gd.problem(settings, own, settings.rate)  # the data, their loss, and where to start
    run = gd.descent(task, optimizer(settings.rate, settings.kept), settings.steps)
    steps, last, least = gd.steps_of(run), gd.plain(run.losses[-1], 4), gd.plain(gd.telling.least(task), 4)
    ending = f"After {gd.telling.iterations(steps)} the MSE is {last}; the minimum is {least}."
    words = gd.Sentences(
        ground=gd.telling.data_caption(task) if own else gd.telling.samples_caption(task, settings.noise),
        minimum=gd.telling.minimum_caption(task),
        beginning=gd.telling.start_caption(task),
        slow="Each weight's step is divided by the typical size of its own gradients.",
        fast="So what counts is how steady a gradient's sign is, not how large it is.",
        ending=gd.telling.diverged(run) or ending,
    )
    return gd.Story(
        title="Adam: a step of its own for each weight",
        steps=steps,
        panels=(gd.panels.contour(task, gd.Track(run)),),
        readouts=gd.panels.readouts(run, settings.steps),
        column=(gd.Strip(), gd.panels.weights_table(task, run)),
        equation=EQUATION,
        parameters=f"α = {gd.plain(settings.rate)}; g is the mean gradient, v that of its square",
        full=gd.cuts.full(task, words, settings.steps, steps),
        short=gd.cuts.short(task, words, settings.steps, steps),
        opening=gd.panels.samples(task),
    )
