"""Adam: steps along a running average of gradients, each weight's scaled by that of its squares; AdamW."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.optimizers._averages import Arrays, averaged, averaged_square, two_decay_factors, zeros
from gdcore.optimizers.decay import decoupled_weight_decay
from gdcore.optimizers.optimizer import Optimizer
from gdcore.schedules import Rate, Schedule, as_schedule


def adam(rate: Rate, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> Optimizer[Arrays]:
    """Adam, adaptive moment estimation: w <- w - a m' / (sqrt(v') + eps).

    m <- b1 m + (1 - b1) g and v <- b2 v + (1 - b2) g^2 are the state, (m, v), each of the point's shape and 0
    at first; m' = m / (1 - b1^t) and v' = v / (1 - b2^t) correct their bias towards 0 at step t, counted from
    1. Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.

    It is `torch.optim.Adam` (`lr`; its `weight_decay` is the combinator of that name, its `amsgrad` is not
    offered) and `optax.adam` (`learning_rate`, `b1`, `b2`), with eps outside of the root; Optax can also add
    one inside, `eps_root`. TensorFlow's eps is what the paper calls eps-hat: eps times sqrt(1 - b2^t).

    Parameters
    ----------
    rate : float or schedule
        a, above 0: about the length of a step in each weight.
    betas : two floats
        b1 and b2, at least 0 and below 1.
    eps : float
        At least 0, in units of the gradient. At 0 a weight whose gradient has always been 0 becomes NaN.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    The first step is as long as the rate in each weight, whatever the gradient's size:

    >>> from gdcore import adam, descend, rosenbrock
    >>> descend(rosenbrock, adam(0.1), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2   ,  1.    ],
           [-1.1   ,  1.1   ],
           [ 0.562 ,  0.3144]])
    """
    first, second = two_decay_factors(betas)
    settings = as_schedule(rate), first, second, not_negative("eps", eps)
    return Optimizer(zeros(2), partial(_update, *settings))


def adamw(
    rate: Rate, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8, weight_decay: float = 1e-2
) -> Optimizer[Arrays]:
    """AdamW: Adam with decoupled weight decay, each move followed by -a weight_decay w.

    Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, as PyTorch and Optax have it
    (see `decoupled_weight_decay`). It is `torch.optim.AdamW` (`lr`) and `optax.adamw` (`learning_rate`, `b1`,
    `b2`), whose weight decay is 1e-4 by default.

    Parameters
    ----------
    rate, betas, eps
        As in `adam`, and so the state.
    weight_decay : float
        At least 0.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from gdcore import adamw, descend, rosenbrock
    >>> descend(rosenbrock, adamw(0.1, weight_decay=0.1), [-1.2, 1.0], 300).points[[0, 1, 300]].round(4)
    array([[-1.2   ,  1.    ],
           [-1.088 ,  1.09  ],
           [ 0.4425,  0.1947]])
    """
    decay = not_negative("weight_decay", weight_decay)
    return decoupled_weight_decay(adam(rate, betas, eps), rate, decay)


def _update(
    rate: Schedule,
    beta1: float,
    beta2: float,
    eps: float,
    gradient: Array,
    state: Arrays,
    point: Array,
    step: int,
) -> tuple[Array, Arrays]:
    mean, square = state
    mean, square = averaged(beta1, mean, gradient), averaged_square(beta2, square, gradient)
    unbias = (1 - beta2 ** (step + 1)) ** 0.5
    scale = np.sqrt(square)
    scale += eps * unbias
    move = (-rate(step) * unbias / (1 - beta1 ** (step + 1))) * mean
    move /= scale
    return move, (mean, square)
