"""Larger batches, smaller balls: the same descent with 1, 10 and 100 samples in each step.

The notebook's "Increase number of samples used in each iteration?" The claim: the larger the batch,
the nearer to the minimum the iterates stay.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import settings, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports as shared
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import Ellipse
from gdclips.story.film.plain import plain_film
from gdclips.story.film.views import Counter, Line, Map, Multiples, Plot, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import lasting
from gdcore import Array, Trajectory
from gdcore.theory import FiniteRun, ellipse_radius

from . import ball, full_batch, stochastic
from .ball import Ball

Batches = Annotated[
    tuple[Annotated[int, Meta(ge=1, le=1_000_000)], ...],
    Meta(min_length=2, max_length=4, description="samples in each step, a run each"),
]

DEFAULT = (1, 10, 100)
MOST = 3  # supports beside a hero
MANY = "A step averages so many [gradients](gradient), drawn with replacement."
ROLES = ("path", "velocity", "across", "rival")
EQUATION = (full_batch.UPDATE[0], full_batch.RATE, stochastic.BATCH)


class Settings(settings.Rated, frozen=True, kw_only=True):
    """Noisy data, and batches from one sample to as many as there are."""

    in_notebook: ClassVar = True
    number: ClassVar = "11"
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 300
    rate: settings.SampledRate = 0.1
    start: settings.Start = (2.0, 2.0, 8.0)
    batches: Batches = DEFAULT

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all."""
        return self.steps * sum(self.batches)


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    batches = _batches(settings, own)
    if len(set(batches)) < len(batches):
        raise ValueError(f"batches={','.join(map(str, batches))}: expected each size once")
    stochastic.check(settings, own, *batches)


def _batches(settings: Settings, own: OwnData | None) -> tuple[int, ...]:
    """Return the batches' sizes: the default's are at most all of a user's own rows."""
    if own is None or settings.batches != DEFAULT:
        return settings.batches
    return tuple(dict.fromkeys(min(batch, own.samples.y.size) for batch in DEFAULT))


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell stochastic descents with several batch sizes on one map, in the balls that theory predicts."""
    batches = _batches(settings, own)
    task = problem(settings, own, settings.rate, min(batches))
    runs = tuple(stochastic.run(task, settings.seed, batch, settings.steps) for batch in batches)
    balls = _predicted(task, settings, batches)
    clip = Clip(batches=batches, runs=runs, balls=balls, names=tuple(f"batch {batch}" for batch in batches))
    hero = Map(
        plane=plane(task), seen=whole(task, *runs), tracks=_tracks(task, clip), overlays=_ellipses(clip)
    )
    near = msgspec.structs.replace(hero, seen=_largest(clip), named=False) if balls else None
    words = said.letters(task, f"B: b rows of {task.loss.samples.y.size}")
    rule = shared.rule(task, runs[0], EQUATION, words, f"{clip.names[0]}, ")
    return plain_film(
        "Larger batches, smaller balls" if _shrink(task, clip) else "Several batch sizes",
        hero,
        (_excess(task, clip), *_inside(task, clip)),
        runs,
        settings.steps,
        _captions(task, clip),
        before=(rule, shared.data(task, settings.noise)),
        after=_weights(task, clip),
        brief=said.ground(task, ""),
        near=near,
        theory=Theory(loss=task.loss, runs=runs, rate=task.rate, batch=min(batches)),
    )


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """Runs of several batch sizes, by their names, and their balls, if there is one of each."""

    batches: tuple[int, ...]
    runs: tuple[Trajectory, ...]
    names: tuple[str, ...]
    balls: tuple[Ball, ...]


def _predicted(problem: Problem, settings: Settings, batches: tuple[int, ...]) -> tuple[Ball, ...]:
    """Return the ball of each batch size, if all have one, and are there by half the steps."""
    found = []
    for batch in batches:
        there = ball.predicted(problem, batch, settings.steps, settings.seed)
        if there is None or there.expected is None or there.arrival > settings.steps // 2:
            return ()
        found.append(there)
    since = max(each.since for each in found)
    return tuple(_counted_from(since, there, settings.steps) for there in found)


def _counted_from(since: int, there: Ball, steps: int) -> Ball:
    """Return a ball whose iterates are counted from a later one on: the fewer, the wider are the spreads."""
    wider = float(np.sqrt((steps + 1 - there.since) / (steps + 1 - since)))
    given = there.expected
    assert given is not None
    expected = FiniteRun(given.share, wider * given.share_spread, given.mse, wider * given.mse_spread)
    return msgspec.structs.replace(there, since=since, expected=expected)


def _tracks(problem: Problem, clip: Clip) -> tuple[Track, ...]:
    """Return the tracks of the runs, the widest first; a name would jump with its head where it hovers."""
    return tuple(
        Track(
            run,
            role,
            "" if clip.balls else name,
            arrow=stochastic.arrow(problem, batch) if run is clip.runs[0] else None,
            cloud=True,
            arrival=stochastic.arrival(run),
        )
        for run, role, name, batch in zip(clip.runs, ROLES, clip.names, clip.batches, strict=False)
    )


def _ellipses(clip: Clip) -> tuple[Ellipse, ...]:
    """Return the balls' ellipses, the last first, so that its name has the room that there is."""
    return tuple(
        Ellipse(center=each.center, covariance=each.covariance, label=name, role=role, key=name)
        for each, name, role in reversed([*zip(clip.balls, clip.names, ROLES, strict=False)])
    )


