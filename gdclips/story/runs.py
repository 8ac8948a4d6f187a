"""Runs as they are told: a run that diverges ends where it did, and nothing of it goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdclips.story import rounding
from gdclips.story.problem import Problem
from gdcore import Array, Optimizer, Trajectory, descend


def descent(
    problem: Problem,
    optimizer: Optimizer[Any],
    steps: int,
    *,
    start: Array | None = None,
    batches: NDArray[np.int64] | None = None,
) -> Trajectory:
    """Return the descent of a problem from its own start or another, as far as it goes."""
    run = descend(problem.loss, optimizer, problem.start if start is None else start, steps, batches=batches)
    return ended(still(problem, rounding.cleared(problem.loss, run)))


def still(problem: Problem, run: Trajectory) -> Trajectory:
    """Return a run that starts at the minimum, and moves by rounding alone, as one that stays there."""
    loss = problem.loss
    if not rounding.is_none(loss, np.square((run.points - loss.minimizer) @ loss.root.T).sum(axis=-1)):
        return run
    points, none = np.broadcast_to(run.points[0], run.points.shape), np.zeros_like(run.gradients)
    least = 0.0 if rounding.is_none(loss, loss.minimum) else float(run.losses[0])
    return Trajectory(points, np.full_like(run.losses, least), none, none, run.diverged_at)


def ended(run: Trajectory) -> Trajectory:
    """Return a run up to its last finite iterate, if it diverged: from there on it stands still."""
    at = int(run.diverged_at)
    if at < 0:
        return run
    end = at if run.velocities[at - 1].any() else at - 1
    parts = run.points[: end + 1], run.losses[: end + 1], run.gradients[:end], run.velocities[:end]
    return Trajectory(*parts, run.diverged_at)


def diverges(run: Trajectory) -> bool:
    """Tell whether a run diverges."""
    return int(run.diverged_at) >= 0


def steps_of(*runs: Trajectory) -> int:
    """Return how many iterations runs have together: those of the longest."""
    return max(len(run.points) for run in runs) - 1


def lasting(values: Array, run: Trajectory, runs: tuple[Trajectory, ...]) -> Array:
    """Return a run's values beside those of others: infinite from where it ended to where they all have."""
    after = [(0, steps_of(*runs) - steps_of(run)), *[(0, 0)] * (values.ndim - 1)]
    return np.pad(values, after, constant_values=np.inf)
