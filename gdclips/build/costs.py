"""Costs: how long jobs take, about, and how clips are cut into jobs so that none is waited for long.

What is thought of a clip follows from its request alone: no story is told for it. The figures are those of
``./render.sh bench frames``: what counts is their ratio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from gdclips.requests.request import Request
from gdclips.story.cuts import wordless
from gdclips.story.timeline import Beat

SHARE = 4  # jobs for each worker, at least, where there are beats enough
LEAST = 2.0  # seconds: a smaller job isn't worth its set-up
SETUP = {"matplotlib": 0.1, "manim": 0.4}  # seconds
FRAME, PIXELS = 0.0015, 0.004  # seconds of a frame, however small, and for each million pixels
IN_SPACE = 3.0  # times what the plane takes
ROW = 1e-7  # seconds of a sample that is read or made
STEP, MARK = 2e-5, 1.5e-4  # seconds of a step that is computed, and of its marks in the plane


class Cost(msgspec.Struct, frozen=True):
    """About how many seconds of CPU a clip takes: its set-up, and each of its parts."""

    setup: float
    parts: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """What the whole takes."""
        return self.setup + sum(self.parts)

    def of(self, parts: range) -> float:
        """What some of the parts take, alone."""
        return self.setup + sum(self.parts[parts.start : parts.stop])


def thought(request: Request) -> tuple[Beat, ...]:
    """Return the beats that a request's story will have, by all that is known before it is told."""
    return wordless(request.settings.iterations, request.look.cut)


def frames(request: Request, beats: Sequence[Beat]) -> tuple[int, ...]:
    """Return how many frames each part of a file has."""
    return request.format.parts([round(beat.seconds * request.look.fps) for beat in beats])


def cost(request: Request, beats: Sequence[Beat], rows: int) -> Cost:
    """Return what a request takes whose story has these beats, on so many samples."""
    frame, marks = (
        FRAME + PIXELS * request.size.width * request.size.height / 1e6,
        [beat.steps for beat in beats],
    )
    counts = frames(request, beats)
    if len(counts) == 1:
        marks = [sum(marks)]
    if request.scene.in_space:
        frame, marks = IN_SPACE * frame, [0 for _ in marks]
    parts = (frame * count + MARK * steps for count, steps in zip(counts, marks, strict=True))
    return Cost(SETUP[request.look.renderer] + ROW * rows + STEP * request.settings.iterations, tuple(parts))


def longest_first(costs: Sequence[Cost], workers: int) -> list[tuple[int, range]]:
    """Return the jobs for clips, by number and parts, in the order to begin them."""
    most = share(costs, workers)
    jobs = [(number, parts) for number, cost in enumerate(costs) for parts in cut(cost, most)]
    return sorted(jobs, key=lambda job: -costs[job[0]].of(job[1]))


def share(costs: Sequence[Cost], workers: int) -> float:
    """Return how many seconds a job of several parts may take, at most, so that no worker waits for long."""
    return max(sum(cost.seconds for cost in costs) / workers / SHARE, LEAST) if workers > 1 else math.inf


def cut(cost: Cost, most: float) -> list[range]:
    """Return a clip's parts in jobs of at most so many seconds, but at least one part."""
    ends, filled = [0], 0.0
    for part, seconds in enumerate(cost.parts):
        if filled and filled + seconds > most:
            ends.append(part)
            filled = 0.0
        filled += seconds
    return [range(*pair) for pair in pairwise([*ends, len(cost.parts)])]