def _largest(clip: Clip) -> Array:
    """Return the ends of the boxes (2 k, 2) of the ellipses."""
    reach = [ellipse_radius(ball.COVERAGE) * np.sqrt(np.diagonal(each.covariance)) for each in clip.balls]
    pairs = zip(clip.balls, reach, strict=True)
    return np.array([each.center + sign * half for each, half in pairs for sign in (-1, 1)])


def _excess(problem: Problem, clip: Clip) -> Plot:
    """Return the plot of the MSEs over the least."""
    over = [np.maximum(run.losses - telling.least(problem), 0.0) for run in clip.runs]
    lines = tuple(
        Line(lasting(each, run, clip.runs), "", role)
        for each, run, role in zip(over, clip.runs, ROLES, strict=False)
    )
    log = any(bool((each > 0).any()) for each in over)
    return Plot(head="MSE over the least", lines=lines, log=log, key="mse")


def _weights(problem: Problem, clip: Clip) -> tuple[Plot | Multiples, ...]:
    """Return the plots of the weights of each run, as one of small multiples where they are many."""
    heads = [f"weights, {name}" for name in clip.names]
    plots = tuple(
        msgspec.structs.replace(shared.coefficients(problem, run, beside=clip.runs), head=head, key=head)
        for run, head in zip(clip.runs, heads, strict=True)
    )
    return plots if len(plots) <= MOST else (Multiples(parts=plots),)


def _inside(problem: Problem, clip: Clip) -> tuple[Counter, ...]:
    """Return the shares of counted iterates inside the ellipses, as soon as there are enough."""
    if not clip.balls:
        return ()
    came = [ball.found(there, problem, run).shares for there, run in zip(clip.balls, clip.runs, strict=True)]
    first = clip.balls[0].since + ball.ENOUGH
    texts = [
        telling.listed(
            [f"{share[step - there.since]:.0%}"[:-1] for share, there in zip(came, clip.balls, strict=True)]
        )
        for step in range(first, len(clip.runs[0].points))
    ]
    spread = max(there.spread for there in clip.balls)
    likely = dict.fromkeys(f"{there.share:.0%}"[:-1] for there in clip.balls)
    return (
        Counter(
            label="inside the ellipses",
            values=(*[""] * first, *(f"{text.replace(' and ', ', ')} %" for text in texts)),
            below=f"in the order {telling.listed([str(batch) for batch in clip.batches])}",
            predicted=f"{', '.join(likely)} % ± {100 * spread:.0f}",
            role="ink",
            key="inside",
        ),
    )


def _shrink(problem: Problem, clip: Clip) -> bool:
    """Tell whether each larger batch has the smaller ball."""
    order = np.argsort(clip.batches, kind="stable")
    sizes = [stochastic.late_excess(problem, clip.runs[index]) for index in order]
    return bool(clip.balls) and bool((np.diff(sizes) < 0).all())


def _captions(problem: Problem, clip: Clip) -> tuple[str, ...]:
    sizes = telling.listed([f"[{batch}]({role})" for batch, role in zip(clip.batches, ROLES, strict=False)])
    theirs = f"[Predicted](predicted) balls for {sizes} samples a step."
    steps = f"Steps of {sizes} samples, drawn with replacement."
    claim = "The larger the batch, the [smaller the ball](predicted) of noise."
    average = "The average of more samples points more steadily [downhill](gradient)."
    return (
        said.ground(problem, theirs if clip.balls else f"Samples in each step: {sizes}."),
        steps if said.length(steps) <= said.LONGEST else MANY,
        claim if _shrink(problem, clip) else average,
        *_ending(problem, clip),
    )


def _ending(problem: Problem, clip: Clip) -> tuple[str, ...]:
    """Return what the runs came to, and beside it what theory said, where it has said anything."""
    if gone := said.divergence(clip.runs, [name.capitalize() for name in clip.names]):
        return (gone,)
    if not clip.balls:
        return (said.ends(problem, clip.runs, ROLES),)
    pairs = [
        (there, ball.found(there, problem, run)) for there, run in zip(clip.balls, clip.runs, strict=True)
    ]
    least = problem.loss.minimum
    met = all(came.met[1] for _, came in pairs)
    after = "within two spreads" if met else "not all within two spreads"
    since = clip.balls[0].since
    return (
        _fitting([came.mse / least for _, came in pairs], f"Mean MSE since {since}: ", " times the least."),
        _fitting([there.mse / least for there, _ in pairs], "[Predicted](predicted): ", f" times, {after}."),
    )


def _fitting(values: list[float], before: str, after: str) -> str:
    """Return numbers in words, in as many digits as a caption has room for."""
    captions = (
        f"{before}{_colored([plain(value, digits) for value in values])}{after}" for digits in (4, 3, 2)
    )
    return next((each for each in captions if said.length(each) <= said.LONGEST), f"{before}see the plot.")


def _colored(numbers: list[str]) -> str:
    return telling.listed([f"[{number}]({role})" for number, role in zip(numbers, ROLES, strict=False)])
