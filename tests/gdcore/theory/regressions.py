"""Regressions that theory is tested on: of several features, of correlated ones, and of one feature."""

import numpy as np

from gdcore import LeastSquares, correlated_data, linear_data


def rng(seed=0):
    return np.random.default_rng(seed)


NOISY = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng()))
NARROW = LeastSquares(correlated_data(200, [5, 4], 2, spread=0.2, noise=1, rng=rng()))
LINE = LeastSquares(linear_data(30, [3], 2, noise=1, rng=rng()))
