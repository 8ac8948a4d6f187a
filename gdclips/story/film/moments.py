"""Moments: those of a clip that a picture can show, by an iteration, a beat, or what stands for the clip."""

from __future__ import annotations

from gdclips.story.film.timeline import Timeline

BEAT = "beat:"
BEFORE = 1e-6  # seconds before a beat is over, in which it is still seen


def moment(at: str, timeline: Timeline) -> float:
    """Return the second of a cut that ``at`` means: an iteration, "beat:3", "poster" or "end".

    A beat's is its last, in which all of it has come. The poster is the last moment of the shot in which most
    iterations are taken. Raises a ValueError for an iteration or a beat that the cut doesn't have.
    """
    if at == "end":
        return timeline.seconds
    if at == "poster":
        taken = [sum(beat.steps for beat in shot.beats) for shot in timeline.shots]
        return timeline.cuts[taken.index(max(taken)) + 1] - BEFORE
    number = int(at.removeprefix(BEAT))
    if at.startswith(BEAT):
        if not 1 <= number <= len(timeline.beats):
            raise ValueError(f"at {at}: expected a beat from 1 to {len(timeline.beats)}")
        return timeline.starts[number] - BEFORE
    if number > (steps := sum(beat.steps for beat in timeline.beats)):
        raise ValueError(f"at {number}: expected an iteration from 0 to {steps}")
    return timeline.reached(number)
