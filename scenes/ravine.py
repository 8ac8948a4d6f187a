"""Correlated features make a ravine: steep across, nearly flat along.

The notebook's "A less friendly loss surface". The claim: the stronger x1 and x2 correlate, the less
the MSE tells them apart; a step that is stable across the ravine is tiny along it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import runs, settings
from gdclips.story.film import maps, supports
from gdclips.story.film.film import Cut, Film, Theory
from gdclips.story.film.overlays import Compass, Headline
from gdclips.story.film.plain import reading
from gdclips.story.film.shots import Beat, Clock, Entry, Shot, Sweep
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Line, Map, Plot, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import (
    OwnData,
    Problem,
    check_fit,
    count_weights,
    of_samples,
    problem,
    streams,
    told_features,
)
from gdcore import Array, Samples, correlated_data

from . import ravine_words
from .correlation import mixture
from .ravine_facts import Ravine, measured
from .ravine_sweep import swept
from .ravine_words import kept_text

NARROW = 1e-9  # a spread below which features may differ by rounding alone
PICTURES = 17  # of a sweep in a GIF
UNRELATED = 0.3  # of the sweep, in which the caption speaks of features that are hardly related
SWEEP, SHORT_SWEEP = 6.0, 5.0  # seconds
LINGER = 2.0  # seconds that a GIF stands on its last frame
GLIDE, TURN, ASIDE = 1.4, 0.6, 0.9  # seconds of the moves
SEEN = 1.4  # seconds that a prediction stands before its run
GHOST = 0.4  # opacity of the first run, as the second goes

Spread = Annotated[
    float,
    Meta(ge=NARROW, le=1e6, description="standard deviation of x2 - x1", extra={"slider": (0.05, 2, 0.05)}),
]
ManySamples = Annotated[settings.SampleCount, Meta(extra={"slider": (50, 2000, 50), "unit": "samples"})]


class Settings(settings.Rated, frozen=True, kw_only=True):
    """The notebook's numbers."""

    features: ClassVar = (2, None)
    in_notebook: ClassVar = True
    number: ClassVar = "10"
    samples: ManySamples = 1000
    weights: settings.Weights = (2.0, 5.0, 4.0)
    noise: settings.Noise = 1.0
    steps: settings.ManySteps = 100
    start: settings.Start = (2.0, 3.0, 7.0)
    spread: Spread = 0.2


def check(settings: Settings, own: OwnData | None = None) -> None:
    """Raise a ValueError if the settings and the data don't fit each other."""
    _several(settings, own)
    check_fit(settings, own)


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell how a correlation makes a ravine, and two descents in it, on made data or on the user's own."""
    task = correlated(settings, settings.rate, settings.spread, own)
    facts = measured(mixture(task), settings.steps)
    words = ravine_words.sentences(facts)
    steps = tuple(map(runs.steps_of, facts.runs))
    return Film(
        title=words.title,
        full=(*_full(facts, words, settings.steps),),
        short=(_turning(facts, words, "short"),),
        steps=sum(steps),
        clock=settings.steps,
        alt=words.alt,
        theory=Theory(loss=task.loss, runs=facts.runs[:1], rate=task.rate),
    )


def _full(facts: Ravine, words: ravine_words.Sentences, asked: int) -> list[Shot]:
    """Return the video's shots: the sweep, the two runs, and what the notebook plots of the first."""
    plane, (slow, fast) = maps.plane(facts.problem), facts.runs
    seen = maps.whole(facts.problem, slow, fast, wall=0.0)
    taken = runs.steps_of(slow)
    tracks = Track(slow), Track(fast, first=taken)
    hidden, ghost = (
        msgspec.structs.replace(tracks[1], opacity=0.0),
        msgspec.structs.replace(tracks[0], opacity=GHOST),
    )
    first = Map(plane=plane, seen=seen, tracks=(tracks[0], hidden), overlays=_guides(facts, 0))
    second = msgspec.structs.replace(first, tracks=(ghost, tracks[1]), overlays=_guides(facts, 1))
    entries = Entry("compass", 0.25, 0.9), Entry("rate", 0.0, 0.4)
    shots = [_turning(facts, words, "full")]
    for number, (hero, run, move) in enumerate(zip((first, second), facts.runs, (GLIDE, TURN), strict=True)):
        steps, sentence = runs.steps_of(run), words.runs[number]
        clock = Clock(number * taken, asked, steps, "diverged at" if runs.diverges(run) else "")
        wait = _fifths(0.45 + move + SEEN)
        going = max(6.0, reading(sentence) - wait)
        shots.append(
            Shot(
                hero=hero,
                beats=(Beat(wait, sentence, role="along"), Beat(going, sentence, steps, role="along")),
                move=move,
                entries=entries,
                clock=clock,
            )
        )
    plain_map = msgspec.structs.replace(second, named=False, overlays=())
    shots.append(
        Shot(
            hero=plain_map,
            supports=_plots(facts),
            beats=(Beat(max(4.6, reading(words.ending)), words.ending),),
            move=ASIDE,
            clock=shots[-1].clock,
        )
    )
    return shots


