"""Happenings: what happens in each beat of a cut, in one short word, by which files are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdclips.story.film.shots import Shot
from gdclips.story.film.timeline import Timeline
from gdclips.story.film.views import Bowl, Map


def happenings(timeline: Timeline) -> list[str]:
    """Return a word for each beat, in letters of ASCII: title, steps, zoom, rise, plot, map, end and so on.

    The words follow from the film, never from its captions, so they stay when these are written anew.
    """
    found: list[str] = []
    before: Shot | None = None
    done, steps = 0, sum(beat.steps for beat in timeline.beats)
    for shot in timeline.shots:
        word = _arrival(shot, before)
        for beat in shot.beats:
            if timeline.card and not found:
                word = "title"
            done += beat.steps
            found.append("steps" if beat.steps else word)
            word = "end" if beat.steps and done == steps else "sweep" if shot.sweep else _kind(shot.hero)
        before = shot
    return found


def _arrival(shot: Shot, before: Shot | None) -> str:
    """Return what happens as a shot begins: its sweep, its move, or what is new in it."""
    if shot.sweep:
        return "sweep"
    if before is None:
        return _kind(shot.hero)
    old, hero = before.hero, shot.hero
    if (old.key, type(old)) != (hero.key, type(hero)):
        turned = old.key == hero.key and {type(old), type(hero)} == {Bowl, Map}
        return ("rise" if isinstance(hero, Map) else "fall") if turned else _kind(hero)
    if beside := _new(shot.supports, before.supports):
        return _kind(beside[0])
    if (
        isinstance(old, Map | Bowl)
        and isinstance(hero, Map | Bowl)
        and not np.array_equal(old.seen, hero.seen)
    ):
        return "zoom"
    laid = _new(getattr(hero, "overlays", ()), getattr(old, "overlays", ()))
    return _kind(laid[0] if laid else hero)


def _new(views: Sequence[Any], before: Sequence[Any]) -> list[Any]:
    """Return the views whose keys weren't there before."""
    known = {each.key for each in before}
    return [each for each in views if each.key not in known]


def _kind(view: object) -> str:
    return type(view).__name__.lower()
