"""Scenes of your own, to start from: a film with defaults, and one of shots by hand.

./render.sh examples/my_scenes.py:adam.gif
./render.sh examples/my_scenes.py:predicted.mp4 --set noise=2
"""

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

import gdclips.scene as gd
from gdcore import Optimizer, gradient_descent, theory

EQUATION = (
    gd.Term("ink", "w arrow.l w -", r"w \leftarrow w -"),  # its colour's role, its Typst, its mathtext
    gd.Term("rate_text", "alpha", r"\alpha"),
    gd.Term("ink", r"hat(g) \/ sqrt(hat(v))", r"\hat{g} /\,\sqrt{\hat{v}}"),
)
Rate = Annotated[float, Meta(gt=0, le=10, description="learning rate", extra={"slider": (0.05, 2, 0.05)})]
Kept = Annotated[float, Meta(ge=0, lt=1, description="share of the mean gradient that a step keeps")]


class AdamSettings(gd.Settings, frozen=True, kw_only=True):
    """What --set, a lecture file and the page may change, beside what every scene has."""

    start: gd.Start = (3.3, 4.2, 6.1)
    rate: Rate = 0.3
    kept: Kept = 0.9


def optimizer(rate, kept):
    """Adam (Kingma and Ba, 2015), written out: `gdcore.adam(rate, (kept, 0.999))`, as your own would be."""

    def init(point):
        return np.zeros_like(point), np.zeros_like(point)

    def update(gradient, state, point, step):
        mean, square = kept * state[0] + (1 - kept) * gradient, 0.999 * state[1] + 0.001 * gradient**2
        typical = np.sqrt(square / (1 - 0.999 ** (step + 1))) + 1e-8
        return -rate * mean / (1 - kept ** (step + 1)) / typical, (mean, square)

    return Optimizer(init, update)


def adam(settings: AdamSettings, own: gd.OwnData | None = None) -> gd.Film:
    """Adam: each weight's step is divided by the size of its own gradients."""
    task = gd.problem(settings, own, settings.rate)  # the data, their loss, and where to start
    run = gd.descent(task, optimizer(settings.rate, settings.kept), settings.steps)
    words = f"α = {gd.plain(settings.rate)}; g: the mean gradient, v: that of its square"
    captions = (
        gd.sentences.ground(task, gd.sentences.rings(task)),  # of data of the user's own, what they are
        "Each weight's step is [divided](path) by its own gradients' size.",
        "So a gradient's [steady sign](gradient) counts, and not its size.",
        gd.sentences.ending(task, run),
    )
    return gd.descent_film(
        "Adam: a step of its own for each weight",
        task,
        run,
        settings.steps,
        captions,
        rule=gd.Rule(equation=EQUATION, parameters=words),
        noise=settings.noise,
    )


def predicted(settings: gd.Settings, own: gd.OwnData | None = None) -> gd.Film:
    """A descent whose MSE theory draws before: a shot of the map, and one that zooms in."""
    task = gd.problem(settings, own, None)  # at a quarter of the stability limit
    run = gd.descent(task, gradient_descent(task.rate), settings.steps)
    steps, first, least = gd.steps_of(run), min(5, gd.steps_of(run)), task.loss.minimum
    known = task.loss.mse(theory.closed_form(task.loss, task.rate, task.start, steps)) - least
    line = gd.Line(np.maximum(run.losses - least, 0), "", "mse")
    law = gd.Law(values=np.maximum(known, 0), label="predicted")
    plot = gd.Plot(head="MSE over the least", lines=(line,), log=bool(known.max() > 0), overlays=(law,))
    far = gd.Map(plane=gd.plane(task), seen=gd.whole(task, run), tracks=(gd.Track(run),))
    late = run.points[first:, list(task.axes)]
    near = msgspec.structs.replace(far, seen=late, named=False)  # another window: the map zooms
    opening = gd.sentences.ground(task, "Each step goes [downhill](path), against the gradient.")
    before = "Theory knows the rest [before](predicted) a step is taken."
    after = gd.sentences.ending(task, run)
    full = (
        gd.Shot(hero=far, beats=(gd.Beat(2.4, opening), gd.Beat(5.0, opening, first))),
        gd.Shot(hero=near, supports=(plot,), move=1.6, beats=(gd.Beat(5.0, before, role="predicted"),)),
        gd.Shot(hero=near, supports=(plot,), beats=(gd.Beat(6.0, after, steps - first), gd.Beat(3.0, after))),
    )
    beats = gd.Beat(1.0, before), gd.Beat(4.4, before, steps), gd.Beat(2.6, after)
    short = (gd.Shot(hero=far, supports=(plot,), beats=beats),)
    return gd.Film(title="An MSE, predicted", full=full, short=short, steps=steps, clock=settings.steps)
