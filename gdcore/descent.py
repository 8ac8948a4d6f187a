"""Descents: every step of one run, or of many runs at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import FLOAT64, Array, Rows, floats, real, row_numbers, shown, whole
from gdcore.losses import Loss, SampledLoss, asked, check_parts, check_weights, is_sampled, name_of, plotted
from gdcore.optimizers import Optimizer
from gdcore.optimizers.optimizer import check_optimizer
from gdcore.trajectory import BLOWUP, Trajectory, settled

Slope: TypeAlias = Callable[[Array, int], Array]  # point, step -> the gradient that the step uses


def descend(
    loss: Loss,
    optimizer: Optimizer[Any],
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
        If an argument's shape or range does not fit the others, the loss at the start is not finite, or a
        part of the loss or the optimiser is missing or gives an array of another shape than it should.

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
    check_optimizer(optimizer)
    first, count = checked_start(loss, start), whole("steps", steps, 0)
    if batches is None:
        slope = _full(loss)
    else:
        rows = _rows(loss, batches, count, first)
        slope = _sampled(loss, rows)
        if first.ndim == 1:
            first = np.tile(first, (*rows.shape[1:-1], 1))
        with np.errstate(all="ignore"):
            for drawn in rows[:1]:
                asked(loss, "batch_gradient", first, drawn)
    with np.errstate(all="ignore"):
        points, gradients, moves = _walk(slope, optimizer, first, count)
        losses = np.array(plotted(loss, points))
        limit = BLOWUP * scale_of(loss, points[0], losses)
    return settled(points, losses, gradients, moves, limit)


def _full(loss: Loss) -> Slope:
    def slope(point: Array, step: int) -> Array:
        return loss.gradient(point)

    return slope


def _sampled(loss: Loss, rows: Rows) -> Slope:
    data = _with_rows(loss)

    def slope(point: Array, step: int) -> Array:
        return data.batch_gradient(point, rows[step])

    return slope


def _walk(slope: Slope, optimizer: Optimizer[Any], start: Array, steps: int) -> tuple[Array, Array, Array]:
    """Points, gradients and moves, whatever becomes of them."""
    points = np.empty((steps + 1, *start.shape))
    gradients, moves = np.empty((steps, *start.shape)), np.empty((steps, *start.shape))
    points[0], state, update = start, optimizer.init(start), optimizer.update
    point = points[0]
    for step, (gradient, move, following) in enumerate(zip(gradients, moves, points[1:], strict=True)):
        found = slope(point, step)
        gradient[...] = found if _fits(found, start) else _fitted("the gradient", step, found, start)
        given = gradient.copy() if step == 0 else gradient  # for the loss may use what it gave again
        pair = update(gradient, state, point, step)
        if step == 0:
            _check_pure(("gradient", gradient, given), ("point", point, start))
        found, state = pair if isinstance(pair, tuple) and len(pair) == 2 else _no_pair(pair, step)
        move[...] = found if _fits(found, start) else _fitted("the move", step, found, start)
        point = np.add(point, move, out=following)
    return points, gradients, moves


def _check_pure(*arguments: tuple[str, Array, ArrayLike]) -> None:
    """Check that an update has not changed what it was given: the name, the array and what it was."""
    for name, array, before in arguments:
        if not np.array_equal(array, before, equal_nan=True):
            expected = f"it to leave that as it is: {name} = {name} / 2, not {name} /= 2"
            raise ValueError(f"the update changes the {name} that it is given, but expected {expected}")


def _no_pair(found: object, step: int) -> NoReturn:
    expected = "a pair, the move and the next state: return move, state"
    raise ValueError(f"the update at step {step} gave {shown(found)}, but expected {expected}")


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


def scale_of(loss: Loss, start: Array, losses: Array) -> Array:
    """The first loss, or what one rounding of the start makes of it: at a minimum all else is jitter.

    Where the first loss is 0 but for rounding, and so says nothing, that after the first step counts, too:
    weight decay or a step of fixed length leaves such a minimum, and does not diverge.
    """
    first, nudged = np.abs(losses[0]), np.abs(plotted(loss, start + np.spacing(np.abs(start))))
    scale = np.fmax(first, nudged)
    second = np.where(np.isfinite(losses[1:2]), np.abs(losses[1:2]), 0.0).max(axis=0, initial=0.0)
    is_rounding = ~(np.abs(nudged - first) < 1e-3 * first)
    return np.asarray(np.where(is_rounding, np.fmax(scale, second), scale))


def checked_start(loss: Loss, start: ArrayLike) -> Array:
    """The start, (d,) or (runs, d), of a loss that can be descended from there."""
    point = floats("start", start)
    check_parts(loss)
    if point.ndim not in (1, 2) or point.size == 0:
        raise ValueError(f"start has shape {point.shape}, but expected (d,) or (runs, d)")
    check_weights("start", point, loss)
    with np.errstate(all="ignore"):
        given = point.copy()
        value = plotted(loss, given)
        asked(loss, "gradient", given)
        plotted(loss, _as_path(point))
    if not np.array_equal(given, point):
        raise ValueError(f"loss is {name_of(loss)}, which changes w, but expected it to leave w as it is")
    if not np.isfinite(value).all():
        raise ValueError(
            f"start has the loss {value[~np.isfinite(value)][0]}, but expected a start of finite loss"
        )
    return point


def _as_path(start: Array) -> Array:
    """The first start in the form of a path, no two of whose axes are equally long."""
    lengths = [length for length in (2, 3, 4) if length != start.shape[-1]]
    return np.tile(start.reshape(-1, start.shape[-1])[0], (*lengths[: start.ndim], 1))


def _with_rows(loss: Loss) -> SampledLoss:
    if is_sampled(loss):
        check_parts(loss)
        return loss
    missing = " and ".join(f"`{part}`" for part in ("n", "batch_gradient") if not hasattr(loss, part))
    raise ValueError(
        f"batches is given, but {name_of(loss)} has no rows of data, no {missing}: leave batches out"
    )


def _rows(loss: Loss, batches: NDArray[np.integer], steps: int, start: Array) -> Rows:
    rows = row_numbers("batches", batches, whole(f"the n of {name_of(loss)}", _with_rows(loss).n, 1))
    if rows.ndim not in (2, 3) or len(rows) != steps or 0 in rows.shape[1:]:
        raise ValueError(
            f"batches has shape {rows.shape}, but expected ({steps}, batch) or ({steps}, runs, batch)"
        )
    if rows.ndim == 3 and start.ndim == 2 and rows.shape[1] != len(start):
        raise ValueError(
            f"batches has shape {rows.shape}, but start has shape {start.shape}: their runs differ"
        )
    return rows
