"""Weight decay, coupled to the gradient or not."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from gdcore._arrays import Array, not_negative
from gdcore.optimizers.optimizer import Optimizer, Update, check_optimizer, given
from gdcore.schedules import Rate, Schedule, as_schedule

State = TypeVar("State")


def weight_decay(optimizer: Optimizer[State], decay: float) -> Optimizer[State]:
    """Weight decay: the optimiser is given g + decay w, the gradient of the loss plus decay |w|^2 / 2.

    It is the argument `weight_decay` of PyTorch's SGD, Adagrad, RMSprop, Adadelta, Adam and NAdam, and
    `optax.add_decayed_weights` before an optimiser. Where these scale gradients it is not what
    `decoupled_weight_decay` does. With clipping, `weight_decay(clip_by_norm(...), ...)` clips the sum, and
    `clip_by_norm(weight_decay(...), ...)` the gradient alone, as PyTorch does.

    Parameters
    ----------
    optimizer : Optimizer
    decay : float
        At least 0, in units of the loss per squared weight.

    Raises
    ------
    ValueError
        If an argument is no optimiser or out of its range.

    Examples
    --------
    >>> from gdcore import descend, quadratic_bowl, sgd, weight_decay
    >>> descend(quadratic_bowl(1), weight_decay(sgd(0.1), 2), [1.0, 0.0], 2).points.round(4)
    array([[1.  , 0.  ],
           [0.7 , 0.  ],
           [0.49, 0.  ]])
    """
    return given(optimizer, partial(_decayed, not_negative("decay", decay)))


def decoupled_weight_decay(optimizer: Optimizer[State], rate: Rate, decay: float) -> Optimizer[State]:
    """Decoupled weight decay: each move of the optimiser, and one of -a decay w from the same point.

    Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, as PyTorch's AdamW and Optax's
    adamw and lion have it: the decay is multiplied by the rate a. In the paper it is so by the schedule's
    multiplier alone, and not by the first rate.

    Parameters
    ----------
    optimizer : Optimizer
    rate : float or schedule
        a, above 0; as a rule the optimiser's own.
    decay : float
        At least 0.

    Raises
    ------
    ValueError
        If an argument is no optimiser or out of its range.

    Examples
    --------
    >>> from gdcore import adam, decoupled_weight_decay, descend, quadratic_bowl
    >>> adamw = decoupled_weight_decay(adam(0.1), 0.1, 0.5)
    >>> descend(quadratic_bowl(1), adamw, [1.0, 0.0], 2).points.round(4)
    array([[1.    , 0.    ],
           [0.85  , 0.    ],
           [0.7082, 0.    ]])
    """
    check_optimizer(optimizer)
    schedule, share = as_schedule(rate), not_negative("decay", decay)
    if share == 0:
        return optimizer
    return Optimizer(optimizer.init, partial(_shrunk, optimizer.update, schedule, share))


def _decayed(decay: float, gradient: Array, point: Array, step: int) -> Array:
    decayed = decay * point
    decayed += gradient
    return decayed


def _shrunk(
    update: Update[State],
    rate: Schedule,
    decay: float,
    gradient: Array,
    state: State,
    point: Array,
    step: int,
) -> tuple[Array, State]:
    move, state = update(gradient, state, point, step)
    return move - (rate(step) * decay) * point, state
