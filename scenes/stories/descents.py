"""Descents as stories tell them: what rounding left of a number that should be 0 is 0.

The last digits of a computation are not the same on every machine, and of a number that should be 0 there are
no others. So what is too small to matter to the fit is dropped before it is shown, compared or drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore import LeastSquares, Optimizer, Trajectory, descend

NOTHING = 1e-12  # of the targets' size

Array = NDArray[np.float64]


def descent(
    loss: LeastSquares,
    optimizer: Optimizer[Any],
    start: ArrayLike,
    steps: int,
    *,
    batches: NDArray[np.integer] | None = None,
) -> Trajectory:
    """Return a descent from one start; see :func:`gdcore.descend`."""
    run = descend(loss, optimizer, start, steps, batches=batches)
    columns = np.linalg.norm(loss.root, axis=0)  # root mean squares of the design's columns
    ends = np.stack([run.points[0], loss.minimizer])
    size = float(np.linalg.norm(ends @ loss.root.T, axis=-1).max()) + np.sqrt(loss.minimum)
    return replace(
        run,
        points=_cleared(run.points, size / columns),
        velocities=_cleared(run.velocities, size / columns),
        gradients=_cleared(run.gradients, size * columns),
        losses=np.where(run.losses > np.square(NOTHING * size), run.losses, 0.0),
    )


def _cleared(values: Array, scale: Array) -> Array:
    """Return values (..., d) without those that are nothing beside a scale (d,)."""
    return np.where(np.abs(values) > NOTHING * scale, values, 0.0)
