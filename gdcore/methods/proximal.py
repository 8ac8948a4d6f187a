"""The proximal gradient method: for a smooth loss and a penalty with kinks, such as the lasso's."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from gdcore._arrays import Array, truth
from gdcore.losses import Loss, check_parts
from gdcore.methods.method import Method
from gdcore.schedules import Rate, Schedule, as_schedule


def proximal_gradient(rate: Rate, accelerated: bool = False) -> Method[tuple[Array, float]]:
    """The proximal gradient method, w <- prox(w - a g, a), with g the gradient of the loss's smooth part.

    For the lasso it is iterative soft thresholding, ISTA: Daubechies, Defrise and De Mol, Commun. Pure Appl.
    Math. 57 (2004); in general Parikh and Boyd, "Proximal algorithms", Found. Trends Optim. 1 (2014), section
    4.2. It makes weights exactly 0, which a subgradient does not. Up to the rate 1 / L, with L the largest
    curvature of the smooth part, `theory.curvatures(loss.smooth)[0]`, each step lowers the loss.

    `accelerated` is FISTA: Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear
    inverse problems", SIAM J. Imaging Sci. 2 (2009). The step is taken from w + (t_k - 1) / t_(k+1) times
    the last move, with t_1 = 1 and t_(k+1) = (1 + sqrt(1 + 4 t_k^2)) / 2. At the rate 1 / L the loss after
    k steps is above its minimum by at most 2 L |w_0 - w*|^2 / (k + 1)^2 (theorem 4.4); it need not fall in
    each.

    Parameters
    ----------
    rate : float or schedule
        a. PyTorch and Optax have no such method, and call rates `lr` and `learning_rate`.
    accelerated : bool
        Whether it is FISTA.

    Returns
    -------
    Method
        For losses with a `smooth` part, a loss, and `prox(w, rate)`, the u at which rate (loss - smooth)(u) +
        |u - w|^2 / 2 is least; run by `minimize`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or `accelerated` neither True nor
        False; and from `minimize`, if the loss has no `smooth` or `prox`.

    Examples
    --------
    >>> from gdcore import Lasso, Samples, minimize, proximal_gradient
    >>> x = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]
    >>> loss = Lasso(Samples(x, [3.5, -2.5, 2.5, -3.5]), penalty=1.0)
    >>> minimize(loss, proximal_gradient(0.5), [1, 1, 1], 3).points.round(3).tolist()
    [[1.0, 1.0, 1.0], [0.5, 1.5, 0.25], [0.25, 1.75, 0.0], [0.125, 1.875, 0.0]]
    """
    return Method(_still, partial(_step, as_schedule(rate), truth("accelerated", accelerated)))


def _still(loss: Loss, point: Array) -> tuple[Array, float]:
    """The last move, and t."""
    check_parts(loss, "smooth", "prox")
    return np.zeros_like(point), 1.0


def _step(
    rate: Schedule,
    accelerated: bool,
    loss: Any,
    gradient: Array,
    state: tuple[Array, float],
    point: Array,
    step: int,
) -> tuple[Array, tuple[Array, float]]:
    last, ahead = state
    origin = point
    if accelerated and step:
        following = (1 + (1 + 4 * ahead**2) ** 0.5) / 2
        origin, ahead = point + (ahead - 1) / following * last, following
    length = rate(step)
    move = loss.prox(origin - length * loss.smooth.gradient(origin), length) - point
    return move, (move, ahead)
