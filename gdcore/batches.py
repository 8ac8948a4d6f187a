"""Which rows of the data each step of SGD uses, drawn ahead of the descent.

Randomness is an argument: with the same rows a descent takes the same path, and a longer drawing from an
equally seeded generator begins with the shorter one.
"""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Rows, generator, whole


def sample_batches(
    n: int, batch: int, steps: int, *, rng: np.random.Generator, runs: int | None = None
) -> Rows:
    """Rows drawn with replacement, each step afresh: the sampling that SGD's guarantees are proved for.

    Bottou, Curtis and Nocedal, "Optimization methods for large-scale machine learning", SIAM Rev. 60 (2018),
    section 4.

    Parameters
    ----------
    n : int
        Rows of data, at least 1.
    batch : int
        Rows a step, at least 1.
    steps : int
        At least 0.
    rng : numpy.random.Generator
    runs : int, optional
        Independent runs, at least 1.

    Returns
    -------
    (steps, batch) or (steps, runs, batch) int64 array
        Row numbers, from 0 to n - 1.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> sample_batches(100, batch=2, steps=3, rng=np.random.default_rng(0)).tolist()
    [[85, 63], [51, 26], [30, 4]]
    """
    rows, shape = whole("n", n, 1), _shape(batch, steps, runs)
    return generator(rng).integers(0, rows, size=shape, dtype=np.int64)


def shuffled_batches(
    n: int, batch: int, steps: int, *, rng: np.random.Generator, runs: int | None = None
) -> Rows:
    """Rows drawn without replacement, epoch by epoch: the practice of deep learning ("random reshuffling").

    Each epoch deals a fresh permutation of the rows into batches; the rest of fewer than `batch` rows is
    dropped.

    Parameters, returns and errors are those of `sample_batches`; in addition `batch` is at most n.

    Examples
    --------
    >>> import numpy as np
    >>> rows = shuffled_batches(6, batch=2, steps=3, rng=np.random.default_rng(0))
    >>> sorted(rows.ravel().tolist())  # an epoch has each row once
    [0, 1, 2, 3, 4, 5]
    """
    rows, (length, *several, size) = whole("n", n, 1), _shape(batch, steps, runs)
    if size > rows:
        raise ValueError(
            f"batch is {size}, but expected at most n = {rows}, for rows are dealt without replacement"
        )
    draw, deals = generator(rng), rows // size
    dealt = np.empty((length, *several, size), dtype=np.int64)
    for first in range(0, length, deals):
        dealt[first : first + deals] = _epoch(rows, deals, size, draw, (*several,))[: length - first]
    return dealt


def _epoch(n: int, deals: int, batch: int, rng: np.random.Generator, runs: tuple[int, ...]) -> Rows:
    """One epoch's batches, (deals, *runs, batch)."""
    order = rng.permuted(np.broadcast_to(np.arange(n), (*runs, n)), axis=-1)
    dealt = order[..., : deals * batch].reshape(*runs, deals, batch)
    return np.moveaxis(dealt, -2, 0)


def _shape(batch: int, steps: int, runs: int | None) -> tuple[int, ...]:
    several = () if runs is None else (whole("runs", runs, 1),)
    return (whole("steps", steps, 0), *several, whole("batch", batch, 1))
