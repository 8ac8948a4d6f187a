"""L-BFGS: a quasi-Newton method that keeps the last moves and what they changed in the gradient."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdcore._arrays import Array, whole
from gdcore.losses import Loss
from gdcore.methods._ray import ratio
from gdcore.methods.method import Method
from gdcore.schedules import Rate, Schedule, as_schedule

CURVATURE = 1e-10  # a pair with no more s'y than this is not kept; PyTorch's number


class Memory(NamedTuple):
    """What L-BFGS keeps: `pairs` of moves s and changes y, the newest last, and the last step's arrays.

    Each run keeps its own pairs; where it has fewer than another, the oldest are 0, and so is their 1 / s'y.
    """

    moves: Array  # (pairs, ..., d)
    changes: Array  # (pairs, ..., d)
    inverses: Array  # (pairs, ...): 1 / s'y
    scale: Array  # (...): the inverse Hessian before the pairs
    gradient: Array  # (..., d)
    move: Array  # (..., d)
    started: bool


def lbfgs(rate: Rate = 1.0, history_size: int = 100) -> Method[Memory]:
    """L-BFGS without a line search: w <- w - a B g, where B is the inverse Hessian by the last pairs (s, y).

    s is a move and y what it changed in the gradient. B begins as s'y / y'y I with the last pair, and each
    pair in turn, the oldest first, changes it so that it maps that pair's y to its s: the two-loop recursion
    of Nocedal, "Updating quasi-Newton matrices with limited storage", Math. Comput. 35 (1980).
    Pairs with s'y <= 1e-10 are left out, so that B stays positive definite. The first step is
    -a g min(1, 1 / |g|_1).

    It is `torch.optim.LBFGS` with `line_search_fn=None`, `max_iter=1` and both tolerances 0, one of its
    iterations a step; PyTorch has `lr` for the rate. With its tolerances, it stops near a minimiser.
    Roundings grow from step to step, most where the rate is below 1 or the history short. Optax's
    `lbfgs` has another first step, and a line search by default.

    Parameters
    ----------
    rate : float or schedule
        1 for quasi-Newton steps. Without a line search nothing keeps a run from diverging.
    history_size : int
        The pairs that are kept, at least 1.

    Returns
    -------
    Method
        For any loss; run by `minimize`.

    Raises
    ------
    ValueError
        If the rate is neither a finite number above 0 nor a schedule, or history_size no whole number of at
        least 1.

    Examples
    --------
    >>> from gdcore import lbfgs, minimize, quadratic_bowl
    >>> minimize(quadratic_bowl(10), lbfgs(), [3, 1], 8).losses[::2].round(6)
    array([9.5     , 2.868516, 0.260506, 0.      , 0.      ])
    """
    return Method(_empty, partial(_step, as_schedule(rate), whole("history_size", history_size, 1)))


def _empty(loss: Loss, point: Array) -> Memory:
    none, zero = np.zeros((0, *point.shape)), np.zeros_like(point)
    return Memory(none, none, none[..., 0], np.ones(point.shape[:-1]), zero, zero, False)


def _step(
    rate: Schedule, size: int, loss: Loss, gradient: Array, memory: Memory, point: Array, step: int
) -> tuple[Array, Memory]:
    if memory.started:
        memory = _with_pair(memory, gradient, size)
        move = -rate(step) * _times_inverse(memory, gradient)
    else:
        least = np.maximum(np.abs(gradient).sum(axis=-1, keepdims=True), 1.0)
        move = -rate(step) / least * gradient
    return move, memory._replace(gradient=gradient, move=move, started=True)


def _with_pair(memory: Memory, gradient: Array, size: int) -> Memory:
    """The memory with the last pair, in those runs where its curvature is above the least."""
    move, change = memory.move, gradient - memory.gradient
    curvature = np.vecdot(move, change)
    kept = curvature > CURVATURE
    if not kept.any():
        return memory
    scale = np.where(kept, ratio(curvature, np.vecdot(change, change)), memory.scale)
    return memory._replace(
        moves=_appended(memory.moves, move, kept, size),
        changes=_appended(memory.changes, change, kept, size),
        inverses=_appended(memory.inverses, ratio(np.ones_like(curvature), curvature), kept, size),
        scale=scale,
    )


def _appended(old: Array, new: Array, kept: NDArray[np.bool_], size: int) -> Array:
    """One more at the end, in the runs where it is kept, and in others a 0 at the start; at most `size`."""
    new, blank = new[np.newaxis], np.zeros((1, *new.shape))
    where = kept.reshape(kept.shape + (1,) * (new.ndim - 1 - kept.ndim))
    return np.where(where, np.concatenate([old, new]), np.concatenate([blank, old]))[-size:]


def _times_inverse(memory: Memory, gradient: Array) -> Array:
    """The inverse Hessian's approximation, times the gradient, by the two-loop recursion."""
    found, shares = gradient, []
    pairs = list(zip(memory.moves, memory.changes, memory.inverses, strict=True))
    for move, change, inverse in reversed(pairs):
        share = np.vecdot(move, found) * inverse
        found = found - share[..., np.newaxis] * change
        shares.append(share)
    found = memory.scale[..., np.newaxis] * found
    for (move, change, inverse), share in zip(pairs, reversed(shares), strict=True):
        found = found + (share - np.vecdot(change, found) * inverse)[..., np.newaxis] * move
    return found
