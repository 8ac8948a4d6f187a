"""The second moment of stochastic descent about the minimiser, and its stability in the mean square.

With batches of b rows drawn with replacement, at the rate a and with the momentum beta, the gradient at
w* + e is H e plus noise of mean 0 and covariance (M(ee') - H ee' H + C) / b, where M(S) = E[x x' S x x'],
C = E[r^2 x x'], r is a row's residual at the minimiser, and terms linear in e are left out, whose mean is 0
in the end. S = E[ee'] is stationary where

    (1 - beta) (H S + S H) - a B(S) = (a / b) C,    with
    B(S) = (1 - beta) / (1 + beta) H S H - beta / (1 - beta^2) (H^2 S - 2 H S H + S H^2) + (M(S) - H S H) / b.

For beta = 0 that is the equation of Defossez and Bach (2015). With momentum (Gitman, Lang, Zhang and Xiao,
"Understanding the role of momentum in stochastic gradient methods", NeurIPS 2019, treat noise that does not
depend on w) it follows from the moments of (w, v) together: with U = E[ev'] and W = E[vv'], w <- w + v leaves
S as it is where W = U + U', and v <- beta v - a g gives U = beta U - a S H + W, so that

    U = a (H S - beta S H) / (1 - beta^2),    W = a (H S + S H) / (1 + beta),

and W = beta^2 W + a^2 H S H - a beta (H U + U' H) + a^2 (noise) is the equation above. Both sides are linear
in a: S is attracted to the solution if and only if the operator (1 - beta) (H S + S H) - a B(S) is positive
definite. Below that limit it is the sum of a convergent series of covariances; at it, the step has an
eigenvalue of 1.

The operators act on symmetric S, k = d (d + 1) / 2 numbers for d weights. In H's eigenbasis, scaled by the
square root of H S + S H, which is diagonal there, they are symmetric k x k matrices: d^4 / 4 numbers in
memory, O(n d^4 / 4) to sum over n rows, and O(d^6 / 8) to solve or to decompose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array
from gdcore.losses import LeastSquares, Loss, name_of
from gdcore.theory.spectrum import spectrum

CHUNK = 1 << 20  # numbers of a temporary array
SMALLEST, LARGEST = 1e-140, 1e140  # curvatures
MOST = 127  # weights: their k x k matrix takes 0.53 GB, and a few of these are held at once
GOLDEN, SECTIONS = (5**0.5 - 1) / 2, 32  # they leave a share of 2e-7


@dataclass(frozen=True, eq=False)
class Moments:
    """What the second moment of a least squares' descent follows from, in H's eigenbasis.

    Parameters
    ----------
    sizes : (d,) array
        Square roots of H's eigenvalues, the largest first.
    basis : (d, d) array
        H's eigenvectors, as rows.
    rows, columns : (k,) int arrays
        Indices (i, j) of the upper triangle of a symmetric matrix S.
    fourth : (k, k) array
        M(S), scaled from both sides by the square root of h_i + h_j.
    third : (k, d) array
        E[r x x' (x'e)], scaled from one side, for e in whitened coordinates.
    noise : (k,) array
        C, scaled from one side.
    """

    sizes: Array
    basis: Array
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    fourth: Array
    third: Array
    noise: Array

    @property
    def sums(self) -> Array:
        """H S + S H: h_i + h_j, (k,)."""
        h = np.square(self.sizes)
        return np.asarray(h[self.rows] + h[self.columns])

    @property
    def mixed(self) -> Array:
        """H S H, scaled from both sides: h_i h_j / (h_i + h_j), (k,)."""
        h = np.square(self.sizes)
        return np.asarray(h[self.rows] * h[self.columns] / self.sums)

    @property
    def counts(self) -> Array:
        """How often a number occurs in the matrix: 1 on the diagonal and 2 beside it, (k,)."""
        return np.where(self.rows == self.columns, 1.0, 2.0)

    def whitened(self, scaled: Array) -> Array:
        """The symmetric matrices (..., d, d), in whitened coordinates, of scaled vectors (..., k)."""
        upper = scaled * np.sqrt(self.mixed / self.counts)
        found = np.empty((*upper.shape[:-1], *self.basis.shape))
        found[..., self.rows, self.columns] = found[..., self.columns, self.rows] = upper
        return found


def moments(loss: LeastSquares) -> Moments:
    """The moments of a least squares, in one pass over its data.

    With whitened rows all is well scaled, whatever the units of the features.
    """
    _check_memory(loss)
    sizes, basis = spectrum(loss)
    _check_sizes(np.square(sizes))
    i, j = np.triu_indices(len(sizes))
    k, d = len(i), len(sizes)
    found = Moments(sizes, basis, i, j, np.zeros((k, k)), np.zeros((k, d)), np.zeros(k))
    weight = np.sqrt(found.counts * found.mixed)
    whitening, residuals = basis.T / sizes, loss.samples.y - loss.design @ loss.minimizer
    chunk = max(1, CHUNK // k)
    for first in range(0, loss.n, chunk):
        few = slice(first, first + chunk)
        whitened = loss.design[few] @ whitening
        products = whitened[:, i] * whitened[:, j] * weight
        found.fourth[...] += products.T @ products / loss.n
        found.third[...] += products.T @ (whitened * residuals[few, np.newaxis]) / loss.n
        found.noise[...] += products.T @ np.square(residuals[few]) / loss.n
    return found


def scaled_growth(data: Moments, batch: int, beta: float) -> Array:
    """B(S), scaled from both sides by the square root of (1 - beta) (H S + S H): (k, k), symmetric."""
    h, mixed = np.square(data.sizes), data.mixed
    apart = np.square(h[data.rows] - h[data.columns]) / data.sums
    own = ((1 - beta) / (1 + beta) - 1 / batch) * mixed - beta / (1 - beta**2) * apart
    return np.asarray((data.fourth / batch + np.diag(own)) / (1 - beta))


def limit(growth: Array) -> float:
    """The rate at which the second moment stops being stable, of the matrix `scaled_growth`."""
    return float(1 / np.linalg.eigvalsh(growth)[-1])


def fastest(data: Moments, batch: int) -> float:
    """The rate at which the largest eigenvalue of I - a A + a^2 B, a convex function of a, is least.

    A S = H S + S H, and there is no momentum. It is found by golden section: the one rate that is best may be
    where two eigenvalues cross.
    """
    sums, matrix = data.sums, scaled_growth(data, batch, 0.0)
    low, high, root = 0.0, limit(matrix), np.sqrt(sums)

    def growth(rate: float) -> float:
        moved = np.square(rate) * matrix * np.multiply.outer(root, root) - rate * np.diag(sums)
        return float(np.linalg.eigvalsh(moved)[-1])

    left, right = (1 - GOLDEN) * high, GOLDEN * high
    there, here = growth(left), growth(right)
    for _ in range(SECTIONS):
        if there < here:
            high, right, here = right, left, there
            left = high - GOLDEN * (high - low)
            there = growth(left)
        else:
            low, left, there = left, right, here
            right = low + GOLDEN * (high - low)
            here = growth(right)
    return (low + high) / 2


def transformed(matrix: Array, moment: Array) -> Array:
    """The second moments of matrix @ u, where those of u are (..., d, d), symmetric to the last digit."""
    found = matrix @ moment @ matrix.T
    return np.asarray(0.5 * (found + found.swapaxes(-2, -1)))


def with_rows(loss: Loss) -> LeastSquares:
    """The loss, if its mean square is known: that of batches of rows drawn from a least squares' data."""
    if not isinstance(loss, LeastSquares):
        expected = "a LeastSquares, from whose rows batches are drawn"
        raise ValueError(f"loss is {name_of(loss)}, but expected {expected}")
    return loss


def _check_sizes(h: Array) -> None:
    if not (h[-1] > SMALLEST and h[0] < LARGEST):
        expected = f"ones from {SMALLEST} to {LARGEST}, whose products are numbers: rescale the features"
        raise ValueError(f"loss has curvatures from {h[-1]:.3g} to {h[0]:.3g}, but expected {expected}")


def _check_memory(loss: LeastSquares) -> None:
    if loss.dim > MOST:
        gigabytes = 8 * (loss.dim * (loss.dim + 1) // 2) ** 2 / 1e9
        raise ValueError(
            f"loss has {loss.dim} weights, whose second moment takes a matrix of {gigabytes:.2g} GB: expected"
            f" at most {MOST}"
        )
