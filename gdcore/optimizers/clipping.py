"""Clipping of gradients, by their norm or by each value."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

import numpy as np

from gdcore._arrays import Array, not_negative, positive
from gdcore.optimizers.optimizer import Optimizer, given

State = TypeVar("State")


def clip_by_norm(optimizer: Optimizer[State], max_norm: float, eps: float = 0.0) -> Optimizer[State]:
    """Gradient clipping by norm: the optimiser is given min(1, max_norm / (|g| + eps)) g, each run's own |g|.

    Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013. It is
    `optax.clip_by_global_norm`; PyTorch's `clip_grad_norm_` has eps = 1e-6. No square overflows on the way,
    so that a gradient of 1e200 is clipped, and not lost. An infinite or NaN entry becomes NaN.

    Parameters
    ----------
    optimizer : Optimizer
    max_norm : float
        Above 0, in units of the gradient.
    eps : float
        At least 0, in units of the gradient.

    Raises
    ------
    ValueError
        If an argument is no optimiser or out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import clip_by_norm, sgd
    >>> clip_by_norm(sgd(1.0), 5).update(np.array([30.0, 40.0]), None, np.zeros(2), 0)
    (array([-3., -4.]), None)
    """
    return given(optimizer, partial(_shortened, positive("max_norm", max_norm), not_negative("eps", eps)))


def clip_by_value(optimizer: Optimizer[State], clip_value: float) -> Optimizer[State]:
    """Gradient clipping by value: the optimiser is given each entry brought into [-clip_value, clip_value].

    It is PyTorch's `clip_grad_value_` and `optax.clip`. An infinite entry becomes the bound, NaN stays.

    Parameters
    ----------
    optimizer : Optimizer
    clip_value : float
        Above 0, in units of the gradient.

    Raises
    ------
    ValueError
        If an argument is no optimiser or out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import clip_by_value, sgd
    >>> clip_by_value(sgd(1.0), 5).update(np.array([30.0, 4.0]), None, np.zeros(2), 0)
    (array([-5., -4.]), None)
    """
    return given(optimizer, partial(_bounded, positive("clip_value", clip_value)))


def _shortened(max_norm: float, eps: float, gradient: Array, point: Array, step: int) -> Array:
    norm = np.hypot.reduce(gradient, axis=-1, keepdims=True)
    norm += eps
    return gradient * (max_norm / np.maximum(norm, max_norm))


def _bounded(clip_value: float, gradient: Array, point: Array, step: int) -> Array:
    return np.clip(gradient, -clip_value, clip_value)
