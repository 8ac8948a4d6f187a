"""Plain films: one hero all along, supports that step in beside it, and three to five captions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gdclips.story.caption import plain_text
from gdclips.story.film import supports as shared
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.shots import LABELS_OUT, Beat, Entry, Shot
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Map, Rule, Support, Track, View
from gdclips.story.problem import Problem
from gdclips.story.runs import diverges, steps_of
from gdclips.story.terms import Term
from gdcore import Trajectory

FIRST, SLOW = 3, 3  # steps that are followed one by one with the hero alone, and beside the supports
OPENING, STEPS, SETTLE, SUMS, RUN, HOLD = 2.4, 4.6, 1.8, 3.0, 7.0, 3.6  # seconds of a video's beats, at least
READING, LETTER = 1.5, 0.06  # seconds that a caption stays at least: so many, and so many a character
SHORT = 1.0, 4.4, 2.6  # seconds of a GIF's beats
LONGEST = 10.0  # seconds of a GIF, at most
MOVE = 0.9  # seconds of a step aside
LEAST_HOLD = 3.5  # seconds from a last step aside to the end, at least
LATER, CHANGE = 0.4, 1.0  # seconds from one support to the next, and until others have taken their places
PREDICTED = 1.4  # seconds more, in which what theory says is looked at


def reading(words: str) -> float:
    """Return the seconds that a caption needs, in fifths."""
    return -(-round((READING + LETTER * len(plain_text(words))) * 5, 6) // 1) / 5


def descent_film(
    title: str,
    problem: Problem,
    run: Trajectory,
    asked: int,
    captions: Sequence[str],
    *,
    arrow: Term | None = None,
    rule: Rule | None = None,
    brief: str = "",
    noise: float | None = None,
    cloud: int | None = None,
    theory: Theory | None = None,
) -> Film:
    """Return a plain film of one run on the map of its problem, of which ``asked`` steps were asked for.

    Beside it are first the data and the ``rule``, if there is one, then the weights and the MSE. ``arrow``
    names the arrows of the negative gradient, and without a name there are none; ``noise`` is that of made
    data. A run that hovers is a ``cloud`` from that iterate on.
    """
    track = Track(run, arrow=arrow, cloud=cloud is not None, arrival=cloud or 0)
    hero = Map(plane=plane(problem), seen=whole(problem, run), tracks=(track,))
    rules = () if rule is None else (rule,)
    still = () if rule is None else (msgspec.structs.replace(rule, sums=()),)
    return plain_film(
        title,
        hero,
        (*still, shared.coefficients(problem, run), shared.mse(problem, run)),
        (run,),
        asked,
        captions,
        before=(*rules, shared.data(problem, noise)),
        beside=len(rules) + 1,
        brief=brief,
        theory=theory,
    )


def plain_film(
    title: str,
    hero: View,
    supports: tuple[Support, ...],
    runs: Sequence[Trajectory],
    asked: int,
    captions: Sequence[str],
    *,
    before: tuple[Support, ...] = (),
    after: tuple[Support, ...] = (),
    beside: int = 0,
    brief: str = "",
    near: View | None = None,
    alt: str = "",
    theory: Theory | None = None,
) -> Film:
    """Return a film of one hero with supports beside it, of runs of which ``asked`` steps were asked for.

    The captions are for the opening, some slow steps, the run, its end and what stands ``after`` it; empty
    ones leave the one before. While the steps are slow the supports ``before`` stand beside the hero, if any,
    and those ``after`` close the film. What theory says of the supports stands a while before the run goes
    on. In the short cut it is the support of number ``beside``, the run's caption is ``brief`` and the hero
    ``near``, if these are given.
    """
    steps = steps_of(*runs)
    opening, slow, fast, ending, last = _filled(captions)
    first = min(FIRST, steps)
    followed = min(SLOW, steps - first)
    rest = steps - first - followed
    words = max(STEPS, reading(opening) + CARD_GONE - OPENING)
    begin = (Beat(OPENING, opening), *([Beat(_fifths(words), opening, first)] if first else []))
    told: tuple[Beat, ...] = _slow(slow, followed) if followed else ()
    expected = any(getattr(each, "overlays", ()) or getattr(each, "predicted", "") for each in supports)
    change = CHANGE + PREDICTED * expected
    run: tuple[Beat, ...] = (Beat(_fifths(max(RUN, reading(fast) - change)), fast, rest),) if rest else ()
    end = Beat(max(HOLD, reading(ending)), ending)
    full = [Shot(hero=hero, beats=begin)]
    named = unnamed(hero)
    if before and told:
        there = {each.key for each in before}
        new = tuple(each for each in supports if each.key not in there)
        beats = (Beat(change, fast), *run, end) if run else (end,)
        full.append(aside(named, before, told))
        full.append(Shot(hero=named, supports=supports, beats=beats, entries=_entries(new, LABELS_OUT)))
    elif supports and (told or run):
        full.append(aside(named, supports, (*(told or (Beat(SETTLE, fast),)), *run, end)))
    elif supports:
        moved = end if after else Beat(max(end.seconds, _fifths(MOVE + LEAST_HOLD)), ending)
        full.append(aside(named, supports, (moved,)))
    else:
        full = [Shot(hero=hero, beats=(*begin, *told, *run, end))]
    if after:
        new = tuple(each for each in after if each not in supports)
        closing = (Beat(_fifths(max(HOLD + LATER * len(new), reading(last))), last),)
        full.append(Shot(hero=named, supports=after, beats=closing, entries=_entries(new, LABELS_OUT)))
    said = brief or fast
    held = max(SHORT[2], reading(ending))
    going = [Beat(min(SHORT[1], _fifths(LONGEST - SHORT[0] - held)), said, steps)] if steps else []
    beats = (Beat(SHORT[0], said), *going, Beat(held, ending))
    return Film(
        title=title,
        full=tuple(full),
        short=(Shot(hero=near or hero, supports=supports[beside : beside + 1], beats=beats),),
        steps=steps,
        clock=asked,
        ended="diverged at" if all(map(diverges, runs)) else "",
        alt=alt,
        theory=theory,
    )


def _slow(words: str, steps: int) -> tuple[Beat, ...]:
    """Return the beats in which a hero steps aside, and some steps are followed."""
    return Beat(SETTLE, words), Beat(_fifths(max(SUMS, reading(words) - SETTLE)), words, steps)


def aside(hero: View, supports: tuple[Support, ...], beats: tuple[Beat, ...]) -> Shot:
    """Return a shot for which a hero steps aside, and supports come in beside it, one after the other."""
    return Shot(hero=hero, supports=supports, beats=beats, move=MOVE, entries=_entries(supports, -MOVE / 2))


def _entries(supports: tuple[Support, ...], start: float) -> tuple[Entry, ...]:
    """Return when supports come in, one after the other."""
    return tuple(Entry(each.key, start + LATER * place, LATER) for place, each in enumerate(supports))


def _fifths(seconds: float) -> float:
    return -(-round(seconds * 5, 6) // 1) / 5


def _filled(captions: Sequence[str]) -> list[str]:
    """Return five captions, an empty one or one that lacks being the same as the one before."""
    found = [""]
    for index in range(5):
        found.append((captions[index] if index < len(captions) else "") or found[-1])
    return found[1:]


def unnamed(hero: View) -> View:
    """Return a hero whose things have been named, and its heights told, in the shot before."""
    known = {name: False for name in ("named", "told") if hasattr(hero, name)}
    return msgspec.structs.replace(hero, **known)
