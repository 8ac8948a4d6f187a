"""Dampening of gradients, as PyTorch's SGD has it."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from gdcore._arrays import Array, number
from gdcore.optimizers.optimizer import Optimizer, given

State = TypeVar("State")


def dampening(optimizer: Optimizer[State], dampening: float) -> Optimizer[State]:
    """Dampening: the optimiser is given the first gradient whole and each later one times 1 - dampening.

    `dampening(sgd(a, momentum), d)` is PyTorch's SGD with these arguments: u <- g at first, then
    u <- momentum u + (1 - d) g, which with d = momentum is an average of gradients. With weight decay it is
    `weight_decay(dampening(...), ...)`. PyTorch ignores it without momentum, and refuses it with Nesterov's;
    here it is the same in all cases. Optax has none.

    Parameters
    ----------
    optimizer : Optimizer
    dampening : float
        From 0 to 1.

    Raises
    ------
    ValueError
        If an argument is no optimiser or out of its range.

    Examples
    --------
    >>> from gdcore import dampening, descend, quadratic_bowl, sgd
    >>> descend(quadratic_bowl(1), dampening(sgd(0.1, 0.9), 0.9), [1.0, 0.0], 2).points.round(4)
    array([[1.   , 0.   ],
           [0.9  , 0.   ],
           [0.801, 0.   ]])
    """
    share = number("dampening", dampening, lambda v: 0 <= v <= 1, "a number from 0 to 1")
    return given(optimizer, partial(_dampened, 1 - share))


def _dampened(share: float, gradient: Array, point: Array, step: int) -> Array:
    return share * gradient if step else gradient
