"""Sections of any loss: the plane of two of its weights, exactly where it is quadratic there."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, floats, upper, vector
from gdcore.losses.protocol import Loss, check_parts, is_quadratic, name_of, plotted, root_and_minimizer
from gdcore.sections import LossSlice, Section, cut, plane_of, profile

Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]  # (x0, x1), (y0, y1)
ALIKE = 1e-9  # relative difference up to which what is shown is a multiple of what is descended


class Sectioned:
    """The base of the built-in losses that gives them `section` and `grid`."""

    def section(
        self, axes: tuple[int, int] | None = None, at: ArrayLike | None = None
    ) -> Section | LossSlice:
        """The loss over a plane of two weights; see `gdcore.section`.

        Examples
        --------
        >>> from gdcore import himmelblau
        >>> himmelblau.section().value([[3, 2], [0, 0]])
        array([  0., 170.])
        """
        return _section_of(self, axes, at)

    def grid(
        self, xs: ArrayLike, ys: ArrayLike, axes: tuple[int, int] | None = None, at: ArrayLike | None = None
    ) -> Array:
        """What is shown over a grid of two weights, (len(ys), len(xs)); `axes` and `at` as in `section`.

        Examples
        --------
        >>> from gdcore import rosenbrock
        >>> rosenbrock.grid([0, 1], [0, 1])
        array([[  1., 100.],
               [101.,   0.]])
        """
        return self.section(axes, at).grid(xs, ys)


def section(
    loss: Loss, axes: tuple[int, int] | None = None, at: ArrayLike | None = None
) -> Section | LossSlice:
    """The plane section of a loss: what a contour plot of two of its weights shows.

    It is of `plotted` where the loss has it, else of `value`. A quadratic (with `root` and `minimizer`) has a
    `Section`, whose level lines are exact ellipses; any other loss a `LossSlice`, which has its values.

    Parameters
    ----------
    loss : Loss
        Any of the protocol. Its `dim`, else `at`, says how many weights it has, else it is taken to have two.
    axes : two ints, optional
        The weights along x and y. Without, (1, 2), of losses whose first weight is an intercept; with two
        weights, (0, 1).
    at : (d,) array_like, optional
        Where the other weights stay. Without, those of a quadratic are at each point where it is least (the
        profile), and those of any other loss, whose profile is not known, at its first known minimiser.

    Raises
    ------
    ValueError
        If the axes are not two different weights, `at` is not a point, the loss has one weight alone, or more
        than two, no `at`, no root and no known minimiser.

    Examples
    --------
    >>> from gdcore import rosenbrock, section
    >>> valley = section(rosenbrock)
    >>> valley.value([[1, 1], [0, 0], [-1, 1]])
    array([0., 1., 4.])
    >>> valley.grid([0, 1], [0, 1, 2]).shape
    (3, 2)
    """
    own = getattr(loss, "section", None)
    if callable(own) and not isinstance(loss, type):
        found: Section | LossSlice = own(axes, at)
        return found
    return _section_of(loss, axes, at)


def _section_of(loss: Any, axes: tuple[int, int] | None, at: ArrayLike | None) -> Section | LossSlice:
    check_parts(loss)
    point = None if at is None else floats("at", at)
    weights = _weights(loss, point)
    plane = plane_of(axes, weights)
    if point is not None:
        vector("at", point, weights)
    exact = _quadratic_section(loss, plane, point)
    if exact is not None:
        return exact
    if point is None:
        point = np.zeros(2) if weights == 2 else _known_minimizer(loss)
    if point is None:
        expected = f"`at`, {(weights,)}, where the weights beside {plane[0]} and {plane[1]} stay"
        raise ValueError(f"loss is {name_of(loss)}, which knows no minimiser, but expected {expected}")
    return LossSlice(partial(plotted, loss), plane, point)


def _known_minimizer(loss: Any) -> Array | None:
    """The minimiser, or the first of several, that a loss says it has."""
    for part in ("minimizer", "minimizers"):
        known = getattr(loss, part, None)
        if known is not None and np.size(known):
            return floats(f"{part} of {name_of(loss)}", np.atleast_2d(known)[0])
    return None


def _weights(loss: Any, at: Array | None) -> int:
    """The number of a loss's weights, as it, a point or its minimiser says; else two."""
    if hasattr(loss, "dim"):
        return int(loss.dim)
    known = _known_minimizer(loss) if at is None else at
    return 2 if known is None else known.size


def _quadratic_section(loss: Loss, axes: tuple[int, int], at: Array | None) -> Section | None:
    """The section of a quadratic that has one minimum; None where what is shown is no multiple of it."""
    if not is_quadratic(loss):
        return None
    root, least = root_and_minimizer(loss)
    root = upper(root)
    if np.linalg.matrix_rank(root) < len(least):
        return None
    floor, shown = float(loss.value(least)), float(plotted(loss, least))
    away = np.sqrt(max(abs(floor), 1.0)) * np.linalg.inv(root).T  # so far that no digits cancel
    ends = np.concatenate([least + away, least - away, least + 2 * away])
    scales = (plotted(loss, ends) - shown) / (loss.value(ends) - floor)
    scale = float(scales[0])
    if not (scale > 0 and np.allclose(scales, scale, rtol=ALIKE, atol=0.0)):
        return None
    stretched = root * np.sqrt(scale / 2)
    return profile(stretched, least, shown, axes) if at is None else cut(stretched, least, shown, axes, at)
