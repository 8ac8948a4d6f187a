"""Momentum overshoots, then outruns plain descent.

The notebook's "Momentum". The claim: the velocity forgets the swings across the ravine and keeps the
way along it, so it passes the turn and yet arrives sooner.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gdclips.story import rounding, telling, terms
from gdclips.story.film import sentences as said
from gdclips.story.film import supports as shared
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import Envelope, Law
from gdclips.story.film.plain import plain_film
from gdclips.story.film.sums import products
from gdclips.story.film.views import Line, Map, Plot, Rule, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem
from gdclips.story.runs import descent, diverges, lasting, steps_of
from gdclips.story.terms import Span, Term
from gdcore import Array, Trajectory, momentum, theory
from gdcore.theory import Modes

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
VELOCITY = Term("velocity_text", "v", "v")
EQUATION = (
    VELOCITY,
    Term("ink", "arrow.l eta", r"\leftarrow \eta\,"),
    VELOCITY,
    Term("ink", "-", "-"),
    full_batch.RATE,
    Term("gradient_text", "nabla L", r"\nabla L"),
    Term("ink", ", w arrow.l w +", r",\ w \leftarrow w +"),
    VELOCITY,
)
NAMES = ("Plain", "Momentum")
ROLES = ("rival", "path")
FAR = 0.05  # a share of the way to the ravine's floor, past which a run overshoots


class Settings(ravine.Settings, frozen=True, kw_only=True):
    """The ravine, and the notebook's decay."""

    number: ClassVar = "12"
    decay: Decay = 0.9


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    ravine.check(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell a descent with momentum beside plain descent, on made data or on the user's own."""
    task = ravine.correlated(settings, settings.rate, settings.spread, own)
    ghost = full_batch.run(task, settings.steps)
    run = descent(task, momentum(task.rate, settings.decay), settings.steps)
    both, modes = (
        (ghost, run),
        tuple(theory.modes(task.loss, task.rate, eta) for eta in (0.0, settings.decay)),
    )
    tracks = (
        Track(ghost, "rival", "plain"),
        Track(run, name="momentum", leftwards=True, arrow=full_batch.arrow(task)),
    )
    noise, closing = None if own else settings.noise, _closing(task, both)
    return plain_film(
        "Momentum outruns plain descent" if _outruns(task, *both) else "Momentum beside plain descent",
        Map(plane=plane(task), seen=whole(task, *both), tracks=tracks),
        (closing[-1],) if _is_round(task) else (_across(task, both, modes), _along(task, both, modes)),
        both,
        settings.steps,
        _captions(task, settings, both, modes[1]),
        before=(_rule(task, settings, run), shared.data(task, noise)),
        after=closing,
        brief=said.ground(task, ""),
        theory=Theory(loss=task.loss, runs=both, rate=task.rate, momentum=settings.decay),
    )


def _across(problem: Problem, runs: tuple[Trajectory, ...], modes: tuple[Modes, ...]) -> Plot:
    """Return the plot of the errors along the direction of the largest curvature, in its envelope."""
    moved = modes[1]
    swings = moved.damping[0] == "underdamped" and not any(map(diverges, runs))
    size = abs(float(theory.eigen_coordinates(problem.loss, problem.start)[0]))
    label = f"×{plain(float(np.sqrt(moved.momentum)))} a step"
    bound = Envelope(values=size * moved.envelope(steps_of(*runs))[:, 0], label=label)
    lines = _errors(problem, runs, 0)
    overlays = (bound,) if swings else ()
    return Plot(
        head="across, the steep way", lines=lines, overlays=overlays, head_role="across_text", key="across"
    )


def _along(problem: Problem, runs: tuple[Trajectory, ...], modes: tuple[Modes, ...]) -> Plot:
    """Return the plot of the errors along the direction of the least curvature, with their closed forms."""
    lines, steps = _errors(problem, runs, -1), steps_of(*runs)
    laws = tuple(
        Law(
            values=line.values[0] * each.shares(steps)[:, -1],
            label=label,
            role=line.role,
            key=f"law {line.role}",
        )
        for line, each, label in zip(lines, modes, ("", "predicted"), strict=True)
    )
    overlays = () if any(map(diverges, runs)) else laws
    return Plot(
        head="along, the flat way", lines=lines, overlays=overlays, head_role="along_text", key="along"
    )


def _is_round(problem: Problem) -> bool:
    """Tell whether all ways are equally steep, so that there is no ravine."""
    return theory.condition_number(problem.loss) < 1 + rounding.CONSTANT


def _errors(problem: Problem, runs: tuple[Trajectory, ...], mode: int) -> tuple[Line, ...]:
    """Return how far runs are from the minimum along an eigenvector, on whose positive side they start."""
    size = float(np.abs([problem.start, problem.loss.minimizer]).max())
    found = [theory.eigen_coordinates(problem.loss, run.points)[:, mode] for run in runs]
    found = [np.where(np.abs(values) > rounding.NOTHING * size, values, 0.0) for values in found]
    side = -1.0 if found[0][0] < 0 else 1.0
    return tuple(
        Line(lasting(side * values, run, runs), "", role)
        for values, run, role in zip(found, runs, ROLES, strict=True)
    )


def _closing(problem: Problem, runs: tuple[Trajectory, ...]) -> tuple[Plot, ...]:
    """Return the plots of the weights and the velocity with momentum, and of both MSEs over the least."""
    velocities = np.concatenate([np.zeros_like(runs[1].points[:1]), runs[1].velocities])
    velocity = shared.weight_lines(problem, lasting(velocities, runs[1], runs))
    over = [np.maximum(run.losses - telling.least(problem), 0.0) for run in runs]
    lines = tuple(
        Line(lasting(values, run, runs), "", role)
        for values, run, role in zip(over, runs, ROLES, strict=True)
    )
    return (
        shared.coefficients(problem, runs[1], beside=runs),
        Plot(head="velocity", lines=velocity, head_role="velocity_text", key="velocity"),
        Plot(head="MSE over the least", lines=lines, log=bool(max(map(np.max, over)) > 0), key="mse"),
    )


def _rule(problem: Problem, settings: Settings, run: Trajectory) -> Rule:
    words = said.letters(problem, f"η = {plain(settings.decay)}", "L = MSE/2")
    return Rule(equation=EQUATION, parameters=words, sums=_sums(problem, settings, run))


def _sums(problem: Problem, settings: Settings, run: Trajectory) -> tuple[tuple[Span, ...], ...]:
    """Return the numbers of each step's new velocity, of the weight on the level axis (steps,)."""
    axis = problem.axes[0]
    name = problem.names[axis]
    of = f"v of {name}" if isinstance(name, str) else terms.word(name).replace("w", "v")
    velocities = run.velocities[:, axis].tolist()
    slopes = (-run.gradients[:, axis]).tolist()
    return tuple(
        _sum(of, settings.decay, old, problem.rate, slope, new)
        for old, slope, new in zip([0.0, *velocities[:-1]], slopes, velocities, strict=True)
    )


def _sum(of: str, decay: float, old: float, rate: float, slope: float, new: float) -> tuple[Span, ...]:
    ((keeps, before), (share, along)), after, exactly = products(((decay, old), (rate, slope)), new)
    return (
        Span("ink", f"{of}: "),
        Span("ink", f"{keeps} · "),
        Span("velocity_text", before),
        Span("ink", " + "),
        Span("rate_text", share),
        Span("ink", " · "),
        Span("gradient_text", along),
        Span("ink", " = " if exactly else " ≈ "),
        Span("velocity_text", after),
    )


def _outruns(problem: Problem, ghost: Trajectory, run: Trajectory) -> bool:
    """Tell whether the run ends lower than plain descent, and than it began."""
    if diverges(run) or diverges(ghost):
        return False
    ends = [telling.excess(problem, each.points[-1]) for each in (run, ghost)]
    first = telling.excess(problem, run.points[0])
    return ends[0] < min(ends[1], first) and ends[1] > telling.negligible(problem)


def _beyond(problem: Problem, run: Trajectory) -> Array:
    """Return how far each iterate is past the ravine's floor, in shares of where the start was before it."""
    places = (run.points - problem.loss.minimizer) @ ravine.across(problem)
    scale = float(np.abs(run.points[0]).max() + np.abs(problem.loss.minimizer).max())
    return -places / places[0] if abs(places[0]) > 1e-9 * scale else np.zeros(len(places))


def _captions(
    problem: Problem, settings: Settings, runs: tuple[Trajectory, ...], modes: Modes
) -> tuple[str, ...]:
    opening = "One start, one rate: [plain](rival) descent, and [momentum](path)."
    return (
        said.ground(problem, opening),
        _step(settings.decay),
        _swings(problem, runs, modes),
        _overshoot(problem, runs, modes),
        _ending(problem, runs),
    )


def _step(decay: float) -> str:
    if decay == 0:
        return "With [η = 0](velocity) each step is a [plain one](rate)."
    return f"A step is [η = {decay:.4g}](velocity) times the last one, plus a [plain step](rate)."


def _swings(problem: Problem, runs: tuple[Trajectory, ...], modes: Modes) -> str:
    """Return what becomes of the two ways: the swings die out, and momentum is ahead along the other."""
    ahead = np.abs([theory.eigen_coordinates(problem.loss, each.points[-1])[-1] for each in runs])
    if _overshoots(problem, runs) and modes.damping[0] == "underdamped" and ahead[1] < ahead[0]:
        return "Swings across [die out](across), the way along [adds up](along)."
    return "Each step is the [velocity](velocity): what is left, and a plain step."


def _overshoots(problem: Problem, runs: tuple[Trajectory, ...]) -> bool:
    """Tell whether momentum passes the ravine's floor by far, and plain descent does not."""
    if any(map(diverges, runs)):
        return False
    plainly, most = (float(_beyond(problem, each).max()) for each in runs)
    return plainly <= FAR < most < 1 / FAR


def _overshoot(problem: Problem, runs: tuple[Trajectory, ...], modes: Modes) -> str:
    """Return how far momentum went past the floor, and whether its closed form has said so."""
    if not _overshoots(problem, runs):
        return said.divergence(runs, NAMES)
    (when, most), expected = (
        (int(beyond.argmax()), plain(100 * float(beyond.max()), 2))
        for beyond in (_beyond(problem, runs[1]), -modes.shares(steps_of(*runs))[:, 0])
    )
    foretold = ", as [predicted](predicted)" if (when, most) == expected else ""
    return f"It went [{most} % past](path) the floor, at step {when}{foretold}."


def _ending(problem: Problem, runs: tuple[Trajectory, ...]) -> str:
    if gone := said.divergence(runs, NAMES):
        return gone
    plainly, moved = (
        telling.tiny(problem, telling.excess(problem, each.points[-1])).removesuffix(" up to rounding")
        for each in runs
    )
    return f"Excess MSE: [{moved} with momentum](path), [{plainly} without](rival)."
