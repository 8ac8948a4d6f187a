"""Costs: how long jobs take, about, and how clips are cut into jobs so that none is waited for long.

The figures are those of ``./render.sh bench frames``: what counts is their ratio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import assert_never

import msgspec

from scenes.stage.story import Story, Surface
from scenes.workshop.orders import Order

SHARE = 4  # jobs for each worker, at least, where there are beats enough
LEAST = 2.0  # seconds: a smaller job isn't worth its set-up
SETUP = {"matplotlib": 0.1, "manim": 0.4}  # seconds
FRAME, PIXELS = 0.0015, 0.004  # seconds of a frame, however small, and for each million pixels
IN_SPACE = 3.0  # times what the plane takes


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


def frames(order: Order, story: Story) -> tuple[int, ...]:
    """Return how many frames each part of a file has: a video's segments, one a beat, or a single part."""
    timeline = story.timeline(order.cut)
    match order.suffix:
        case "png":
            return (1,)
        case "gif":
            return (timeline.frames(order.fps),)
        case "mp4":
            return tuple(timeline.beat_frames(order.fps))
        case _:
            assert_never(order.suffix)


def cost(order: Order, story: Story) -> Cost:
    """Return what an order takes."""
    frame = FRAME + PIXELS * order.size.width * order.size.height / 1e6
    if any(isinstance(panel, Surface) for panel in story.panels):
        frame *= IN_SPACE
    return Cost(SETUP[order.renderer], tuple(frame * count for count in frames(order, story)))


def longest_first(costs: Sequence[Cost], workers: int) -> list[tuple[int, range]]:
    """Return the jobs for clips, by number and parts, in the order to begin them."""
    most = max(sum(cost.seconds for cost in costs) / workers / SHARE, LEAST) if workers > 1 else math.inf
    jobs = [(number, parts) for number, cost in enumerate(costs) for parts in _cut(cost, most)]
    return sorted(jobs, key=lambda job: -costs[job[0]].of(job[1]))


def _cut(cost: Cost, most: float) -> list[range]:
    """Return a clip's parts in jobs of at most so many seconds, but at least one part."""
    ends, filled = [0], 0.0
    for part, seconds in enumerate(cost.parts):
        if filled and filled + seconds > most:
            ends.append(part)
            filled = 0.0
        filled += seconds
    return [range(*pair) for pair in pairwise([*ends, len(cost.parts)])]
