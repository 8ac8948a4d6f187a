"""Steepest descent with backtracking: from a first rate down, until the loss falls enough."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, share
from gdcore.losses import Loss, asked
from gdcore.methods.method import Method
from gdcore.schedules import Rate, Schedule, as_schedule


def armijo(rate: Rate = 1.0, c1: float = 1e-4, shrink: float = 0.5) -> Method[None]:
    """Steepest descent with backtracking: w <- w - t g, where t lowers the loss by c1 t g'g or more.

    t is the largest of a, a shrink, a shrink^2, ... that does so; each step begins anew at the rate a. A
    trial whose loss is NaN or too large for a double is too far. Armijo, "Minimization of functions having
    Lipschitz continuous first partial derivatives", Pac. J. Math. 16 (1966); Nocedal and Wright, "Numerical
    Optimization", 2nd ed. 2006, algorithm 3.1.

    The trials end when t g is so small that it no longer changes the point, and the run stays: so it is at a
    minimiser, where the loss can't fall by as much as a double resolves.

    Parameters
    ----------
    rate : float or schedule
        The first trial.
    c1 : float
        What share of the decrease that the slope promises is asked for; above 0 and below 1. Nocedal and
        Wright's c, Optax's `slope_rtol`.
    shrink : float
        From trial to trial; above 0 and below 1. Nocedal and Wright's rho, Optax's `decrease_factor`.

    Returns
    -------
    Method
        For any loss; run by `minimize`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or c1 or shrink is out of its range.

    Examples
    --------
    On x^2 / 2 + 5 y^2, 1/8 is the largest power of 1/2 that lowers the loss enough:

    >>> from gdcore import armijo, minimize, quadratic_bowl
    >>> minimize(quadratic_bowl(10), armijo(), [8, 4], 1).velocities
    array([[-1., -5.]])
    """
    return Method(_no_state, partial(_step, as_schedule(rate), share("c1", c1), share("shrink", shrink)))


def _no_state(loss: Loss, point: Array) -> None:
    asked(loss, "value", point)


@np.errstate(all="ignore")
def _step(
    rate: Schedule,
    c1: float,
    shrink: float,
    loss: Loss,
    gradient: Array,
    state: None,
    point: Array,
    step: int,
) -> tuple[Array, None]:
    first, value, squared = rate(step), loss.value(point), np.vecdot(gradient, gradient)
    accepted, searching, k = np.zeros(squared.shape), np.isfinite(squared) & (squared > 0), 0
    while searching.any():
        trial = first * shrink**k
        there = point - trial * gradient
        enough = loss.value(there) <= value - c1 * trial * squared
        accepted = np.where(searching & enough, trial, accepted)
        searching = searching & ~enough & (there != point).any(axis=-1)
        k += 1
    return -accepted[..., np.newaxis] * gradient, None
