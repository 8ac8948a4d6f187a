"""Plain films: one hero all along, supports that step in beside it, and three to five captions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gdclips.story.film.film import Film
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.views import Support, View
from gdclips.story.runs import diverges, steps_of
from gdclips.story.story import Theory
from gdcore import Trajectory

SLOW = 4  # steps that are followed one by one
OPENING, STEPS, SETTLE, RUN, HOLD = 5.0, 5.0, 1.8, 8.0, 4.0  # seconds of a video's beats
READING, LETTER = 1.5, 0.06  # seconds that a caption stays at least: so many, and so many a character
SHORT = 1.2, 5.4, 1.4  # seconds of a GIF's beats
MOVE = 0.9  # seconds of a step aside


def reading(words: str) -> float:
    """Return the seconds that a caption needs, in fifths."""
    return -(-(READING + LETTER * len(words)) * 5 // 1) / 5


def plain_film(
    title: str,
    hero: View,
    supports: tuple[Support, ...],
    runs: Sequence[Trajectory],
    asked: int,
    captions: Sequence[str],
    *,
    alt: str = "",
    beside: int = 0,
    theory: Theory | None = None,
) -> Film:
    """Return a film of one hero with supports beside it, of runs of which ``asked`` steps were asked for.

    The captions are for the opening, the first steps, the run and its end; empty ones leave the one before.
    In the short cut the support of number ``beside`` stands alone.
    """
    steps = steps_of(*runs)
    opening, slow, fast, ending = _filled(captions)
    first = min(SLOW, steps)
    begin = (
        Beat(max(OPENING, reading(opening) + 2.2), opening),
        *([Beat(max(STEPS, reading(slow)), slow, first)] if first else []),
    )
    rest = [Beat(max(RUN, reading(fast) - SETTLE), fast, steps - first)] if steps > first else []
    end = Beat(max(HOLD, reading(ending)), ending)
    full: tuple[Shot, ...] = (Shot(hero=hero, beats=begin),)
    if supports:
        aside = (Beat(SETTLE, fast if rest else ending), *rest, end)
        full += (Shot(hero=_unnamed(hero), supports=supports, beats=aside, move=MOVE),)
    else:
        full = (Shot(hero=hero, beats=(*begin, *rest, end)),)
    kept = supports[beside : beside + 1]
    runs_short = [Beat(SHORT[1], fast, steps)] if steps else []
    beats = (Beat(SHORT[0], fast), *runs_short, Beat(SHORT[2], ending))
    short = (Shot(hero=hero, supports=kept, beats=beats),)
    ended = "diverged at" if all(map(diverges, runs)) else ""
    return Film(
        title=title, full=full, short=short, steps=steps, clock=asked, ended=ended, alt=alt, theory=theory
    )


def _filled(captions: Sequence[str]) -> tuple[str, str, str, str]:
    """Return four captions, an empty one being the same as the one before."""
    found: list[str] = []
    for index in range(4):
        given = captions[index] if index < len(captions) else ""
        found.append(given or (found[-1] if found else ""))
    return found[0], found[1], found[2], found[3]


def _unnamed(hero: View) -> View:
    """Return a hero whose things have been named in the shot before."""
    return msgspec.structs.replace(hero, named=False) if hasattr(hero, "named") else hero
