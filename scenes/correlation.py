"""Correlation as a setting: a regression whose two shown features go from uncorrelated to as they are.

The first feature is kept. The second is what the other features say of it, a part along the first and a part
that has nothing to do with any: only how much it has of these two changes, so each sample glides. The targets
follow by the fitted weights and keep their residuals, which no part correlates with: the minimiser and the
least MSE stay where they are.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.story.problem import Problem
from gdcore import Array, LeastSquares, Samples

ALIKE = 2.0  # times that one feature may vary as much as the other and yet be brought to its scale


class Mixture(msgspec.Struct, frozen=True, eq=False):
    """Two features of a regression taken apart, at any correlation between none and their own.

    ``first`` (n,) is what is left of the first feature without the others, ``rest`` (n,) what of the second
    without all, each of root mean square 1; ``base`` (n,) is what the others say of the second. ``root``
    (2, 2), upper triangular, has the scales: root' root is the two features' covariance, the others given.
    """

    problem: Problem
    base: Array
    first: Array
    rest: Array
    root: Array

    @property
    def alike(self) -> bool:
        """Whether both vary about as much, so that only their correlation makes a difference."""
        second = float(np.hypot(*self.root[:, 1]))
        return bool(1 / ALIKE <= second / self.root[0, 0] <= ALIKE)

    @property
    def beginning(self) -> Array:
        """How much the two vary at the beginning, (2,)."""
        second = self.root[0, 0] if self.alike else np.hypot(*self.root[:, 1])
        return np.array([self.root[0, 0], second])

    @property
    def given(self) -> bool:
        """Whether there are other features, whose part is taken out."""
        return self.problem.at is None and self.problem.loss.dim > 3

    def scales(self, share: float) -> tuple[float, float]:
        """Return how much the second feature has of the first and of the rest, its ``root``'s second column.

        Between the ends the logarithm of the condition number is even in the share. Where both features are
        alike, it begins with a round bowl, the second brought to the first one's scale, and the directions of
        the largest and the least curvature stay; else it begins with their own scales.
        """
        if share >= 1.0:
            return float(self.root[0, 1]), float(self.root[1, 1])
        _, sizes, (across, _) = np.linalg.svd(self.root)
        first, second = float(self.root[0, 0]), float(np.hypot(*self.root[:, 1]))
        last = float(sizes[0] / sizes[1])  # roots of condition numbers
        if self.alike:
            root = last**share
            least = first**2 / ((root * across[0]) ** 2 + across[1] ** 2)
            return float((root**2 - 1) * least * across[0] * across[1] / first), root * least / first
        begin = max(first / second, second / first)
        root = begin * (last / begin) ** share
        rest = min((first**2 + second**2) / (first * (root + 1 / root)), second)
        along = np.sqrt(max(second**2 - rest**2, 0.0))
        return float(np.copysign(along, self.root[0, 1])), float(rest)

    def correlation(self, share: float) -> float:
        """Return the correlation at a share, the other features given."""
        along, rest = self.scales(share)
        return along / float(np.hypot(along, rest))

    def samples(self, share: float) -> Samples:
        """Return the samples at a share of the way, the last of which are the problem's own."""
        loss, index = self.problem.loss, self.problem.axes[1]
        if share >= 1.0:
            return loss.samples
        along, rest = self.scales(share)
        x = np.array(loss.samples.x)
        second = self.base + along * self.first + rest * self.rest
        moved = loss.minimizer[index] * (second - x[:, index - 1])
        x[:, index - 1] = second
        return Samples(x, loss.samples.y + moved, loss.samples.names)

    def loss(self, share: float) -> LeastSquares:
        """Return the loss at a share of the way."""
        return self.problem.loss if share >= 1.0 else LeastSquares(self.samples(share))


def mixture(problem: Problem) -> Mixture:
    """Take a problem's two shown features apart."""
    x = problem.loss.samples.x
    one, two = (axis - 1 for axis in problem.axes)
    others = np.ones((len(x), 1))
    if problem.at is None:
        hidden = [column for column in range(x.shape[1]) if column not in (one, two)]
        others = np.column_stack([others, x[:, hidden]])
    basis, _ = np.linalg.qr(others)
    first, second = _without(x[:, one], basis), _without(x[:, two], basis)
    size = _size(first)
    along = float(first @ second) / float(first @ first) * size
    rest = _without(second, np.column_stack([basis, first / np.linalg.norm(first)]))
    return Mixture(
        problem=problem,
        base=x[:, two] - second,
        first=first / size,
        rest=rest / _size(rest),
        root=np.array([[size, along], [0.0, _size(rest)]]),
    )


def _without(values: Array, basis: Array) -> Array:
    """Return values (n,) without their part in the span of a basis (n, k), taken out twice for its digits."""
    for _ in range(2):
        values = values - basis @ (basis.T @ values)
    return values


def _size(values: Array) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.square(values).mean()))
