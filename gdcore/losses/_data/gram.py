"""The triangular factor of a tall table by its Gram matrix: faster than QR, where it may be used.

The Cholesky factor of the Gram matrix, whose columns are first brought to length 1, is exact to the rounding
unit times that matrix's condition number (Bjorck, "Numerical Methods for Least Squares Problems", 1996,
section 2.2). So it serves tables whose columns are far from dependent, and `gdcore.losses._data.qr` the
others.
"""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array
from gdcore.losses._data.columns import LARGEST, SMALLEST
from gdcore.losses._data.qr import CHUNK

TALL = 1 << 15  # rows from which time counts; below, the QR's last digits come at no cost
LEAST = 1e-3  # eigenvalue of the scaled Gram matrix: at most three digits are lost
WIDE = 8  # numbers side by side in what is multiplied: the fewest that keep a matrix product busy


def triangle(x: Array, y: Array) -> Array | None:
    """The triangular factor T of the table [1, x, y], with T'T = [1, x, y]'[1, x, y].

    Parameters
    ----------
    x : (n, d) array
    y : (n,) array

    Returns
    -------
    (d + 2, d + 2) array or None
        Upper triangular; None where the table is not tall, or the Gram matrix would lose too many digits.
    """
    if len(x) < TALL:
        return None
    with np.errstate(all="ignore"):
        gram = _gram(x, y)
        squares = np.diag(gram)
        lengths = np.sqrt(squares)
        scaled = gram / lengths / lengths[:, np.newaxis]
    if not ((squares > SMALLEST) & (squares < LARGEST)).all() or np.linalg.eigvalsh(scaled)[0] < LEAST:
        return None
    return np.asarray(np.linalg.cholesky(scaled).T * lengths)


def _gram(x: Array, y: Array) -> Array:
    """[1, x, y]'[1, x, y], (d + 2, d + 2), read in one pass."""
    side = max(1, WIDE // x.shape[1])
    whole = len(y) - len(y) % side
    return _of_wide_rows(x[:whole], y[:whole], side) + _of_wide_rows(x[whole:], y[whole:], 1)


def _of_wide_rows(x: Array, y: Array, side: int) -> Array:
    """The Gram matrix of rows taken `side` at once; their products with each other are left out.

    A matrix product of few long rows takes a fraction of the time of one of many short rows.
    """
    d = x.shape[1]
    sums, squares, products = _products(x.reshape(-1, side * d), y.reshape(-1, side))
    gram = np.empty((d + 2, d + 2))
    gram[0, 0] = len(y)
    gram[0, 1:-1] = gram[1:-1, 0] = sums.reshape(side, d).sum(axis=0)
    gram[0, -1] = gram[-1, 0] = y.sum()
    gram[1:-1, 1:-1] = np.einsum("iaib->ab", squares.reshape(side, d, side, d))
    gram[1:-1, -1] = gram[-1, 1:-1] = np.einsum("iai->a", products.reshape(side, d, side))
    gram[-1, -1] = y @ y
    return gram


def _products(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """The sums of x, (m, k), over its rows, x'x, and x'y, where y is (m, side)."""
    width = x.shape[1]
    sums, squares, products = np.zeros(width), np.zeros((width, width)), np.zeros((width, y.shape[1]))
    rows, half = max(1, CHUNK // width), width // 2
    ones = np.ones(rows)
    for first in range(0, len(x), rows):
        few, target = x[first : first + rows], y[first : first + rows]
        sums += ones[: len(few)] @ few
        squares[:, :half] += few.T @ few[:, :half]  # in two: of x'x in one, NumPy makes a call of BLAS that
        squares[:, half:] += few.T @ few[:, half:]  # takes twice as long where columns are few
        products += few.T @ target
    return sums, squares, products
