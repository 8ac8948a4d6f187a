"""Directions of a plane among many weights: principal ones of a path, and random ones."""

from collections.abc import Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from gdcore._arrays import Array, instance, shown, whole

Shapes: TypeAlias = Sequence[Sequence[int] | tuple[str, Sequence[int]]]
ROUNDING = 1e3 * float(np.finfo(np.float64).eps)  # below this share, what is left of a direction is noise


def principal_directions(away: Array) -> Array:
    """The two right singular vectors of the largest singular values, (2, d)."""
    if not away.any():
        raise ValueError("points never leave the origin, but expected a path, which has a direction")
    _, sizes, vectors = np.linalg.svd(away.reshape(-1, away.shape[-1]), full_matrices=False)
    first = vectors[0]
    if len(sizes) > 1 and sizes[1] > ROUNDING * sizes[0]:
        second = vectors[1]
    else:
        second = -first * first[np.abs(first).argmin()]
        second[np.abs(first).argmin()] += 1
        second /= np.linalg.norm(second)
    return np.stack([_signed(first), _signed(second)])


def _signed(direction: Array) -> Array:
    """A direction whose largest entry, of equals the first, is positive."""
    sizes = np.abs(direction)
    return np.asarray(direction * np.sign(direction[np.argmax(sizes >= (1 - 1e-6) * sizes.max())]))


def random_directions(origin: Array, rng: np.random.Generator, layout: Shapes | None) -> Array:
    """Two Gaussian directions, (2, d): orthonormal, or normalised filter by filter to the origin's norms."""
    drawn = rng.standard_normal((2, len(origin)))
    if layout is None:
        drawn[0] /= np.linalg.norm(drawn[0])
        drawn[1] -= (drawn[1] @ drawn[0]) * drawn[0]
        drawn[1] /= np.linalg.norm(drawn[1])
        return drawn
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
            norms = np.linalg.norm(origin[part].reshape(shape[0], -1), axis=-1)
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
