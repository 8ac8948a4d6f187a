"""Gradient descent, and momentum in the notebook's form.

The rate stands inside the velocity, also under a schedule, as in the notebook 'Gradient descent in depth'
by Fraida Fund. `sgd` is the form of PyTorch and Optax, which scales the velocity by the rate on use.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, decay_factor
from gdcore.optimizers.optimizer import Optimizer, stateless
from gdcore.schedules import Rate, Schedule, as_schedule


def gradient_descent(rate: Rate) -> Optimizer[None]:
    """Gradient descent, w <- w - a g: the method of steepest descent (Cauchy, 1847).

    Parameters
    ----------
    rate : float or schedule
        a, above 0; `lr` of `torch.optim.SGD`, `learning_rate` of `optax.sgd`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule.

    Examples
    --------
    >>> from gdcore import descend, quadratic_bowl
    >>> descend(quadratic_bowl(4), gradient_descent(0.25), [1, 1], 2).points.tolist()
    [[1.0, 1.0], [0.75, 0.0], [0.5625, 0.0]]
    """
    return Optimizer(stateless, partial(_descend, as_schedule(rate)))


def momentum(rate: Rate, beta: float) -> Optimizer[Array]:
    """The heavy ball, v <- beta v - a g; w <- w + v.

    Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Comput. Math. Math.
    Phys. 4 (1964), with beta (w_t - w_(t-1)) written as beta v.

    PyTorch and Optax, and `sgd` here, write u <- beta u + g; w <- w - a u. At a constant rate v = -a u, and
    the points are the same. Under a schedule they differ: here what a step has put into the velocity keeps
    the rate of that step, and there all of it is scaled by the newest.

    Parameters
    ----------
    rate : float or schedule
        a, above 0; `lr` of `torch.optim.SGD`, `learning_rate` of `optax.sgd`.
    beta : float
        At least 0 and below 1; `momentum` of both.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or not 0 <= beta < 1.

    Examples
    --------
    >>> from gdcore import descend, quadratic_bowl
    >>> descend(quadratic_bowl(4), momentum(0.25, beta=0.5), [1, 1], 2).points.tolist()
    [[1.0, 1.0], [0.75, 0.0], [0.4375, -0.5]]
    """
    return Optimizer(np.zeros_like, partial(_heavy_ball, as_schedule(rate), decay_factor("beta", beta)))


def nesterov(rate: Rate, beta: float) -> Optimizer[Array]:
    """Nesterov's accelerated gradient at a constant beta, v <- beta v - a g; w <- w + beta v - a g.

    Nesterov, Soviet Math. Dokl. 27 (1983), in the form of Sutskever, Martens, Dahl and Hinton, "On the
    importance of initialization and momentum in deep learning", ICML 2013, equations 3 and 4: with their
    theta = w - beta v, the gradient is taken at w = theta + beta v, where momentum alone would lead.

    PyTorch and Optax, and `sgd` here, write u <- beta u + g; w <- w - a (g + beta u). At a constant rate
    v = -a u, and the points are the same; under a schedule they differ, as `momentum` tells.

    Parameters
    ----------
    rate, beta : float or schedule, float
        As in `momentum`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or not 0 <= beta < 1.

    Examples
    --------
    >>> from gdcore import descend, quadratic_bowl
    >>> descend(quadratic_bowl(4), nesterov(0.25, beta=0.5), [1, 1], 2).points.tolist()
    [[1.0, 1.0], [0.625, -0.5], [0.328125, 0.0]]
    """
    return Optimizer(np.zeros_like, partial(_look_ahead, as_schedule(rate), decay_factor("beta", beta)))


def _descend(rate: Schedule, gradient: Array, state: None, point: Array, step: int) -> tuple[Array, None]:
    return -rate(step) * gradient, None


def _heavy_ball(
    rate: Schedule, beta: float, gradient: Array, velocity: Array, point: Array, step: int
) -> tuple[Array, Array]:
    velocity = beta * velocity - rate(step) * gradient
    return velocity, velocity


def _look_ahead(
    rate: Schedule, beta: float, gradient: Array, velocity: Array, point: Array, step: int
) -> tuple[Array, Array]:
    pull = rate(step) * gradient
    velocity = beta * velocity - pull
    return beta * velocity - pull, velocity
