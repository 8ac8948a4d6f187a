"""NAdam: Adam with Nesterov's momentum."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.optimizers._averages import Arrays, averaged, averaged_square, two_decay_factors
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def nadam(
    rate: Rate, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8, momentum_decay: float = 4e-3
) -> Optimizer[Arrays]:
    """NAdam: Adam that looks ahead, with a momentum mu_t that rises from b1 / 2 to b1.

    m <- b1 m + (1 - b1) g and v <- b2 v + (1 - b2) g^2 as in `adam`; then, at step t, counted from 1, with
    mu_t = b1 (1 - 0.96^(t momentum_decay) / 2) and the product p_t = mu_1 ... mu_t,

        w <- w - a ((1 - mu_t) / (1 - p_t) g + mu_(t+1) / (1 - p_(t+1)) m) / (sqrt(v / (1 - b2^t)) + eps).

    The state is (m, v, p), each of the point's shape; m and v are 0, and p is 1 at first. Dozat,
    "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop.

    It is `torch.optim.NAdam` (`lr`), which keeps p in the default dtype: in single precision, unless
    `torch.set_default_dtype(torch.float64)`. `optax.nadam` (`learning_rate`, `b1`, `b2`) has no rise: its
    mu_t is b1 throughout, as with a `momentum_decay` of 1e6 here.

    Parameters
    ----------
    rate : float or schedule
        a, above 0.
    betas : two floats
        b1 and b2, at least 0 and below 1.
    eps : float
        At least 0, in units of the gradient. At 0 a weight whose gradient has always been 0 becomes NaN.
    momentum_decay : float
        At least 0: how fast mu rises to b1. At 0 it stays at b1 / 2.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from gdcore import descend, nadam, rosenbrock
    >>> descend(rosenbrock, nadam(0.1), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2   ,  1.    ],
           [-1.0944,  1.1056],
           [ 0.5106,  0.2587]])
    """
    rises = not_negative("momentum_decay", momentum_decay)
    settings = as_schedule(rate), *two_decay_factors(betas), not_negative("eps", eps), rises
    return Optimizer(_init, partial(_update, *settings))


def _init(point: Array) -> Arrays:
    return np.zeros(point.shape), np.zeros(point.shape), np.ones(point.shape)


def _update(
    rate: Schedule,
    beta1: float,
    beta2: float,
    eps: float,
    momentum_decay: float,
    gradient: Array,
    state: Arrays,
    point: Array,
    step: int,
) -> tuple[Array, Arrays]:
    mean, square, product = state
    mean, square = averaged(beta1, mean, gradient), averaged_square(beta2, square, gradient)
    now, ahead = (beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay)) for t in (step + 1, step + 2))
    product = now * product
    move = gradient * ((1 - now) / (1 - product))
    move += mean * (ahead / (1 - ahead * product))
    move *= -rate(step)
    scale = np.sqrt(square)
    scale /= (1 - beta2 ** (step + 1)) ** 0.5
    scale += eps
    move /= scale
    return move, (mean, square, product)
