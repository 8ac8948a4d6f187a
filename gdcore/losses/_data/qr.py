"""Least squares of a table: its triangular factor in one pass over the rows, the solution in another.

Householder QR of row blocks that stay in the cache, then QR of the triangles stacked on each other: the
TSQR of Demmel, Grigori, Hoemmen and Langou, "Communication-optimal parallel and sequential QR and LU
factorizations", SIAM J. Sci. Comput. 34 (2012). Each column keeps Householder's backward error, a small
multiple of the rounding unit times that column's own norm, so columns of very different scales do each
other no harm; a Gram matrix would square their condition number instead.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gdcore._arrays import Array, upper

BLOCK = 128  # rows a block: enough to hide the calls of LAPACK, few enough to keep its sums short and exact
CHUNK = 1 << 16  # numbers factored at once: enough to hide the calls of NumPy, few enough for the L2 cache


def triangle(x: Array, y: Array) -> Array:
    """The triangular factor T of the table [1, x, y], with T'T = [1, x, y]'[1, x, y].

    Parameters
    ----------
    x : (n, d) array
    y : (n,) array

    Returns
    -------
    (d + 2, d + 2) array
        Upper triangular; its last rows are 0 where the table has fewer than d + 2 rows.
    """
    stacked = np.concatenate([factor for table in _tables(x, y) for factor in _factors(table)])
    while len(stacked) > BLOCK + stacked.shape[1]:
        stacked = np.concatenate(list(_factors(stacked)))
    factor = upper(stacked)
    square = np.zeros((factor.shape[1], factor.shape[1]))
    square[: len(factor)] = factor
    return square


def refined(x: Array, y: Array, root: Array, solved: Array, penalty: float = 0.0) -> Array:
    """The w, (d + 1,), that minimises the MSE + penalty |w[1:]|^2, from what the factor alone gave.

    One step of refinement by the data's own residual (the corrected seminormal equations: Bjorck, "Stability
    analysis of the method of seminormal equations for linear least squares problems", Linear Algebra Appl. 88
    (1987)) brings w to within rounding of the best where the fit is exact.
    """
    slope = np.zeros_like(solved)
    rows = max(1, CHUNK // x.shape[1])
    for start in range(0, len(y), rows):
        part = slice(start, start + rows)
        residual = y[part] - solved[0] - x[part] @ solved[1:]
        slope += residual.sum(), *(residual @ x[part])
    slope /= len(y)
    slope[1:] -= penalty * solved[1:]
    return np.asarray(solved + np.linalg.solve(root, np.linalg.solve(root.T, slope)))


def _tables(x: Array, y: Array) -> Iterator[Array]:
    """Chunks of the rows of [1, x, y], each a whole number of blocks but for the last."""
    width = x.shape[1] + 2
    rows = _block(width) * max(1, CHUNK // (_block(width) * width))
    for first in range(0, len(x), rows):
        part = slice(first, first + rows)
        table = np.ones((len(y[part]), width))
        table[:, 1:-1] = x[part]
        table[:, -1] = y[part]
        yield table


def _factors(table: Array) -> Iterator[Array]:
    """The triangular factors of a table's blocks of rows, stacked."""
    width = table.shape[1]
    rows = _block(width)
    blocks, rest = divmod(len(table), rows)
    if blocks:
        whole = table[: blocks * rows].reshape(blocks, rows, width)
        yield upper(whole).reshape(-1, width)
    if rest:
        yield upper(table[blocks * rows :])


def _block(width: int) -> int:
    """Rows a block: tall, so that each pass leaves at most a quarter of the rows."""
    return max(BLOCK, 4 * width)
