"""Descents: every step of one run, or of many runs at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import FLOAT64, Array, Locked, Rows, floats, is_locked, locked, real, row_numbers, whole
from gdcore.losses import Loss, SampledLoss, check_parts, is_sampled, name_of, plotted
from gdcore.optimizers import Optimizer

State = TypeVar("State")
Slope: TypeAlias = Callable[[Array, int], Array]  # point, step -> the gradient that the step uses
BLOWUP = 1e12  # a run has diverged when its loss exceeds this many times its first


@dataclass(frozen=True, eq=False)
class Trajectory(Locked):
    """What happened in a descent, of one run or of `runs` runs; the arrays are finite, and can't be changed.

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

    Examples
    --------
    >>> from gdcore import gradient_descent, quadratic_bowl
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

    def __post_init__(self) -> None:
        for name in ("points", "losses", "gradients", "velocities", "diverged_at"):
            given = np.asarray(getattr(self, name))
            object.__setattr__(self, name, given if is_locked(given) else locked(given.copy()))

    def __repr__(self) -> str:
        """What it is, not all of its numbers."""
        steps, *runs = self.gradients.shape[:-1]
        many = f"{runs[0]} runs of " if runs else ""
        return f"<Trajectory: {many}{steps} steps of {self.points.shape[-1]} weights>"


def descend(
    loss: Loss,
    optimizer: Optimizer[State],
    start: ArrayLike,
    steps: int,
    *,
    batches: NDArray[np.integer] | None = None,
) -> Trajectory:
    """Descend a loss from one start, or from several at once.

    Parameters
    ----------
    loss : Loss
        Or `SampledLoss`, where batches are given.
    optimizer : Optimizer
    start : (d,) or (runs, d) array_like
    steps : int
        At least 0.
    batches : (steps, batch) or (steps, runs, batch) integer array, optional
        The rows of data that each step uses, as `sample_batches` draws them. (steps, batch) is shared by all
        runs, and a start (d,) by all of `batches`' runs. Without, each step uses all data.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        If an argument's shape or range does not fit the others, or the loss at the start is not finite.

    Examples
    --------
    Gradient descent, and 10 runs of stochastic descent from one start:

    >>> import numpy as np
    >>> from gdcore import LeastSquares, gradient_descent, linear_data, sample_batches
    >>> rng = np.random.default_rng(0)
    >>> loss = LeastSquares(linear_data(100, coef=[6, 5], intercept=2, noise=3, rng=rng))
    >>> descend(loss, gradient_descent(0.1), [2, 2, 8], 50).points[-1].round(2).tolist()
    [1.49, 5.63, 5.58]
    >>> rows = sample_batches(100, batch=1, steps=50, rng=rng, runs=10)
    >>> descend(loss, gradient_descent(0.1), [2, 2, 8], 50, batches=rows).losses.shape
    (51, 10)
    """
    first, count = _start(loss, start), whole("steps", steps, 0)
    if batches is None:
        slope = _full(loss)
    else:
        rows = _rows(loss, batches, count, first)
        slope = _sampled(loss, rows)
        first = np.broadcast_to(first, (*rows.shape[1:-1], first.shape[-1])) if first.ndim == 1 else first
    with np.errstate(all="ignore"):
        points, gradients, moves = _walk(slope, optimizer, first, count)
        losses = np.array(plotted(loss, points))
        limit = BLOWUP * _scale(loss, first, losses[0])
    return _settled(points, losses, gradients, moves, limit)


def _full(loss: Loss) -> Slope:
    def slope(point: Array, step: int) -> Array:
        return loss.gradient(point)

    return slope


def _sampled(loss: Loss, rows: Rows) -> Slope:
    data = _with_rows(loss)

    def slope(point: Array, step: int) -> Array:
        return data.batch_gradient(point, rows[step])

    return slope


def _walk(slope: Slope, optimizer: Optimizer[State], start: Array, steps: int) -> tuple[Array, Array, Array]:
    """Points, gradients and moves, whatever becomes of them."""
    points = np.empty((steps + 1, *start.shape))
    gradients, moves = np.empty((steps, *start.shape)), np.empty((steps, *start.shape))
    points[0], state, update = start, optimizer.init(start), optimizer.update
    point = points[0]
    for step, (gradient, move, following) in enumerate(zip(gradients, moves, points[1:], strict=True)):
        found = slope(point, step)
        gradient[...] = found if _fits(found, start) else _fitted("the gradient", step, found, start)
        found, state = update(gradient, state, point, step)
        move[...] = found if _fits(found, start) else _fitted("the optimizer's move", step, found, start)
        point = np.add(point, move, out=following)
    return points, gradients, moves


def _fits(found: Array, point: Array) -> bool:
    return type(found) is np.ndarray and found.dtype is FLOAT64 and found.shape == point.shape


def _fitted(what: str, step: int, found: ArrayLike, point: Array) -> Array:
    """What a step was given, as a float64 array of the point's shape."""
    array = real(f"{what} at step {step}", found)
    if array.shape != point.shape:
        raise ValueError(
            f"{what} at step {step} has shape {array.shape}, but expected that of the point, {point.shape}"
        )
    return array


def _scale(loss: Loss, start: Array, first: Array) -> Array:
    """The first loss, or what one rounding of the start makes of it: at a minimum all else is jitter."""
    nudged = plotted(loss, start + np.spacing(np.abs(start)))
    return np.fmax(np.abs(first), np.abs(nudged))


def _settled(points: Array, losses: Array, gradients: Array, moves: Array, limit: Array) -> Trajectory:
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


def _start(loss: Loss, start: ArrayLike) -> Array:
    point = floats("start", start)
    check_parts(loss)
    name, dim = name_of(loss), getattr(loss, "dim", None)
    if point.ndim not in (1, 2) or point.size == 0:
        raise ValueError(f"start has shape {point.shape}, but expected (d,) or (runs, d)")
    if dim is not None and point.shape[-1] != dim:
        raise ValueError(f"start has shape {point.shape}, but {name} is defined on R^{dim}")
    with np.errstate(all="ignore"):
        value, slope = plotted(loss, point), real(f"the gradient of {name}", loss.gradient(point))
    if value.shape != point.shape[:-1] or slope.shape != point.shape:
        found = f"a loss of shape {value.shape} and a gradient of shape {slope.shape}"
        raise ValueError(f"start has shape {point.shape}, but there {name} has {found}")
    if not np.isfinite(value).all():
        raise ValueError(
            f"start has the loss {value[~np.isfinite(value)][0]}, but expected a start of finite loss"
        )
    return point


def _with_rows(loss: Loss) -> SampledLoss:
    if is_sampled(loss):
        return loss
    raise ValueError(
        f"batches is given, but {name_of(loss)} has no rows of data to draw from: leave batches out"
    )


def _rows(loss: Loss, batches: NDArray[np.integer], steps: int, start: Array) -> Rows:
    rows = row_numbers("batches", batches, _with_rows(loss).n)
    if rows.ndim not in (2, 3) or len(rows) != steps or 0 in rows.shape[1:]:
        raise ValueError(
            f"batches has shape {rows.shape}, but expected ({steps}, batch) or ({steps}, runs, batch)"
        )
    if rows.ndim == 3 and start.ndim == 2 and rows.shape[1] != len(start):
        raise ValueError(
            f"batches has shape {rows.shape}, but start has shape {start.shape}: their runs differ"
        )
    return rows
