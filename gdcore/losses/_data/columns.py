"""Whether data determine one best fit, and which columns are to blame where they do not."""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array
from gdcore.data import Samples

ROUNDING = 1e3 * float(np.finfo(np.float64).eps)  # of a column's norm: what is left of it below is noise
SMALLEST, LARGEST = 1e-280, 1e280  # mean squares of a column whose products neither under- nor overflow
TARGET = "the target"


def check_sizes(factor: Array, samples: Samples) -> None:
    """Refuse columns whose squares doubles cannot hold; a target of zeros is fine.

    Parameters
    ----------
    factor : (d + 2, d + 2) array
        The triangular factor of [1, x, y] / sqrt(n): its columns have that table's root mean squares.
    samples : Samples

    Raises
    ------
    ValueError
        Naming the first such column.
    """
    with np.errstate(all="ignore"):
        squares = np.square(factor).sum(axis=0).tolist()
    for name, square in zip([*_names(samples), TARGET], squares, strict=True):
        large_enough = square > SMALLEST or name == TARGET
        if not (large_enough and square < LARGEST):
            expected = f"one from {SMALLEST} to {LARGEST}: leave it out or rescale it"
            raise ValueError(f"{name} has the mean square {square:.3g}, but expected {expected}")


def check_rank(root: Array, samples: Samples) -> None:
    """Refuse features that are linearly dependent up to rounding, whatever their scales.

    With columns of length 1, the least singular value is how far they are from being dependent, and its right
    singular vector says which of them are involved.

    Parameters
    ----------
    root : (d + 1, d + 1) array
        The triangular factor of [1, x], up to a number.
    samples : Samples

    Raises
    ------
    ValueError
        Naming the columns.
    """
    _, sizes, directions = np.linalg.svd(root / np.linalg.norm(root, axis=0))
    if sizes[-1] <= ROUNDING:
        shares = np.abs(directions[-1])
        names = [name for name, share in zip(_names(samples), shares, strict=True) if share > 1e-6]
        joined = ", ".join(names)
        raise ValueError(f"{joined} are linearly dependent, but expected one best fit: leave one of them out")


def _names(samples: Samples) -> list[str]:
    d = samples.x.shape[1]
    return ["the intercept", *(samples.names or [f"x{i}" for i in range(1, d + 1)])]
