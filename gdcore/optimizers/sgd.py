"""Stochastic gradient descent in PyTorch's and Optax's form: the rate scales the velocity on use."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from gdcore._arrays import Array, decay_factor, truth
from gdcore.optimizers.momentum import gradient_descent
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def sgd(rate: Rate, momentum: float = 0.0, nesterov: bool = False) -> Optimizer[Any]:
    """Stochastic gradient descent: u <- momentum u + g; w <- w - a u.

    With `nesterov`, w <- w - a (g + momentum u). The state is u, of the point's shape; without momentum there
    is none, and the step is that of `gradient_descent`. The form is that of Sutskever, Martens, Dahl and
    Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013, but for the place
    of the rate: theirs stands inside the velocity, as in `momentum` and `nesterov` here. At a constant rate
    their velocity is -a u, and the points are the same. Under a schedule they differ: there what a step has
    put into the velocity keeps the rate of that step, and here all of it is scaled by the newest.

    It is `torch.optim.SGD` with dampening 0 (see `dampening`, `weight_decay`) and `optax.sgd`, which call the
    rate `lr` and `learning_rate`.

    Parameters
    ----------
    rate : float or schedule
        a, above 0.
    momentum : float
        At least 0 and below 1.
    nesterov : bool
        Whether to step from where momentum alone would lead; it needs a momentum above 0.

    Raises
    ------
    ValueError
        If an argument is out of its range, or `nesterov` is asked for without momentum.

    Examples
    --------
    >>> from gdcore import descend, inverse_time, momentum, quadratic_bowl, sgd
    >>> bowl, schedule = quadratic_bowl(10), inverse_time(0.1, 0.1)
    >>> descend(bowl, sgd(schedule, 0.9), [1.0, 1.0], 20).points[-1].round(4)
    array([-0.0485, -0.261 ])
    >>> descend(bowl, momentum(schedule, 0.9), [1.0, 1.0], 20).points[-1].round(4)
    array([-0.0047, -0.4918])
    """
    schedule, kept = as_schedule(rate), decay_factor("momentum", momentum)
    if truth("nesterov", nesterov):
        if kept == 0:
            raise ValueError("nesterov is True, but momentum is 0: give a momentum above 0 and below 1")
        return Optimizer(np.zeros_like, partial(_look_ahead, schedule, kept))
    if kept == 0:
        return gradient_descent(rate)
    return Optimizer(np.zeros_like, partial(_accumulate, schedule, kept))


def _accumulate(
    rate: Schedule, momentum: float, gradient: Array, velocity: Array, point: Array, step: int
) -> tuple[Array, Array]:
    velocity = momentum * velocity
    velocity += gradient
    return -rate(step) * velocity, velocity


def _look_ahead(
    rate: Schedule, momentum: float, gradient: Array, velocity: Array, point: Array, step: int
) -> tuple[Array, Array]:
    velocity = momentum * velocity
    velocity += gradient
    move = momentum * velocity
    move += gradient
    move *= -rate(step)
    return move, velocity
