"""Trajectories: what happened in a descent, and how runs that diverged are held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array, Locked, Rows, integers, is_locked, locked, real

Layout: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]  # the name and the shape of each layer
BLOWUP = 1e12  # a run has diverged when its loss exceeds this many times its first


@dataclass(frozen=True, eq=False)
class Trajectory(Locked):
    """What happened in a descent, of one run or of `runs` runs.

    The arrays can't be changed. They are finite, but for losses and gradients that `recorded` was not told:
    these are NaN.

    Parameters
    ----------
    points : (steps + 1, d) or (steps + 1, runs, d) array
        points[0] is the start, and points[t + 1] is points[t] + velocities[t].
    losses : (steps + 1,) or (steps + 1, runs) array
        The loss at each point over all data, as it is plotted.
    gradients : (steps, d) or (steps, runs, d) array
        The gradient that each step used; with batches, that of its batch.
    velocities : (steps, d) or (steps, runs, d) array
        The displacement of each step.
    diverged_at : () or (runs,) int array
        The first index into `points` at which a point or its loss is not finite, or the loss exceeds 1e12
        times the first; -1 if there is none. From there on the run stands still: its last finite point,
        loss and gradient repeat, and its velocity is 0.
    layout : (name, shape) of each layer, optional
        How the weights of a model that was recorded layer by layer are joined to one vector.

    Raises
    ------
    ValueError
        If a shape does not fit that of the points.

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, quadratic_bowl
    >>> run = descend(quadratic_bowl(4), gradient_descent(0.25), [1, 1], 2)
    >>> run.losses.tolist()
    [2.5, 0.28125, 0.158203125]
    >>> run
    <Trajectory: 2 steps of 2 weights>
    """

    points: Array
    losses: Array
    gradients: Array
    velocities: Array
    diverged_at: Rows
    layout: Layout | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        points = real("points", self.points)
        check_path(points)
        steps, runs = points[1:].shape, points.shape[1:-1]
        self._keep("points", points, points.shape)
        self._keep("losses", real("losses", self.losses), points.shape[:-1])
        self._keep("gradients", real("gradients", self.gradients), steps)
        self._keep("velocities", real("velocities", self.velocities), steps)
        self._keep("diverged_at", integers("diverged_at", self.diverged_at), runs)

    def _keep(self, name: str, given: NDArray[Any], shape: tuple[int, ...]) -> None:
        if given.shape != shape:
            of = f"as points has shape {self.points.shape}"
            raise ValueError(f"{name} has shape {given.shape}, but expected {shape}, {of}")
        vars(self)[name] = given if is_locked(given) else locked(given.copy())

    def __repr__(self) -> str:
        """What it is, not all of its numbers."""
        steps, *runs = self.gradients.shape[:-1]
        many = f"{runs[0]} runs of " if runs else ""
        return f"<Trajectory: {many}{steps} steps of {self.points.shape[-1]} weights>"


def check_path(points: Array) -> None:
    """Check that points are those of one run, or of several."""
    if points.ndim not in (2, 3) or points.size == 0:
        expected = "(steps + 1, d) or (steps + 1, runs, d)"
        raise ValueError(f"points has shape {points.shape}, but expected {expected}")


def settled(points: Array, losses: Array, gradients: Array, moves: Array, limit: Array) -> Trajectory:
    """The trajectory, with every diverged run held at its last finite point."""
    finite = np.isfinite(points).all(axis=-1) & np.isfinite(losses)
    bad = ~finite | (losses > limit)
    found = bad.any(axis=0)
    if not found.any():
        arrays = points, losses, gradients, moves, np.full(found.shape, -1)
        return Trajectory(*map(locked, arrays))
    at = np.where(found, bad.argmax(axis=0), -1)
    kept = np.take_along_axis(finite, np.maximum(at, 0)[np.newaxis], axis=0)[0]
    last = np.where(found, at - ~kept, len(moves))  # the last finite point's index, one for each run
    step = np.arange(len(points)).reshape(-1, *[1] * last.ndim)
    held = np.minimum(step, last)
    arrays = (
        np.take_along_axis(points, held[..., np.newaxis], axis=0),
        np.take_along_axis(losses, held, axis=0),
        _last_finite(gradients, last, step[:-1]),
        np.where((step[:-1] < last)[..., np.newaxis], moves, 0.0),
        at,
    )
    return Trajectory(*map(locked, arrays))


def _last_finite(gradients: Array, last: NDArray[np.integer], step: NDArray[np.integer]) -> Array:
    """Gradients that from each run's last point on repeat: the last that is finite."""
    index = np.minimum(last, len(gradients) - 1)
    there = np.take_along_axis(gradients, index[np.newaxis, ..., np.newaxis], axis=0)[0]
    index = np.maximum(index - ~np.isfinite(there).all(axis=-1), 0)
    held = np.take_along_axis(gradients, np.minimum(step, index)[..., np.newaxis], axis=0)
    return np.where(np.isfinite(held), held, 0.0)
