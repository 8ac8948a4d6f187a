"""Optimisers: rules of descent that need the gradient alone, as pairs (init, update)."""

from gdcore.optimizers.momentum import gradient_descent, momentum, nesterov
from gdcore.optimizers.optimizer import Optimizer

__all__ = ["Optimizer", "gradient_descent", "momentum", "nesterov"]
