"""Huber regression: linear regression that outliers pull at with a bounded force."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from gdcore._arrays import Array, locked, positive, upper
from gdcore.data import Samples
from gdcore.losses._data.quadratic import check_columns
from gdcore.losses._data.rows import RowLoss

STEPS = 1000
CLOSE = 1e-14  # of the size of the target: a step that changes predictions by less is the last
LEAST = 1e-13  # of the size of the target: a delta that rounding leaves something of
SHRINK = 10.0  # from one delta to the next
BEYOND = 1e-3  # of a row's length: what is left of one beyond delta, where it is needed
SINGULAR = 1e-8  # of the largest singular value: below, the rows without outliers leave a weight open


class HuberRegression(RowLoss):
    """Linear regression by Huber's loss: squared for small residuals, linear for large ones.

    value(w) is the mean over rows of r^2 / 2 where |r| <= delta and of delta (|r| - delta / 2) beyond, with
    r = X w - y and X the features after a column of ones. Huber, "Robust estimation of a location parameter",
    Ann. Math. Stat. 35 (1964). That is the scale of torch.nn.HuberLoss; torch.nn.SmoothL1Loss(beta) is the
    one of delta = beta divided by beta. scikit-learn's HuberRegressor also estimates the scale s of the
    residuals, and has delta = epsilon s.

    The Hessian, X'X / n over the rows with |r| <= delta, jumps where a row's residual passes delta. Weights
    are (..., d + 1), the intercept first; at NaN and infinite ones the value is NaN or infinite. A point
    costs O(n d).

    Parameters
    ----------
    samples : Samples
        n rows of d features; n is at least d + 1.
    delta : float
        Above 0, in target units.

    Raises
    ------
    ValueError
        If delta is out of its range, the rows are fewer than the weights, or the columns of X are linearly
        dependent, or over- or underflow.

    Examples
    --------
    >>> from gdcore import Samples
    >>> loss = HuberRegression(Samples([[0], [1], [2], [3], [4]], [1, 3, 5, 7, 100]), delta=1.0)
    >>> loss.minimizer.round(4).tolist()
    [0.5, 2.5]
    """

    kind = "Huber regression"

    def __init__(self, samples: Samples, delta: float = 1.0) -> None:
        super().__init__(samples)
        self._delta = positive("delta", delta)
        check_columns(samples)

    @property
    def delta(self) -> float:
        """The residual from which on the loss is linear, in target units."""
        return self._delta

    @property
    def minimizer(self) -> Array:
        """The weights, (d + 1,), where the loss is least; found when first asked for.

        Where few rows are within delta there may be several, of which this is one.
        """
        return self._minimizer

    @cached_property
    def _minimizer(self) -> Array:
        """By Newton's method, with the exact minimum along each step, at one delta after another.

        The loss is quadratic between kinks, so the first step that passes none ends at the minimiser (Madsen
        and Nielsen, "Finite algorithms for robust linear regression", BIT 30 (1990)). From a delta so large
        that few rows are beyond it, each minimiser is the start at the next. Deltas below rounding would tell
        nothing of a residual but its sign, and those above all residuals change nothing.
        """
        size = float(np.abs(self._samples.y).max()) or 1.0
        y = self._samples.y / size
        last = min(max(self._delta / size, LEAST), 2 * len(y) ** 0.5)
        delta, point = max(last, 1.0), np.zeros(self.dim)
        while delta > last:
            point = self._searched(point, y, delta, near=delta)
            delta = max(last, delta / SHRINK)
        return locked(size * self._searched(point, y, last, near=0.0))

    def _searched(self, point: Array, y: Array, delta: float, near: float) -> Array:
        """The minimiser of a delta from a point on, to `near` it."""
        x = self.design
        for _ in range(STEPS):
            residual = x @ point - y
            step = self._step(residual, delta)
            change = x @ step
            share = _lowest(residual, change, delta)
            point = point + share * step
            if share * np.abs(change).max() <= max(near, CLOSE):
                break
        return point

    def _step(self, residual: Array, delta: float) -> Array:
        """Newton's; where the rows within delta leave a weight open, the others count a little, too."""
        x, pull = self.design, np.clip(residual, -delta, delta)
        within = np.abs(residual) <= delta
        root = upper(x[within])
        if len(root) < self.dim or _is_singular(root):
            root = upper(np.where(within, 1.0, BEYOND)[:, np.newaxis] * x)
        return np.asarray(np.linalg.solve(root, np.linalg.solve(root.T, -pull @ x)))

    def _row_losses(self, prediction: Array, y: Array) -> Array:
        size = np.abs(prediction - y)
        inner = np.minimum(size, self._delta)
        return inner * (size - inner / 2)

    def _row_slopes(self, prediction: Array, y: Array) -> Array:
        return np.clip(prediction - y, -self._delta, self._delta)

    def _row_bends(self, prediction: Array, y: Array) -> Array:
        return np.where(np.abs(prediction - y) <= self._delta, 1.0, 0.0)


def _lowest(residual: Array, change: Array, delta: float) -> float:
    """The t at which the loss of the residuals r + t c is least, from the kinks on either side of it."""
    moving = change != 0
    kinks = [(side * delta - residual[moving]) / change[moving] for side in (-1, 1)]
    at = np.unique(np.maximum(np.concatenate([[0.0], *kinks]), 0.0))

    def slope(t: float) -> float:
        return float(np.clip(residual + t * change, -delta, delta) @ change)

    low, high = 0, len(at) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if slope(float(at[middle])) < 0 else (low, middle)
    start, end = slope(float(at[low])), slope(float(at[high]))
    if not start < 0 < end - start:
        return float(at[low])
    return float(at[low] + (at[high] - at[low]) * -start / (end - start))


def _is_singular(root: Array) -> bool:
    lengths = np.linalg.norm(root, axis=0)
    if not lengths.all():
        return True
    sizes = np.linalg.svd(root / lengths, compute_uv=False)
    return not sizes[-1] > SINGULAR * sizes[0]
