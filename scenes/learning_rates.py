"""Four learning rates: too small crawls, half the limit is swift, near it swings, beyond it diverges.

The notebook's "What happens if we increase the learning rate?" The claim: 2/λ, with λ the largest
curvature of the loss, is the limit; below it every descent converges, above it the path flies off.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from gdclips.story import settings, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.plain import plain_film
from gdclips.story.film.views import Line, Map, Multiples, Rule, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import descent, diverges, lasting, steps_of
from gdcore import Array, Trajectory, gradient_descent, theory

from . import full_batch

Shares = Annotated[
    tuple[Annotated[float, Meta(gt=0, le=100)], ...],
    Meta(min_length=2, max_length=4, description="rates as shares of the stability limit 2/λ"),
]
NEAR = 1.5  # of the limit: a rate below takes a first step that a window can show
ROLES = ("path", "velocity", "across", "rival")


class Settings(settings.Settings, frozen=True, kw_only=True):
    """The contour's data and start, and shares of the limit on both its sides."""

    in_notebook: ClassVar = True
    number: ClassVar = "8"
    start: settings.Start = (3.2938, 4.2278, 6.1455)
    shares: Shares = (0.05, 0.5, 0.95, 1.05)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell descents at several rates on one map, on made data or on the user's own."""
    task = problem(settings, own, None)
    limit = theory.max_rate(task.loss)
    runs = [descent(task, gradient_descent(share * limit), settings.steps) for share in settings.shares]
    names = [_name(task, share, run) for share, run in zip(settings.shares, runs, strict=True)]
    tracks = [Track(*each) for each in zip(runs, ROLES, names, strict=False)]
    tracks[0] = replace(tracks[0], arrow=full_batch.arrow(task))
    lines = [
        Line(lasting(each.run.losses, each.run, tuple(runs)), plain(share), each.role)
        for each, share in zip(tracks, settings.shares, strict=True)
    ]
    hero = Map(plane=plane(task), seen=_seen(task, settings, runs), tracks=_widest_first(tracks, settings))
    small = tuple(replace(hero, tracks=(Track(each.run, each.role),)) for each in tracks)
    return plain_film(
        "How large may the learning rate be?",
        hero,
        (Multiples(parts=small, heads=tuple(names)), supports.losses(*lines, log=True)),
        runs,
        settings.steps,
        _captions(task, settings, runs, limit),
        before=(_rule(task, settings.shares[0] * limit, tracks[0]), supports.data(task, settings.noise)),
        beside=1,
        brief=said.ground(task, ""),
        theory=Theory(
            loss=task.loss, runs=tuple(runs), rate=None, remark="Each run's rate is a share of it."
        ),
    )


def _seen(problem: Problem, settings: Settings, runs: list[Trajectory]) -> Array:
    """Return points (k, 2) whose window shows the runs below the limit, and how the others begin."""
    pairs = [*zip(runs, settings.shares, strict=True)]
    stable = [run for run, share in pairs if share < 1]
    if not stable:
        return whole(problem, *runs)
    first = [run.points[:2, list(problem.axes)] for run, share in pairs if 1 <= share < NEAR]
    return np.concatenate([whole(problem, *stable), *first])


def _widest_first(tracks: list[Track], settings: Settings) -> tuple[Track, ...]:
    """Return the tracks by falling rates, that no run that swings far covers one that does not."""
    order = sorted(range(len(tracks)), key=lambda index: -settings.shares[index])
    return tuple(tracks[index] for index in order)


def _name(problem: Problem, share: float, run: Trajectory) -> str:
    """Return a run's rate as a share of the limit, and whether it went further out than it began."""
    grows = share > 1 and run.losses[-1] > max(run.losses[0], telling.negligible(problem))
    return plain(share) + (" diverges" if grows else "")


def _rule(problem: Problem, rate: float, track: Track) -> Rule:
    """Return the update rule with the numbers of a run of its own rate."""
    rates, rows = np.full(steps_of(track.run), rate), problem.loss.samples.y.size
    letters = f"2/λ = {plain(theory.max_rate(problem.loss))}, n = {rows}, L = MSE/2"
    return supports.rule(problem, track.run, full_batch.UPDATE, letters, f"{track.name}, ", rates)


def _captions(
    problem: Problem, settings: Settings, runs: list[Trajectory], limit: float
) -> tuple[str, str, str, str]:
    top, most = plain(2 / limit), plain(limit)
    return (
        said.ground(problem, f"The largest curvature is λ = {top}: the limit is [2/λ = {most}](rate)."),
        "One start, one clock: the [rates](rate) are shares of the limit.",
        _limit(problem, settings.shares, runs[0]),
        _ending(problem, settings, runs),
    )


def _limit(problem: Problem, shares: tuple[float, ...], run: Trajectory) -> str:
    """Return what the limit does to runs on both its sides, or on one."""
    if run.losses[0] <= telling.negligible(problem):
        return "All of them start at the minimum, and stay there."
    if min(shares) > 1:
        return "Beyond the limit the [swings grow](rate) with every step."
    if max(shares) > 1:
        return "Below the limit they come nearer; [beyond it they diverge](rate)."
    return "Below the limit each step comes nearer to the minimum."


def _ending(problem: Problem, settings: Settings, runs: list[Trajectory]) -> str:
    """Return which run came to the least MSE."""
    pairs = zip(runs, settings.shares, strict=True)
    lasted = [(float(run.losses[-1]), share) for run, share in pairs if not diverges(run)]
    if not lasted:
        return said.divergence(runs, [plain(share) for share in settings.shares])
    (best, share), steps = min(lasted), settings.steps
    least = telling.tiny(problem, best, 3).removesuffix(" up to rounding")
    if sum(telling.tiny(problem, loss, 3) == telling.tiny(problem, best, 3) for loss, _ in lasted) > 1:
        return f"After {steps} steps the least MSE is {least}."
    return f"Best after {steps} steps: [{plain(share)} of the limit](rate), MSE {least}."
