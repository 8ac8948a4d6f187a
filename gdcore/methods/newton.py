"""Newton's method: the step to where the loss's second-order expansion is stationary."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.losses import Loss, check_parts, hessian_at
from gdcore.methods.method import Method
from gdcore.schedules import Rate, Schedule, as_schedule


def newton(rate: Rate = 1.0, damping: float = 0.0) -> Method[None]:
    """Newton's method, w <- w - a (H + damping I)^-1 g, with the loss's gradient g and Hessian H at w.

    At a = 1 and without damping, a quadratic takes one step, and near a minimiser with an invertible and
    Lipschitz Hessian each step squares the distance to it, up to a factor (Nocedal and Wright,
    "Numerical Optimization", 2nd ed. 2006, theorem 3.5). Nothing in it looks for less loss: it is drawn to
    saddles and maximisers as to minimisers. Damping above minus the least eigenvalue of H makes each step one
    of descent, as in Levenberg, Quart. Appl. Math. 2 (1944): with much damping, it is gradient descent at the
    rate a / damping.

    Where H + damping I is singular (a pivot of its LU factorisation is 0) there is no step. A run stays there
    where its gradient is 0, and has diverged there elsewhere: its move is NaN. Near such a point steps are
    large.

    Parameters
    ----------
    rate : float or schedule
        1 for Newton's own step; PyTorch, which has no such optimiser, calls rates `lr`, Optax
        `learning_rate`.
    damping : float
        At least 0, in the units of the Hessian.

    Returns
    -------
    Method
        For losses with a `hessian`, (d, d) or a function of w; run by `minimize`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or not damping >= 0; and from
        `minimize`, if the loss has no `hessian`.

    Examples
    --------
    >>> from gdcore import minimize, newton, quadratic_bowl, rosenbrock
    >>> minimize(quadratic_bowl(10), newton(), [3, 1], 1).points[-1].round(6) + 0
    array([0., 0.])
    >>> minimize(rosenbrock, newton(), [-1.2, 1], 6).points[-1].round(6)
    array([1., 1.])
    """
    return Method(_no_state, partial(_step, as_schedule(rate), not_negative("damping", damping)))


def _no_state(loss: Loss, point: Array) -> None:
    check_parts(loss, "hessian")


def _step(
    rate: Schedule, damping: float, loss: Loss, gradient: Array, state: None, point: Array, step: int
) -> tuple[Array, None]:
    identity = np.eye(point.shape[-1])
    hessian = hessian_at(loss, point) + damping * identity
    singular = np.linalg.slogdet(hessian).sign == 0
    invertible = np.where(singular[..., np.newaxis, np.newaxis], identity, hessian)
    move = -rate(step) * np.linalg.solve(invertible, gradient[..., np.newaxis])[..., 0]
    lost = singular & gradient.any(axis=-1)
    return np.where(lost[..., np.newaxis], np.nan, move), None
