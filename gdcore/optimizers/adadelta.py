"""Adadelta: RMSProp whose rate is a running average of its own squared steps."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, decay_factor, positive
from gdcore.optimizers._averages import Arrays, averaged_square, zeros
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def adadelta(rate: Rate = 1.0, rho: float = 0.9, eps: float = 1e-6) -> Optimizer[Arrays]:
    """Adadelta: d = sqrt(x + eps) / sqrt(v + eps) g; w <- w - a d, with running averages of g^2 and d^2.

    v <- rho v + (1 - rho) g^2 before, and x <- rho x + (1 - rho) d^2 after d is found; the state is (v, x),
    each of the point's shape and 0 at first. Zeiler, "ADADELTA: an adaptive learning rate method" (2012),
    algorithm 1, which has no rate: there a = 1.

    It is `torch.optim.Adadelta` (`lr`) and `optax.adadelta` (`learning_rate`), both with eps inside of the
    roots.

    Parameters
    ----------
    rate : float or schedule
        a, above 0; x does not depend on it.
    rho : float
        At least 0 and below 1.
    eps : float
        Above 0, in units of both squares: the first steps are sqrt(eps / (1 - rho)) long.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    Without a rate it begins very slowly, and gathers pace:

    >>> from gdcore import adadelta, descend, rosenbrock
    >>> descend(rosenbrock, adadelta(), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2   ,  1.    ],
           [-1.1968,  1.0032],
           [-0.7165,  0.5221]])
    """
    settings = as_schedule(rate), decay_factor("rho", rho), positive("eps", eps)
    return Optimizer(zeros(2), partial(_update, *settings))


def _update(
    rate: Schedule, rho: float, eps: float, gradient: Array, state: Arrays, point: Array, step: int
) -> tuple[Array, Arrays]:
    square = averaged_square(rho, state[0], gradient)
    direction = state[1] + eps
    direction /= square + eps
    np.sqrt(direction, out=direction)
    direction *= gradient
    return -rate(step) * direction, (square, averaged_square(rho, state[1], direction))
