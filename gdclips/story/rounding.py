"""What rounding leaves: numbers so small beside the targets that they are none; constant targets.

The last digits of a computation are not the same on every machine, and of a number that should be 0 there are
no others. So what is too small to matter to the fit is dropped before it is shown, compared or drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gdcore import Array, LeastSquares, Trajectory

ROUNDING = 256 * float(np.finfo(np.float64).eps)  # of the targets' size: what an error below is made of
NOTHING = 1e-12  # of the targets' size: what of a run is dropped below
CONSTANT = 1e-9  # of the targets' size: where they differ by less, they are as good as equal


def size(loss: LeastSquares) -> float:
    """Return the root mean square of the targets."""
    return float(np.sqrt(np.square(loss.samples.y).mean()))


def is_none(loss: LeastSquares, mse: float | Array) -> bool:
    """Tell whether all of some MSEs, or excesses of it, are but rounding."""
    return bool(np.max(mse) <= (ROUNDING * size(loss)) ** 2)


def is_constant(loss: LeastSquares, share: float = CONSTANT) -> bool:
    """Tell whether all targets are the same, but for a share of their size."""
    return float(np.ptp(loss.samples.y)) <= share * float(np.abs(loss.samples.y).max())


def without(loss: LeastSquares, weights: Array) -> Array:
    """Return weights (d,) with 0 for those that change no prediction by more than rounding."""
    reach = np.abs(weights) * np.sqrt(np.diagonal(loss.hessian))
    return np.where(reach > ROUNDING * size(loss), weights, 0.0)


def cleared(loss: LeastSquares, run: Trajectory) -> Trajectory:
    """Return a run without what rounding left of its numbers that should be 0, and of an MSE's excess."""
    columns = np.linalg.norm(loss.root, axis=0)  # root mean squares of the design's columns
    reach = _reach(loss, run)
    scale, before = reach[:, np.newaxis], reach[:-1, np.newaxis]
    least = 0.0 if is_none(loss, loss.minimum) else loss.minimum
    return replace(
        run,
        points=_cleared(run.points, scale / columns),
        velocities=_cleared(run.velocities, before / columns),
        gradients=_cleared(run.gradients, before * columns),
        losses=np.where(run.losses - least > np.square(NOTHING * reach), run.losses, least),
    )


def _reach(loss: LeastSquares, run: Trajectory) -> Array:
    """Return the size (steps + 1,) of the numbers that a run's are computed from, which falls as it nears."""
    sizes = np.minimum.accumulate(np.linalg.norm(run.points @ loss.root.T, axis=-1))
    best = float(np.linalg.norm(loss.root @ loss.minimizer)) + np.sqrt(loss.minimum)
    return np.asarray(np.maximum(sizes, best))


def _cleared(values: Array, scale: Array) -> Array:
    """Return values without those that are nothing beside a scale."""
    return np.where(np.abs(values) > NOTHING * scale, values, 0.0)
