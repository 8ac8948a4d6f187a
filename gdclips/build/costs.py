"""Cost estimates: how long files take to make, and how they are split into jobs of similar length.

An estimate follows from the request alone, because telling its story would take too long. The figures are
measured by ``./render.sh bench frames``; only their ratios matter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from gdclips.requests.request import Request
from gdclips.story.film.shots import Beat
from gdclips.story.film.timing import Timing

JOBS_PER_WORKER = 4  # at least, if there are enough beats
SHORT = 8.0  # seconds of a short cut
BEATS, MOVING, BEAT = 8, 4, 3.2  # beats of a full cut, those with steps, and the seconds of each
MIN_JOB = 2.0  # seconds; a shorter job isn't worth its set-up
# All below in seconds of CPU.
SETUP = {"matplotlib": 0.1, "manim": 0.4}
FRAME, MEGAPIXEL = 0.0015, 0.004  # a frame costs the first, and the second for each million pixels
IN_SPACE = 3.0  # a frame in space costs so many times one in the plane
ATTEMPTS = 5  # at a file with a limit on its bytes, which one job makes
SAMPLE = 1e-7  # to read or generate one
STEP, STEP_MARKS = 2e-5, 1.5e-4  # to compute a step of the descent, and to draw it in the plane


class Cost(msgspec.Struct, frozen=True):
    """The estimated seconds of CPU that a file takes: its set-up, and each of its parts."""

    setup: float
    parts: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The cost of the whole file."""
        return self.setup + sum(self.parts)

    def of(self, parts: range) -> float:
        """Return the cost of a job that makes some of the parts."""
        return self.setup + sum(self.parts[parts.start : parts.stop])


def estimate(request: Request) -> tuple[Beat, ...]:
    """Return beats as long as those that a request's story is expected to have, before it is told."""
    steps = request.settings.iterations
    if request.look.cut == "short":
        return (Beat(SHORT, "", steps),)
    each = steps // MOVING
    return (
        *(Beat(BEAT, "") for _ in range(BEATS - MOVING)),
        *(Beat(BEAT, "", each) for _ in range(MOVING - 1)),
        Beat(BEAT, "", steps - each * (MOVING - 1)),
    )


def estimated_frames(request: Request, beats: Sequence[Beat]) -> tuple[int, ...]:
    """Return how many frames each part of a file has if its story has about these beats."""
    look = request.look
    natural = sum(beat.seconds for beat in beats)
    share = 1.0 if look.seconds is None else (look.seconds - look.hold) / natural
    counts = tuple(max(round(beat.seconds * share * look.fps), 1) for beat in beats)
    return request.format.frames(Timing(look.fps, counts, hold=look.hold))


def cost(request: Request, beats: Sequence[Beat], rows: int) -> Cost:
    """Return the cost of a request whose story has these beats, with so many ``rows`` of data.

    A file with a limit on its bytes has the cost of one part, because one job finds what fits.
    """
    frame = FRAME + MEGAPIXEL * request.size.width * request.size.height / 1e6
    counts, steps = estimated_frames(request, beats), [beat.steps for beat in beats]
    if len(counts) == 1:
        steps = [sum(steps)]
    if request.look.transparent:
        frame *= 2  # it is drawn on black and on white
    if request.scene.in_space:
        frame, steps = IN_SPACE * frame, [0 for _ in steps]
    parts = (frame * count + STEP_MARKS * drawn for count, drawn in zip(counts, steps, strict=True))
    setup = SETUP[request.look.renderer] + SAMPLE * rows + STEP * request.settings.iterations
    if request.look.max_bytes is not None:
        return Cost(setup, (ATTEMPTS * sum(parts),))
    return Cost(setup, tuple(parts))


def longest_first(costs: Sequence[Cost], workers: int) -> list[tuple[int, range]]:
    """Return the jobs for files of these costs, as (index, parts), the longest first."""
    limit = max_job(costs, workers)
    jobs = [(index, parts) for index, cost in enumerate(costs) for parts in split(cost, limit)]
    return sorted(jobs, key=lambda job: -costs[job[0]].of(job[1]))


def max_job(costs: Sequence[Cost], workers: int) -> float:
    """Return how many seconds a job of several parts may take, so that no worker waits long for others."""
    if workers == 1:
        return math.inf
    return max(sum(cost.seconds for cost in costs) / workers / JOBS_PER_WORKER, MIN_JOB)


def split(cost: Cost, limit: float) -> list[range]:
    """Split a file's parts into jobs of at most ``limit`` seconds, but of at least one part."""
    ends, filled = [0], 0.0
    for part, seconds in enumerate(cost.parts):
        if filled and filled + seconds > limit:
            ends.append(part)
            filled = 0.0
        filled += seconds
    return [range(*pair) for pair in pairwise([*ends, len(cost.parts)])]
