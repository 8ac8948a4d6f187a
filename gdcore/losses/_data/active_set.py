"""The minimiser of the lasso, exact to rounding: an active set of weights that are not 0, and their signs.

The feature-sign search of Lee, Battle, Raina and Ng, "Efficient sparse coding algorithms", NIPS 2006: with
the signs fixed the loss is quadratic; on the way to its minimum, the best point at which a sign changes is
taken. Each step lowers the loss, and there are finitely many signs.
"""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array

STEPS = 50  # at most, for each weight
ROUNDING = 1e-12  # of a column's length times the target's: a slope beyond the penalty by less is not
SINGULAR = 1e-10  # of a column's length: what is left of it is no column of its own


def lasso_minimizer(factor: Array, penalty: float) -> Array:
    """The w, (d + 1,), at which |X w - y|^2 / (2 n) + penalty |w_1..d|_1 is least.

    Parameters
    ----------
    factor : (d + 2, d + 2) array
        Upper triangular: that of [X, y] / sqrt(n), the intercept's column first. Below its first row are the
        features and the target without their means.
    penalty : float
        At least 0.
    """
    weights = _slopes(factor[1:-1, 1:-1], factor[1:-1, -1], penalty)
    intercept = (factor[0, -1] - factor[0, 1:-1] @ weights) / factor[0, 0]
    return np.array([intercept, *weights])


def _slopes(root: Array, target: Array, penalty: float) -> Array:
    weights, signs = np.zeros(len(target)), np.zeros(len(target))
    tolerance = penalty + ROUNDING * np.linalg.norm(root, axis=0) * np.linalg.norm(target)
    settled = True
    for _ in range(STEPS * len(target)):
        if settled:
            slope = np.where(signs == 0, root.T @ (root @ weights - target), 0.0)
            excess = np.abs(slope) - tolerance
            steepest = int(excess.argmax())
            if excess[steepest] <= 0:
                break
            signs[steepest] = -np.sign(slope[steepest])
        weights, settled = _towards(root, target, penalty, weights, signs)
        signs = np.sign(weights)
    return weights


def _towards(root: Array, target: Array, penalty: float, weights: Array, signs: Array) -> tuple[Array, bool]:
    """The lowest point on the way to the minimum for some signs, and whether it is that minimum."""
    active = np.flatnonzero(signs)
    goal = np.zeros_like(weights)
    goal[active] = _of_signs(root[:, active], target, penalty * signs[active])
    crossing = active[weights[active] * goal[active] < 0]
    shares = weights[crossing] / (weights[crossing] - goal[crossing])
    stops = weights + shares[:, np.newaxis] * (goal - weights)
    stops[np.arange(len(crossing)), crossing] = 0.0
    candidates = np.vstack([goal, stops])
    losses = 0.5 * np.square(candidates @ root.T - target).sum(axis=-1)
    losses += penalty * np.abs(candidates).sum(axis=-1)
    best = int(losses.argmin())
    return candidates[best], best == 0 and not len(crossing)


def _of_signs(root: Array, target: Array, pull: Array) -> Array:
    """The minimum of |root w - target|^2 / 2 + pull @ w; far away, where columns are dependent."""
    basis, triangle = np.linalg.qr(root)
    lengths = np.linalg.norm(root, axis=0)
    if len(triangle) < root.shape[1] or (np.abs(np.diag(triangle)) <= SINGULAR * lengths).any():
        rows = np.vstack([root, np.sqrt(SINGULAR) * np.diag(lengths)])
        basis, triangle = np.linalg.qr(rows)
        target = np.concatenate([target, np.zeros(len(lengths))])
    return np.asarray(np.linalg.solve(triangle, basis.T @ target - np.linalg.solve(triangle.T, pull)))
