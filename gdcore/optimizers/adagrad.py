"""AdaGrad: each weight's step scaled by the sum of its squared gradients so far."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def adagrad(rate: Rate, eps: float = 1e-10, initial_accumulator_value: float = 0.0) -> Optimizer[Array]:
    """AdaGrad with a diagonal matrix: s <- s + g^2; w <- w - a g / (sqrt(s) + eps).

    The state is s, of the point's shape. Duchi, Hazan and Singer, "Adaptive subgradient methods for online
    learning and stochastic optimization", J. Mach. Learn. Res. 12 (2011).

    It is `torch.optim.Adagrad` (`lr`), whose `lr_decay` k is the schedule `inverse_time(a, k)` here.
    `optax.adagrad` (`learning_rate`) has eps inside of the root, a / sqrt(s + eps), moves no weight whose s
    is 0, and begins at s = 0.1 with eps = 1e-7.

    Parameters
    ----------
    rate : float or schedule
        a, above 0: the length of the first step in each weight, if s begins at 0.
    eps : float
        At least 0, in units of the gradient. At 0 a weight whose gradient has always been 0 becomes NaN.
    initial_accumulator_value : float
        s at first, at least 0, in units of the squared gradient.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    At a gradient of 2 throughout, the steps are a / sqrt(t):

    >>> import numpy as np
    >>> from gdcore import adagrad
    >>> optimizer, point = adagrad(0.3), np.zeros(1)
    >>> state = optimizer.init(point)
    >>> for step in range(4):
    ...     move, state = optimizer.update(np.array([2.0]), state, point, step)
    ...     print(step, move.round(4), state)
    0 [-0.3] [4.]
    1 [-0.2121] [8.]
    2 [-0.1732] [12.]
    3 [-0.15] [16.]
    """
    first = not_negative("initial_accumulator_value", initial_accumulator_value)
    return Optimizer(partial(_init, first), partial(_update, as_schedule(rate), not_negative("eps", eps)))


def _init(first: float, point: Array) -> Array:
    return np.full(point.shape, first)


def _update(
    rate: Schedule, eps: float, gradient: Array, total: Array, point: Array, step: int
) -> tuple[Array, Array]:
    total = total + gradient * gradient
    scale = np.sqrt(total)
    scale += eps
    move = -rate(step) * gradient
    move /= scale
    return move, total
