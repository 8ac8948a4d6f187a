"""Barzilai and Borwein's method: gradient descent at rates that solve the secant equation."""

from __future__ import annotations

from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from gdcore._arrays import Array, shown
from gdcore.losses import Loss
from gdcore.methods.method import Method
from gdcore.schedules import Rate, Schedule, as_schedule

Last: TypeAlias = tuple[Array, Array]  # the last gradient, and the last move


def barzilai_borwein(rate: Rate, kind: Literal["long", "short"] = "long") -> Method[Last]:
    """Barzilai and Borwein's method: w <- w - t g, with t by the last move s and what it changed in g, y.

    Long steps are t = s's / s'y, which fits s / t to y best, and short ones t = s'y / y'y, which fits t y to
    s; short is at most long. Barzilai and Borwein, "Two-point step size gradient methods", IMA J. Numer.
    Anal. 8 (1988). On quadratics, 1 / t is between the least and the largest eigenvalue of the Hessian, and
    the runs converge (Raydan, IMA J. Numer. Anal. 13, 1993), but not monotonically: the loss may rise at a
    step. On other losses nothing keeps them from diverging.

    The first step is at the rate a, and so is each step at which s'y is not above 0: where the loss bends
    down between the last two points, and where the run stands still.

    Parameters
    ----------
    rate : float or schedule
        Of the first step, and of those that s'y says nothing for.
    kind : "long" or "short"

    Returns
    -------
    Method
        For any loss; run by `minimize`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or the kind is neither of the two.

    Examples
    --------
    Along one eigenvector the second step is exact:

    >>> from gdcore import barzilai_borwein, minimize, quadratic_bowl
    >>> minimize(quadratic_bowl(10), barzilai_borwein(0.05), [0, 4], 2).points.round(9)
    array([[0., 4.],
           [0., 2.],
           [0., 0.]])
    """
    if not isinstance(kind, str) or kind not in ("long", "short"):
        raise ValueError(f'kind is {shown(kind)}, but expected "long" or "short"')
    return Method(_nothing, partial(_step, as_schedule(rate), kind == "long"))


def _nothing(loss: Loss, point: Array) -> Last:
    return np.zeros_like(point), np.zeros_like(point)


def _step(
    rate: Schedule, long: bool, loss: Loss, gradient: Array, state: Last, point: Array, step: int
) -> tuple[Array, Last]:
    before, last = state
    change = gradient - before
    along = np.vecdot(last, change)
    above, below = (np.vecdot(last, last), along) if long else (along, np.vecdot(change, change))
    known = np.divide(above, below, out=np.full(along.shape, float(rate(step))), where=along > 0)
    move = -known[..., np.newaxis] * gradient
    return move, (gradient, move)
