"""Momentum overshoots, then outruns plain descent.

The notebook's "Momentum". The claim: the velocity forgets the swings across the ravine and keeps the
way along it, so it passes the turn and yet arrives sooner.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from msgspec import Meta

from gdclips.story import cuts, panels, telling
from gdclips.story.cuts import Sentences
from gdclips.story.numbers import plain
from gdclips.story.panels import word
from gdclips.story.problem import OwnData, Problem
from gdclips.story.runs import descent, lasting, steps_of
from gdclips.story.story import Series, Span, Story, Theory, Track
from gdclips.story.terms import Term
from gdcore import Array, Trajectory, momentum

from . import full_batch, ravine

Decay = Annotated[
    float,
    Meta(
        ge=0,
        lt=1,
        description="share of the velocity that each step keeps",
        extra={"slider": (0, 0.99, 0.01)},
    ),
]
VELOCITY = Term("velocity_text", "v^(t+1)", r"v^{t+1}")
EQUATION = (
    VELOCITY,
    Term("ink", "= eta v^t +", r"= \eta v^{t} +"),
    *full_batch.EQUATION[1:],
    Term("ink", ", w^(t+1) = w^t +", r",\ w^{t+1} = w^{t} +"),
    VELOCITY,
)

FAR = 0.05  # a share of the way to the ravine's floor, past which a run overshoots


class Settings(ravine.Settings, frozen=True, kw_only=True):
    """The ravine, and the notebook's decay."""

    decay: Decay = 0.9


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    ravine.check(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell a descent with momentum beside plain descent, on made data or on the user's own."""
    task = ravine.correlated(settings, settings.rate, settings.spread, own)
    ghost = full_batch.run(task, settings.steps)
    run = descent(task, momentum(task.rate, settings.decay), settings.steps)
    steps, both = steps_of(run, ghost), (run, ghost)
    words = _sentences(task, settings, run, ghost)
    track = Track(run, name="momentum", leftwards=True, arrow=full_batch.arrow(task))
    return Story(
        title="Momentum overshoots, then outruns plain descent" if _outruns(task, run, ghost) else "Momentum",
        steps=steps,
        panels=(
            panels.coefficients(task, run, beside=both),
            Series("velocity", panels.weight_lines(task, lasting(run.velocities, run, both))),
            panels.contour(task, Track(ghost, "rival", "plain"), track),
        ),
        readouts=(panels.clock(settings.steps, *both),),
        column=(),
        equation=EQUATION,
        parameters=f"α = {plain(task.rate)}, η = {plain(settings.decay)}, n = {task.loss.samples.y.size}",
        sums=_sums(task, settings, run),
        full=cuts.full(task, words, settings.steps, steps),
        short=cuts.short(task, words, settings.steps, steps, telling.data_caption(task) if own else ""),
        opening=panels.samples(task),
        theory=Theory(loss=task.loss, runs=(ghost, run), rate=task.rate, momentum=settings.decay),
    )


def _sums(problem: Problem, settings: Settings, run: Trajectory) -> tuple[tuple[Span, ...], ...]:
    """Return the numbers of each step's new velocity, of the weight on the level axis (steps,)."""
    axis = problem.axes[0]
    name = problem.names[axis]
    of = f"v of {name}" if isinstance(name, str) else word(name).replace("w", "v")
    velocities = run.velocities[:, axis].tolist()
    slopes = (-run.gradients[:, axis]).tolist()
    return tuple(
        (
            Span("ink", f"{of}: "),
            Span("ink", f"{plain(settings.decay)} · "),
            Span("velocity_text", telling.signed(old)),
            Span("ink", " + "),
            Span("rate_text", plain(problem.rate)),
            Span("ink", " · "),
            Span("gradient_text", telling.signed(slope)),
            Span("ink", " = "),
            Span("velocity_text", plain(new)),
        )
        for old, slope, new in zip([0.0, *velocities[:-1]], slopes, velocities, strict=True)
    )


def _outruns(problem: Problem, run: Trajectory, ghost: Trajectory) -> bool:
    """Tell whether the run passes the ravine's floor by far, and yet ends lower than plain descent."""
    if telling.diverged(run) or telling.diverged(ghost):
        return False
    ends = [telling.excess(problem, each.points[-1]) for each in (run, ghost)]
    least = min(ends[1], telling.excess(problem, run.points[0]))
    return bool(_beyond(problem, run).max() > FAR and ends[0] < least)


def _beyond(problem: Problem, run: Trajectory) -> Array:
    """Return how far each iterate is past the ravine's floor, in shares of where the start was before it."""
    places = (run.points - problem.loss.minimizer) @ ravine.across(problem)
    scale = float(np.abs(run.points[0]).max() + np.abs(problem.loss.minimizer).max())
    return -places / places[0] if abs(places[0]) > 1e-9 * scale else np.zeros(len(places))


def _sentences(problem: Problem, settings: Settings, run: Trajectory, ghost: Trajectory) -> Sentences:
    ground = telling.samples_caption(problem, settings.noise)
    return Sentences(
        ground=telling.data_caption(problem) if problem.own else ground,
        minimum=telling.minimum_caption(problem),
        beginning="Two descents from one start at one rate: plain, and with momentum.",
        slow=f"The velocity keeps {plain(100 * settings.decay)} % of itself and adds a plain step.",
        fast=_overshoot(problem, run),
        ending=_ending(problem, run, ghost),
    )


def _overshoot(problem: Problem, run: Trajectory) -> str:
    beyond = _beyond(problem, run)
    if not FAR < beyond.max() < 1 / FAR or telling.diverged(run):
        return "Each step is the velocity: what is left of the last one, and a plain step."
    when, most = telling.iterations(int(beyond.argmax())), plain(100 * float(beyond.max()), 2)
    return f"Overshoot: after {when} it is {most} % as far past the ravine's floor as it began."


def _ending(problem: Problem, run: Trajectory, ghost: Trajectory) -> str:
    if gone := telling.divergence((run, ghost), ("Momentum", "Plain descent")):
        return gone
    excess = [telling.tiny(problem, telling.excess(problem, each.points[-1])) for each in (run, ghost)]
    steps = telling.iterations(len(run.points) - 1)
    return f"After {steps} the excess MSE is {excess[0]} with momentum, {excess[1]} without."
