"""Steps of one length in each weight: signed descent, and Lion."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.optimizers._averages import averaged, two_decay_factors
from gdcore.optimizers.decay import decoupled_weight_decay
from gdcore.optimizers.optimizer import Optimizer, stateless
from gdcore.schedules import Rate, Schedule, as_schedule


def sign_descent(rate: Rate) -> Optimizer[None]:
    """Signed gradient descent, w <- w - a sign(g): it has no state, and a weight of gradient 0 stays.

    Bernstein, Wang, Azizzadenesheli and Anandkumar, "signSGD: compressed optimisation for non-convex
    problems", ICML 2018. It is `optax.sign_sgd` (`learning_rate`); PyTorch has none.

    Parameters
    ----------
    rate : float or schedule
        a, above 0: the length of each step in each weight.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule.

    Examples
    --------
    At a constant rate it ends in a cycle about the minimum:

    >>> from gdcore import descend, quadratic_bowl, sign_descent
    >>> descend(quadratic_bowl(10, angle=0), sign_descent(0.4), [1.0, 0.0], 4).points.round(4)
    array([[ 1. ,  0. ],
           [ 0.6,  0. ],
           [ 0.2,  0. ],
           [-0.2,  0. ],
           [ 0.2,  0. ]])
    """
    return Optimizer(stateless, partial(_descend, as_schedule(rate)))


def lion(rate: Rate, betas: tuple[float, float] = (0.9, 0.99), weight_decay: float = 0.0) -> Optimizer[Array]:
    """Lion, evolved sign momentum: w <- w - a (sign(b1 m + (1 - b1) g) + weight_decay w).

    Then m <- b2 m + (1 - b2) g, which is the state, of the point's shape and 0 at first. Chen et al.,
    "Symbolic discovery of optimization algorithms", NeurIPS 2023. It is `optax.lion` (`learning_rate`, `b1`,
    `b2`), whose weight decay is 1e-3 by default; PyTorch has none.

    Parameters
    ----------
    rate : float or schedule
        a, above 0: the length of each step in each weight, but for its decay.
    betas : two floats
        b1 and b2, at least 0 and below 1.
    weight_decay : float
        At least 0; it is decoupled (see `decoupled_weight_decay`).

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from gdcore import descend, lion, rosenbrock
    >>> descend(rosenbrock, lion(0.01), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2 ,  1.  ],
           [-1.19,  1.01],
           [ 1.04,  1.1 ]])
    """
    plain = Optimizer(np.zeros_like, partial(_lion, as_schedule(rate), *two_decay_factors(betas)))
    return decoupled_weight_decay(plain, rate, not_negative("weight_decay", weight_decay))


def _descend(rate: Schedule, gradient: Array, state: None, point: Array, step: int) -> tuple[Array, None]:
    move = np.sign(gradient)
    move *= -rate(step)
    return move, None


def _lion(
    rate: Schedule, beta1: float, beta2: float, gradient: Array, mean: Array, point: Array, step: int
) -> tuple[Array, Array]:
    move = np.sign(averaged(beta1, mean, gradient))
    move *= -rate(step)
    return move, averaged(beta2, mean, gradient)
