"""A loss of one's own, right but for what a test changes of it."""

from types import SimpleNamespace

import numpy as np

from gdcore import descend, gradient_descent, sample_batches

X = np.random.default_rng(0).standard_normal((20, 2))


def value(w):
    return np.square(w @ X.T).mean(axis=-1) / 2


def gradient(w):
    return (w @ X.T) @ X / len(X)


def batch_gradient(w, rows):
    return np.einsum("...bi,...b->...i", X[rows], np.einsum("...bi,...i->...b", X[rows], w)) / rows.shape[-1]


def loss(**changes):
    """A right one, but for the changes; a part that is None is left out."""
    parts = {"value": value, "gradient": gradient, "n": 20, "batch_gradient": batch_gradient, "name": "mine"}
    parts |= {"hessian": X.T @ X / 20} | changes
    return SimpleNamespace(**{name: part for name, part in parts.items() if part is not None})


def run(own, start=(1.0, 2.0), batches=None):
    return descend(own, gradient_descent(0.1), start, 3, batches=batches)


ROWS = sample_batches(20, 2, 3, rng=np.random.default_rng(1))
STARTS = np.ones((5, 2))


def returns(given):
    return lambda w, *rows: given
