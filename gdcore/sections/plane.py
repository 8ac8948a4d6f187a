"""Planes of two weights: which they are, their points, and windows on them."""

from __future__ import annotations

from numpy.typing import ArrayLike

from gdcore._arrays import Array, floats, real, shown, whole


def plane_of(axes: tuple[int, int] | None, weights: int) -> tuple[int, int]:
    """The two weights of a plane: those given, else (1, 2), or with one feature (0, 1)."""
    if weights < 2:
        raise ValueError(f"loss has {weights} weight, but expected at least two, which span a plane")
    if axes is None:
        return (1, 2) if weights > 2 else (0, 1)
    try:
        x, y = (whole("axes", axis, 0) for axis in axes)
    except (TypeError, ValueError):
        x = y = -1
    if x == y or max(x, y) >= weights:
        raise ValueError(f"axes is {shown(axes)}, but expected two different weights from 0 to {weights - 1}")
    return x, y


def points_of(points: ArrayLike) -> Array:
    """Points of the plane, (..., 2)."""
    plane = real("points", points)
    if plane.shape[-1:] != (2,):
        raise ValueError(f"points has shape {plane.shape}, but expected two coordinates each, (..., 2)")
    return plane


def lines_of(xs: ArrayLike, ys: ArrayLike) -> tuple[Array, Array]:
    """The coordinates of a grid's columns, (k,), and of its rows, (m,)."""
    x, y = real("xs", xs), real("ys", ys)
    for name, found in (("xs", x), ("ys", y)):
        if found.ndim != 1:
            raise ValueError(f"{name} has shape {found.shape}, but expected (k,), coordinates along an axis")
    return x, y


def ends_of(window: ArrayLike) -> Array:
    """The ends, (2, 2), of a window's axes."""
    ends = floats("window", window)
    if ends.shape != (2, 2) or not (ends[:, 0] < ends[:, 1]).all():
        expected = "((x0, x1), (y0, y1)) with x0 < x1 and y0 < y1"
        raise ValueError(f"window is {shown(window)}, but expected {expected}")
    return ends
