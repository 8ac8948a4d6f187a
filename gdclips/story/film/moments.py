"""Moments: those of a clip that a picture can show, by an iteration, a beat, or what stands for the clip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gdclips.story.film.shots import EPSILON
from gdclips.story.film.timeline import Timeline

BEAT = "beat:"


def moment(at: str, timeline: Timeline) -> float:
    """Return the second of a cut that ``at`` means: an iteration, "beat:3", "poster" or "end".

    An iteration's is when it is reached; a beat's is its last, in which all of it has come. The poster is the
    last moment of the last shot in which iterations are taken, or of the cut. Raises a ValueError for an
    iteration or a beat that the cut doesn't have.
    """
    if at == "end":
        return timeline.seconds
    if at == "poster":
        takes = [any(beat.steps for beat in shot.beats) for shot in timeline.shots]
        last = max((number for number, taken in enumerate(takes) if taken), default=-2)
        return _last(timeline.cuts[last + 1])
    number = int(at.removeprefix(BEAT))
    if at.startswith(BEAT):
        if not 1 <= number <= len(timeline.beats):
            raise ValueError(f"at {at}: expected a beat from 1 to {len(timeline.beats)}")
        return _last(timeline.starts[number])
    steps = sum(beat.steps for beat in timeline.beats)
    if not steps:
        others = f"{BEAT}1 to {BEAT}{len(timeline.beats)}, poster or end"
        raise ValueError(f"at {number}: this cut takes no iterations; expected {others}")
    if number > steps:
        raise ValueError(f"at {number}: expected an iteration from 0 to {steps}")
    return timeline.reached(number) - EPSILON / 2  # of a shot's last, that it isn't the next shot's first


def key_moments(timeline: Timeline) -> list[tuple[float, str]]:
    """Return the last moment of each caption, in which all that it says has come, and the caption.

    Of one during which something starts to move that goes on after it, the moment before that.
    """
    spans: list[tuple[float, float, str]] = []
    for beat, (start, end) in zip(timeline.beats, pairwise(timeline.starts), strict=True):
        if beat.words:
            if spans and spans[-1][2] == beat.caption:
                start = spans.pop()[0]
            spans.append((start, end, beat.caption))
    moving = list(_moving(timeline))
    found = []
    for start, end, caption in spans:
        unfinished = [first for first, last in moving if start < first < end < last - EPSILON]
        found.append((_last(min([end, *unfinished])), caption))
    return found


def _moving(timeline: Timeline) -> Iterator[tuple[float, float]]:
    """Yield from when to when a move into a shot goes on, or a sweep."""
    for shot, start in zip(timeline.shots, timeline.cuts, strict=False):
        yield start, start + shot.settled
        if sweep := shot.sweep:
            begins = start + shot.settled + sweep.at
            yield begins, begins + sweep.seconds


def _last(end: float) -> float:
    """Return the last moment before an end, in which all iterations before it are done."""
    return end - 1.5 * EPSILON