def _turning(facts: Ravine, words: ravine_words.Sentences, cut: Cut) -> Shot:
    """Return the shot whose clock is the correlation."""
    short, sweep = cut == "short", swept(facts, cut)
    hero, supports = sweep(1.0)
    round_bowl, ravine = words.sweep
    sweeping = SHORT_SWEEP if short else SWEEP
    first = _fifths(reading(round_bowl) + (0.0 if short else CARD_GONE))
    begin = first - UNRELATED * sweeping
    rest = max(reading(ravine) - (LINGER if short else 0.0), begin + sweeping + 1.6 - first)
    entries = () if short else (Entry("axes", CARD_GONE, 0.9), Entry("kappa", CARD_GONE, 0.4))
    return Shot(
        hero=hero,
        supports=supports,
        side="left",
        beats=(Beat(first, round_bowl, role="rate"), Beat(_fifths(rest), ravine, role="rate")),
        entries=entries,
        sweep=Sweep(sweep, sweeping, begin, PICTURES if short else None),
        clock=Clock(),
    )


def _guides(facts: Ravine, number: int) -> tuple[Compass | Headline, ...]:
    """Return what stands beside a run: its rate, and what each of its steps keeps, if the map shows it."""
    limit = "2/λ, λ across" if facts.shows_modes else "of stability"
    rate, note = facts.rates[number], f"0.95 of the limit {limit}" if number else facts.problem.rate_note
    headline = Headline(label="rate α", text=plain(rate), below=note, key="rate")
    if not facts.shows_modes:
        return (headline,)
    across, along = facts.kept(rate)
    link = "= 1 − αλ"
    sides = f"{link}: it changes sides" if across < 0 else link
    texts = (
        ("across, each step keeps", kept_text(across), "of the distance", sides),
        ("along, it keeps", kept_text(along), link, ""),
    )
    return Compass(ways=facts.directions, texts=texts, both=(across < 0, along < 0)), headline


def _plots(facts: Ravine) -> tuple[Plot, ...]:
    """Return the notebook's plots: the weights of the second run, and the MSE of both."""
    slow, fast = facts.runs
    beside = (slow, fast)
    rates = [f"α = {plain(rate)}" for rate in facts.rates]
    losses = supports.losses(
        Line(runs.lasting(slow.losses, slow, beside), rates[0], "rival"),
        Line(runs.lasting(fast.losses, fast, beside), rates[1], "path"),
        log=True,
    )
    weights = supports.coefficients(facts.problem, fast)
    head = weights.head.replace("(", f"at {rates[1]} (")
    return msgspec.structs.replace(weights, head=head), losses


def _fifths(seconds: float) -> float:
    """Return at least so many seconds, as a multiple of 0.2."""
    return float(np.ceil(round(seconds * 5, 6)) / 5)


def correlated(
    settings: settings.Settings, rate: float | None, spread: float, own: OwnData | None
) -> Problem:
    """Return the regression on features that correlate, made or the user's own."""
    _several(settings, own)
    if own is not None:
        return problem(settings, own, rate)
    return of_samples(settings, _made(settings, spread), np.array(settings.weights), None, rate)


def _several(settings: settings.Settings, own: OwnData | None) -> None:
    """Raise a ValueError unless there are two features, which may correlate."""
    if count_weights(settings, own) < 3:
        expected = "expected at least two features, for a ravine is made by two that correlate"
        raise ValueError(f"{told_features(settings, own)}: {expected}")


def _made(settings: settings.Settings, spread: float) -> Samples:
    intercept, *slopes = settings.weights
    rng = streams(settings.seed).data
    return correlated_data(settings.samples, slopes, intercept, spread=spread, noise=settings.noise, rng=rng)


def across(problem: Problem) -> Array:
    """Return the direction across the ravine (d,), that of the largest curvature; 0 if several have it."""
    curvatures, directions = np.linalg.eigh(problem.loss.hessian)
    alone = curvatures[-1] - curvatures[-2] > 1e-9 * curvatures[-1]
    return np.asarray(directions[:, -1] * alone)
