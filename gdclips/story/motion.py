"""Pacing and easing: how long a step lasts and how the point moves within it."""

from __future__ import annotations

import numpy as np

from gdcore import Array

FIRST_STEP = 0.8  # seconds that the first step takes, before a beat's length scales it
SHRINK = 0.85  # each further step takes this share of the one before
SHORTEST_STEP = 0.05
GROWN, LEAVING, LANDED = 0.28, 0.38, 0.80  # shares of a step: the arrow stands, the point leaves, lands
GLIDING = 0.12  # a step shorter than this is a jump, in seconds
ARROW_GONE, ARROW_CLEAR = 0.16, 0.40  # steps this short show no arrow, this long a clear one


def ease(share: float) -> float:
    """Return a share of a motion, 0 to 1, with a soft start and a soft end (smoothstep)."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def step_seconds(first: int, count: int, seconds: float) -> Array:
    """Return how long each of ``count`` steps from step ``first`` lasts, ``seconds`` together.

    The first ones are slow enough to be followed one by one; they quicken geometrically.
    """
    weights = np.maximum(SHORTEST_STEP, FIRST_STEP * SHRINK ** np.arange(first, first + count))
    return np.asarray(weights * (seconds / weights.sum()))


def glide(phase: float, seconds: float) -> float:
    """Return the eased share of the way that the point has gone at ``phase`` of its step."""
    if seconds < GLIDING:
        return 0.0
    return ease((phase - LEAVING) / (LANDED - LEAVING))


def arrow(phase: float, seconds: float) -> tuple[float, float]:
    """Return the grown share of the gradient's arrow and its opacity at ``phase`` of a step."""
    clear = min(max((seconds - ARROW_GONE) / (ARROW_CLEAR - ARROW_GONE), 0.0), 1.0)
    fading = ease(2 * (phase - LEAVING) / (LANDED - LEAVING) - 1)
    return ease(phase / GROWN), clear * (1.0 - fading)
