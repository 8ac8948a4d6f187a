"""Optimisers: rules of descent that need the gradient alone, as pairs (init, update)."""

from gdcore.optimizers.adam import adam
from gdcore.optimizers.momentum import gradient_descent, momentum, nesterov
from gdcore.optimizers.optimizer import Optimizer
from gdcore.optimizers.sgd import sgd

__all__ = ["Optimizer", "adam", "gradient_descent", "momentum", "nesterov", "sgd"]
