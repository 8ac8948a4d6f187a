"""Steepest descent with an exact line search: each step to the minimum along the ray."""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array
from gdcore.losses import Loss
from gdcore.methods._ray import check_ray, move_to_minimum
from gdcore.methods.method import Method


def exact_line_search() -> Method[Array]:
    """Steepest descent with an exact line search: w <- w - t g, with the t of least loss along the ray.

    On quadratics (losses with a `root` and a `minimizer`) t = g'g / g'Hg, in closed form. A step then leaves
    at most ((kappa - 1) / (kappa + 1))^2 of the loss above its minimum, with the condition number kappa of
    the Hessian H (by Kantorovich's inequality; Nocedal and Wright, "Numerical Optimization", 2nd ed. 2006,
    theorem 3.3). It leaves exactly that much at every step, and zigzags, from the minimiser plus the sum of
    v / lambda over the unit eigenvectors v of the largest and of the least eigenvalue lambda.

    On other losses, t is where the derivative along the ray goes from - to +: a local minimum, searched for
    to 1e-12 of t, or to what rounding leaves of it. Trials at 1, 4, 16, ... times the length of the last move
    (by its largest coordinate; at first 1) find an interval, and Chandrupatla's method (Adv. Eng. Softw. 28,
    1997) narrows it. The loss there is never above that of the point but by rounding. Where the loss falls
    all along the ray, the move is to the last trial, at 4^50.

    Returns
    -------
    Method
        For any loss; run by `minimize`. A run whose gradient is 0 stays.

    Examples
    --------
    The worst start, from which 9 / 11 of the distance is left by a step at condition number 10:

    >>> from gdcore import exact_line_search, minimize, quadratic_bowl
    >>> minimize(quadratic_bowl(10), exact_line_search(), [10, 1], 3).points.round(4)
    array([[10.    ,  1.    ],
           [ 8.1818, -0.8182],
           [ 6.6942,  0.6694],
           [ 5.4771, -0.5477]])
    """
    return Method(_no_move, _step)


def _no_move(loss: Loss, point: Array) -> Array:
    check_ray(loss, point)
    return np.zeros_like(point)


def _step(loss: Loss, gradient: Array, last: Array, point: Array, step: int) -> tuple[Array, Array]:
    move = move_to_minimum(loss, gradient, point, -gradient, last)
    return move, move
