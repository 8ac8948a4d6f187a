"""The minimum of a loss along a ray, of one run or of each of many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array
from gdcore.losses import Loss, asked, is_quadratic, root_and_minimizer

TOLERANCE = 1e-12  # of the distance to the minimum
FIRST_TRIALS, EVALUATIONS = 50, 200


def ratio(a: Array, b: Array) -> Array:
    """The ratio a / b, and 0 where b is 0."""
    return np.divide(a, b, out=np.zeros(np.shape(a)), where=b != 0)


def check_ray(loss: Loss, point: Array) -> None:
    """Check what `move_to_minimum` asks of a loss: its value, or of a quadratic its root."""
    if is_quadratic(loss):
        root_and_minimizer(loss, point.shape[-1])
    else:
        asked(loss, "value", point)


@np.errstate(all="ignore")
def move_to_minimum(loss: Loss, gradient: Array, point: Array, direction: Array, last: Array) -> Array:
    """The move along `direction` to a minimum of the loss; none where that does not lead down.

    On quadratics it is exact: with u along the direction, u times -g'u / u'Hu.

    On other losses the derivative along the ray is searched for a change of sign from - to +. Trials at 1, 4,
    16, ... up to 4^50 times the distance of the `last` move, or of 1 where that was none (by the largest
    coordinate), find an interval that holds one, and Chandrupatla's method (Adv. Eng. Softw. 28, 1997), which
    bisects or interpolates, narrows it to 1e-12 of the distance, or to what rounding leaves of it. A trial
    with more loss than at the start counts as beyond the minimum, so that the loss never rises but by
    rounding. Where it falls all along the ray, the move is to the last trial.
    """
    unit = direction / _size(direction)[..., np.newaxis]
    slope = np.vecdot(gradient, unit)
    if is_quadratic(loss):
        stretched = unit @ np.asarray(loss.root).T
        distance = ratio(-slope, np.vecdot(stretched, stretched))
    else:
        finest = (np.spacing(np.abs(point)) / np.abs(unit)).min(axis=-1)  # what changes no coordinate
        distance = _distance(_slopes(loss, point, unit), slope, _size(last), finest)
    return np.where(slope < 0, distance, 0.0)[..., np.newaxis] * unit


def _size(vector: Array) -> Array:
    """The largest coordinate, and 1 for the vector 0."""
    size = np.abs(vector).max(axis=-1)
    return np.where(size == 0, 1.0, size)


def _slopes(loss: Loss, point: Array, unit: Array) -> Callable[[Array], Array]:
    """The derivative along a ray, and infinity where the loss is higher than at the ray's start."""
    limit = loss.value(point)

    def derivative(distance: Array) -> Array:
        there = point + distance[..., np.newaxis] * unit
        found = np.vecdot(loss.gradient(there), unit)
        return np.where((loss.value(there) <= limit) & np.isfinite(found), found, np.inf)

    return derivative


def _distance(derivative: Callable[[Array], Array], slope: Array, far: Array, finest: Array) -> Array:
    """Where the derivative along a ray, `slope` < 0 at 0, is 0; where `slope` is no such number, anything."""
    near, before = np.zeros(slope.shape), slope
    after = derivative(far)
    for _ in range(FIRST_TRIALS):
        falling = (after < 0) & (slope < 0)
        if not falling.any():
            break
        near, before = np.where(falling, far, near), np.where(falling, after, before)
        far = np.where(falling, 4 * far, far)
        after = np.where(falling, derivative(far), after)
    done = ~(slope < 0) | ~(after > 0)
    return _root(derivative, near, far, before, after, finest, done)


def _root(
    function: Callable[[Array], Array],
    a: Array,
    b: Array,
    at_a: Array,
    at_b: Array,
    finest: Array,
    done: NDArray[np.bool_],
) -> Array:
    """Where a function changes its sign between a and b, by Chandrupatla's method; b where `done`."""
    best, share = b, ratio(at_a, at_a - at_b)
    for _ in range(EVALUATIONS):
        if done.all():
            break
        x = a + share * (b - a)
        at_x = function(x)
        same = (at_x < 0) == (at_a < 0)
        c, at_c = np.where(same, a, b), np.where(same, at_a, at_b)
        b, at_b = np.where(same, b, a), np.where(same, at_b, at_a)
        a, at_a = x, at_x
        best = np.where(done, best, np.where(np.abs(at_a) < np.abs(at_b), a, b))
        least = ratio(0.5 * np.maximum(TOLERANCE * best, finest), np.abs(b - a))
        done = done | (least > 0.5) | (at_x == 0) | (a == b)
        share = np.clip(_interpolated(a, b, c, at_a, at_b, at_c), least, 1 - least)
    return best


def _interpolated(a: Array, b: Array, c: Array, at_a: Array, at_b: Array, at_c: Array) -> Array:
    """The share of the way from a to b where the inverse parabola is 0; half where it can't be trusted."""
    xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    inverse = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    inverse = inverse + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
    return np.where((phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi), inverse, 0.5)
