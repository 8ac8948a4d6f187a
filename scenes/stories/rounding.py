"""What rounding leaves: numbers so small beside the targets that they are none; constant targets.

The last digits of a computation are not the same on every machine, and of a number that should be 0 there are
no others. So what is too small to matter to the fit is dropped before it is shown, compared or drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdcore import LeastSquares, Trajectory

ROUNDING = 256 * float(np.finfo(np.float64).eps)  # of the targets' size: what an error below is made of
NOTHING = 1e-12  # of the targets' size: what of a run is dropped below
CONSTANT = 1e-9  # of the targets' size: where they differ by less, they are as good as equal


def size(loss: LeastSquares) -> float:
    """Return the root mean square of the targets."""
    return float(np.sqrt(np.square(loss.samples.y).mean()))


def is_none(loss: LeastSquares, mse: float | NDArray[np.float64]) -> bool:
    """Tell whether all of some MSEs, or excesses of it, are but rounding."""
    return bool(np.max(mse) <= (ROUNDING * size(loss)) ** 2)


def is_constant(loss: LeastSquares, share: float = CONSTANT) -> bool:
    """Tell whether all targets are the same, but for a share of their size."""
    return float(np.ptp(loss.samples.y)) <= share * float(np.abs(loss.samples.y).max())


def without(loss: LeastSquares, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights (d,) with 0 for those that change no prediction by more than rounding."""
    reach = np.abs(weights) * np.sqrt(np.diagonal(loss.hessian))
    return np.where(reach > ROUNDING * size(loss), weights, 0.0)


def cleared(loss: LeastSquares, run: Trajectory) -> Trajectory:
    """Return a run without what rounding left of its numbers that should be 0."""
    columns = np.linalg.norm(loss.root, axis=0)  # root mean squares of the design's columns
    ends = np.stack([run.points[0], loss.minimizer])
    reach = float(np.linalg.norm(ends @ loss.root.T, axis=-1).max()) + np.sqrt(loss.minimum)
    return replace(
        run,
        points=_cleared(run.points, reach / columns),
        velocities=_cleared(run.velocities, reach / columns),
        gradients=_cleared(run.gradients, reach * columns),
        losses=np.where(run.losses > np.square(NOTHING * reach), run.losses, 0.0),
    )


def _cleared(values: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values (..., d) without those that are nothing beside a scale (d,)."""
    return np.where(np.abs(values) > NOTHING * scale, values, 0.0)
