"""Directions of a plane among many weights: principal ones of a path, and random ones."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from gdcore._arrays import Array, instance, shown, upper, whole

Shapes: TypeAlias = Sequence[Sequence[int] | tuple[str, Sequence[int]]]
ROUNDING = 1e3 * float(np.finfo(np.float64).eps)  # below this share, what is left of a direction is noise


def principal_directions(away: Array) -> Array:
    """The two right singular vectors of the largest singular values, (2, d), of points less their origin.

    The left ones come from the triangular factor of the transpose, whose sides are the fewer of points and
    weights; so nothing but the points themselves has as many numbers as they have.
    """
    if not away.any():
        raise ValueError("points never leave the origin, but expected a path, which has a direction")
    rows = away.reshape(-1, away.shape[-1]) / magnitude(away)
    left, sizes, _ = np.linalg.svd(upper(rows.T).T, full_matrices=False)
    first = _unit(left[:, 0] @ rows)
    if len(sizes) > 1 and sizes[1] > ROUNDING * sizes[0]:
        second = left[:, 1] @ rows
    else:
        second = np.eye(1, len(first), int(np.abs(first).argmin()))[0]
    return np.stack([_signed(first), _signed(_unit(second - (second @ first) * first))])


def magnitude(array: Array) -> float:
    """The power of 2 up to the largest size in an array, or 1; over it, no square over- or underflows."""
    _, exponent = np.frexp(np.abs(array).max())
    return float(np.ldexp(1.0, exponent - 1)) if array.any() else 1.0


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector))


def _signed(direction: Array) -> Array:
    """A direction whose largest entry, of equals the first, is positive."""
    sizes = np.abs(direction)
    return np.asarray(direction * np.sign(direction[np.argmax(sizes >= (1 - 1e-6) * sizes.max())]))


def random_directions(origin: Array, rng: np.random.Generator, layout: Shapes | None) -> Array:
    """Two Gaussian directions, (2, d): orthonormal, or normalised filter by filter to the origin's norms."""
    drawn = rng.standard_normal((2, len(origin)))
    if layout is None:
        first = _unit(drawn[0])
        return np.stack([first, _unit(drawn[1] - (drawn[1] @ first) * first)])
    instance("layout", layout, Sequence, "a sequence of shapes, or of names and shapes")
    shapes = [_shape(layer) for layer in layout]
    ends = np.cumsum([prod(shape) for shape in shapes]).tolist() or [0]
    if ends[-1] != len(origin):
        raise ValueError(f"layout has {ends[-1]} weights, but points has {len(origin)}")
    for shape, end in zip(shapes, ends, strict=False):
        part = slice(end - prod(shape), end)
        if len(shape) < 2:
            drawn[:, part] = 0
        else:
            filters = drawn[:, part].reshape(2, shape[0], -1)
            norms = np.hypot.reduce(origin[part].reshape(shape[0], -1), axis=-1)
            filters *= (norms / np.linalg.norm(filters, axis=-1))[..., np.newaxis]
            drawn[:, part] = filters.reshape(2, -1)
    if not drawn.any():
        raise ValueError("layout has no filter that differs from 0 at the origin, but expected one at least")
    return drawn


def _shape(layer: Any) -> tuple[int, ...]:
    """The shape of a layer: itself, or beside its name."""
    named = len(layer) == 2 and isinstance(layer[0], str) if isinstance(layer, Sequence) else False
    shape = layer[1] if named else layer
    if isinstance(shape, str) or not isinstance(shape, Sequence):
        raise ValueError(f"layout has {shown(layer)}, but expected a shape, or a name and a shape")
    return tuple(whole("an axis of a layer in layout", length, 1) for length in shape)
