"""The minimiser of a classification's loss by Newton's method, or that there is none."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array

STEPS = 100
EQUAL = 64 * float(np.finfo(np.float64).eps)  # of a loss: one that is less by no more is the same
ROUNDING = 1e-10  # of the largest margin: a margin that is below 0 by less is 0
DECREASE = 1e-4  # of what the slope promises: what a step has to lower the loss by
HALVINGS = 50


class Classification(Protocol):
    """What Newton's method needs of a loss."""

    @property
    def dim(self) -> int:
        """Weights."""

    def value(self, w: ArrayLike, /) -> Array: ...

    def gradient(self, w: ArrayLike, /) -> Array: ...

    def margins(self, w: Array, /) -> Array:
        """For each row and each other class, by how much its own class is ahead in prediction."""

    def hessian_root(self, w: Array, /) -> Array:
        """(dim, dim), upper triangular: root' root is the Hessian, but for directions that change nothing."""


@np.errstate(all="ignore")
def newton(loss: Classification, *, penalized: bool) -> Array | None:
    """The minimiser, (dim,), from 0 on, with steps halved until the loss falls; None if there is none.

    Without a penalty there is none if some direction separates the classes: no row's margin falls along it,
    and one's grows (Albert and Anderson, "On the existence of maximum likelihood estimates in logistic
    regression models", Biometrika 71 (1984)). Newton's steps turn to such a direction.
    """
    point = np.zeros(loss.dim)
    for _ in range(STEPS):
        slope = loss.gradient(point)
        try:
            step = _solved(loss.hessian_root(point), -slope)
        except np.linalg.LinAlgError:
            return None
        descent = float(slope @ step)
        if -descent <= EQUAL * float(loss.value(point)):
            return np.asarray(point + step)
        if not penalized and separates(loss.margins(step)):
            return None
        point = point + _share(loss, point, step, descent) * step
    return None


def separates(margins: Array) -> bool:
    """Whether a direction with these margins takes no row away from its class, and some towards it."""
    highest = float(margins.max())
    return highest > 0 and float(margins.min()) >= -ROUNDING * highest


def _solved(root: Array, right: Array) -> Array:
    return np.asarray(np.linalg.solve(root, np.linalg.solve(root.T, right)))


def _share(loss: Classification, point: Array, step: Array, descent: float) -> float:
    """The first of 1, 1/2, 1/4, ... of a step that lowers the loss, but for rounding."""
    value, share = float(loss.value(point)), 1.0
    for _ in range(HALVINGS):
        if float(loss.value(point + share * step)) <= (1 + EQUAL) * value + DECREASE * share * descent:
            break
        share /= 2
    return share
