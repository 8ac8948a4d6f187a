"""Regression data: made by a seeded generator, or given as arrays.

>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> linear_data(100, coef=[6, 5], intercept=2, noise=3, rng=rng).x.shape
(100, 2)

Data from a CSV file come from `gdcore.read_csv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, floats, generator, locked, not_negative, number, shown, whole


@dataclass(frozen=True, eq=False, init=False)
class Samples(Locked):
    """Observations of d features and of one target.

    The arrays are copied, and can't be changed nor made writeable.

    Parameters
    ----------
    x : (n, d) array_like
        One row an observation, one column a feature; n and d are at least 1.
    y : (n,) array_like
        The targets.
    names : d strings, optional
        What the features are called.

    Raises
    ------
    ValueError
        If a shape does not fit, an entry is not finite, or the names are not d different strings.

    Examples
    --------
    >>> samples = Samples([[1.0], [2.0], [4.0]], [2.0, 3.9, 8.1], names=["hours"])
    >>> samples.x.shape, samples.y.shape
    ((3, 1), (3,))
    """

    x: Array  # (n, d)
    y: Array  # (n,)
    names: tuple[str, ...] | None = None

    def __init__(self, x: ArrayLike, y: ArrayLike, names: Sequence[str] | None = None) -> None:
        x, y = floats("x", x), floats("y", y)
        if x.ndim != 2 or x.size == 0:
            raise ValueError(f"x has shape {x.shape}, but expected (n, d) with n and d of at least 1")
        if y.shape != x.shape[:1]:
            raise ValueError(f"y has shape {y.shape}, but x has shape {x.shape}, so expected {x.shape[:1]}")
        names = None if names is None else _names(names, x.shape[1])
        vars(self).update(x=locked(x), y=locked(y), names=names)

    def __repr__(self) -> str:
        """How many there are, on one line."""
        rows, features = self.x.shape
        return f"<Samples: {rows} rows of {features} feature{'s' * (features > 1)}>"


def linear_data(
    n: int, coef: ArrayLike, intercept: float, *, noise: float = 0.0, rng: np.random.Generator
) -> Samples:
    """Independent standard normal features, and a target that is linear in them but for noise.

    y = intercept + x @ coef + noise * e, with e standard normal. The features are drawn first and the noise
    after them, so that with the same seed another `noise` changes no feature.

    Parameters
    ----------
    n : int
        Observations, at least 1.
    coef : (d,) array_like
        The true weight of each feature, in target units per feature unit.
    intercept : float
        The target where all features are 0.
    noise : float
        Standard deviation of the noise, in target units.
    rng : numpy.random.Generator

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> samples = linear_data(100, coef=[6, 5], intercept=2, rng=np.random.default_rng(0))
    >>> bool(np.allclose(samples.y, 2 + samples.x @ [6, 5]))
    True
    """
    slopes = _coefficients(coef)
    x = generator(rng).standard_normal((whole("n", n, 1), len(slopes)))
    return _observed(x, slopes, intercept, noise, rng)


def correlated_data(
    n: int, coef: ArrayLike, intercept: float, *, spread: float, noise: float, rng: np.random.Generator
) -> Samples:
    """Features that are all noisy copies of the first, so that the loss is a narrow valley.

    x1 is standard normal, and each further feature is x1 + spread * e with its own standard normal e: two
    of them have the correlation 1 / sqrt(1 + spread^2) with x1. `spread=0.2` and `noise=1` are the "less
    friendly loss surface" of the notebook 'Gradient descent in depth' by Fraida Fund.

    Parameters
    ----------
    n, coef, intercept, noise, rng
        As for `linear_data`.
    spread : float
        Standard deviation of a further feature about the first; above 0.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> samples = correlated_data(10_000, coef=[6, 5], intercept=2, spread=0.2, noise=1, rng=rng)
    >>> float(np.corrcoef(samples.x.T)[0, 1].round(2))
    0.98
    """
    slopes = _coefficients(coef)
    width = number(
        "spread", spread, lambda v: v > 0, "a finite number above 0, for equal features have no one best fit"
    )
    x = generator(rng).standard_normal((whole("n", n, 1), len(slopes)))
    with np.errstate(all="ignore"):
        x[:, 1:] = x[:, :1] + width * x[:, 1:]
    return _observed(x, slopes, intercept, noise, rng)


def _coefficients(coef: ArrayLike) -> Array:
    slopes = floats("coef", coef)
    if slopes.ndim != 1 or slopes.size == 0:
        raise ValueError(f"coef has shape {slopes.shape}, but expected (d,), one number a feature")
    return slopes


def _observed(x: Array, slopes: Array, intercept: float, noise: float, rng: np.random.Generator) -> Samples:
    base = number("intercept", intercept, lambda v: True, "a finite number")
    with np.errstate(all="ignore"):
        y = base + x @ slopes + not_negative("noise", noise) * rng.standard_normal(len(x))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(
            "coef, intercept, noise or spread is too large, but expected data that doubles can hold"
        )
    return Samples(x, y)


def _names(names: Sequence[str], count: int) -> tuple[str, ...]:
    try:
        given = () if isinstance(names, str) else tuple(names)
    except TypeError:  # nothing to iterate over
        given = ()
    if not all(isinstance(name, str) for name in given):
        raise ValueError(f"names is {shown(names)}, but expected strings")
    if len(given) != count or len(set(given)) != count:
        raise ValueError(f"names is {shown(names)}, but expected {count} different names, one a feature")
    return given
