"""RMSProp: each weight's step scaled by a running average of its squared gradients."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, decay_factor, not_negative, truth
from gdcore.optimizers._averages import Arrays, averaged, averaged_square, zeros
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def rmsprop(
    rate: Rate, alpha: float = 0.99, eps: float = 1e-8, centered: bool = False, momentum: float = 0.0
) -> Optimizer[Arrays]:
    """RMSProp: v <- alpha v + (1 - alpha) g^2; w <- w - a g / (sqrt(v) + eps).

    Centred, it has v - m^2 in place of v, with m <- alpha m + (1 - alpha) g: an estimate of the gradient's
    variance. With momentum, u <- momentum u + g / (sqrt(v) + eps); w <- w - a u. The state is (v,), then m if
    centred, then u if there is momentum, each of the point's shape and 0 at first. Tieleman and Hinton,
    "Neural networks for machine learning", lecture 6.5 (Coursera, 2012); centred in Graves, "Generating
    sequences with recurrent neural networks" (2013).

    It is `torch.optim.RMSprop` (`lr`), but for a v - m^2 that rounding makes negative, which is 0 here and
    NaN there. `optax.rmsprop` (`learning_rate`, `decay`, 0.9 by default) has eps inside of the root unless
    `eps_in_sqrt=False`, and the rate inside of u, which differs under a schedule (see `sgd`).

    Parameters
    ----------
    rate : float or schedule
        a, above 0. As v begins at 0, the first step is a / sqrt(1 - alpha) long in each weight; centred,
        a / sqrt(alpha (1 - alpha)).
    alpha : float
        At least 0 and below 1.
    eps : float
        At least 0, in units of the gradient. At 0 a weight whose gradient has always been 0 becomes NaN.
    centered : bool
    momentum : float
        At least 0 and below 1.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from gdcore import descend, rmsprop, rosenbrock
    >>> descend(rosenbrock, rmsprop(0.01), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2   ,  1.    ],
           [-1.1   ,  1.1   ],
           [-0.5413,  0.2978]])
    """
    centre, kept = truth("centered", centered), decay_factor("momentum", momentum)
    settings = as_schedule(rate), decay_factor("alpha", alpha), not_negative("eps", eps), centre, kept
    return Optimizer(zeros(1 + centre + (kept > 0)), partial(_update, *settings))


def _update(
    rate: Schedule,
    alpha: float,
    eps: float,
    centered: bool,
    momentum: float,
    gradient: Array,
    state: Arrays,
    point: Array,
    step: int,
) -> tuple[Array, Arrays]:
    square = averaged_square(alpha, state[0], gradient)
    following: Arrays = (square,)
    if centered:
        mean = averaged(alpha, state[1], gradient)
        following = square, mean
        square = np.maximum(square - mean * mean, 0.0)
    scale = np.sqrt(square)
    scale += eps
    direction = gradient / scale
    if momentum:
        direction += momentum * state[-1]
        following = *following, direction
    return -rate(step) * direction, following
