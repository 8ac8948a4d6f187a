"""Running averages of gradients and of their squares, and the checks of what they take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from gdcore._arrays import Array, decay_factor, shown

Arrays: TypeAlias = tuple[Array, ...]


def averaged(decay: float, average: Array, new: Array) -> Array:
    """Decay average + (1 - decay) new, as a new array."""
    added = (1 - decay) * new
    added += decay * average
    return added


def averaged_square(decay: float, average: Array, new: Array) -> Array:
    """Decay average + (1 - decay) new^2, as a new array."""
    square = new * new
    square *= 1 - decay
    square += decay * average
    return square


def zeros(count: int) -> Callable[[Array], Arrays]:
    """A first state: so many arrays of zeros of the point's shape."""
    return partial(_zeros, count)


def _zeros(count: int, point: Array) -> Arrays:
    return tuple(np.zeros(point.shape) for _ in range(count))


def two_decay_factors(betas: object) -> tuple[float, float]:
    """`betas` as two numbers from 0 to below 1."""
    if not isinstance(betas, tuple | list) or len(betas) != 2:
        raise ValueError(f"betas is {shown(betas)}, but expected two numbers of at least 0 and below 1")
    first, second = betas
    return decay_factor("betas[0]", first), decay_factor("betas[1]", second)
