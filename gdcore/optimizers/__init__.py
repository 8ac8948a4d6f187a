"""Optimisers: rules of descent that need the gradient alone, as pairs (init, update)."""

from gdcore.optimizers.adadelta import adadelta
from gdcore.optimizers.adagrad import adagrad
from gdcore.optimizers.adam import adam, adamw
from gdcore.optimizers.clipping import clip_by_norm, clip_by_value
from gdcore.optimizers.dampening import dampening
from gdcore.optimizers.decay import decoupled_weight_decay, weight_decay
from gdcore.optimizers.momentum import gradient_descent, momentum, nesterov
from gdcore.optimizers.nadam import nadam
from gdcore.optimizers.optimizer import Optimizer
from gdcore.optimizers.rmsprop import rmsprop
from gdcore.optimizers.sgd import sgd
from gdcore.optimizers.signs import lion, sign_descent

__all__ = [
    "Optimizer",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "clip_by_norm",
    "clip_by_value",
    "dampening",
    "decoupled_weight_decay",
    "gradient_descent",
    "lion",
    "momentum",
    "nadam",
    "nesterov",
    "rmsprop",
    "sgd",
    "sign_descent",
    "weight_decay",
]
