"""The Jacobian of a recursion at its fixed point 0, from one displacement of each coordinate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from gdcore._arrays import Array, shown
from gdcore.theory.optimizers.states import numbers_of, with_numbers

Recursion: TypeAlias = Callable[[Array, object], tuple[Array, object]]  # error and state to the next
TINY = 2.0**-664  # a displacement whose square is 0
HUGE = 1e100  # what a move makes of that if it does not shrink
DIRECTIONS = 8  # to try the linear map on
NONE = "the optimizer has no linear map at a minimiser"


def jacobian(recursion: Recursion, rest: object, count: int, small: float) -> Array:
    """The Jacobian at an error of 0, (count,), and a state at rest.

    Coordinates that are 0 are displaced by `small`: `TINY`, or where the recursion is linear at every scale
    or at none, as that of a full-batch method on a quadratic, by 1; others by 2^-26 of themselves.
    """
    still = np.concatenate([np.zeros(count), numbers_of(rest)])

    def image(joint: Array) -> Array:
        error, after = recursion(joint[:count], with_numbers(rest, joint[count:]))
        found = np.concatenate([error, numbers_of(after)])
        if found.shape != joint.shape:
            raise ValueError(f"{NONE}: its state grows, as the memory of L-BFGS does")
        return found

    base = image(still)
    if base[:count].any():
        moved = shown(base[:count].tolist())
        raise ValueError(
            f"the optimizer moves by {moved} at a gradient of 0, but expected a state at rest and eps above 0"
        )
    sizes = np.where(still == 0, small, np.abs(still) * 2.0**-26)
    matrix = np.stack([image(still + shift) - base for shift in np.diag(sizes)], axis=-1) / sizes
    matrix = np.where(np.abs(matrix) > HUGE, np.copysign(np.inf, matrix), matrix)
    if np.isnan(matrix).any():
        raise ValueError(f"{NONE}: near it there are 0 / 0 or other moves that are no numbers")
    draws = np.random.default_rng(0).standard_normal((DIRECTIONS, len(sizes)))
    if small == TINY:
        draws[:, count:] = np.abs(draws[:, count:])  # averages of squares are never below 0
    if not np.isinf(matrix).any():
        _check_sums(lambda shift: image(still + shift) - base, matrix, sizes * draws, count)
    return matrix


def _check_sums(changed: Callable[[Array], Array], matrix: Array, shifts: Array, count: int) -> None:
    """Check that errors go in other directions, too, as the matrix says."""
    moves = np.abs(matrix - np.eye(len(matrix)))[:count]
    for shift in shifts:
        apart = np.abs(changed(shift) - matrix @ shift)[:count]
        if not (apart <= 1e-6 * moves @ np.abs(shift) + 1e-12 * np.abs(shift[:count])).all():
            raise ValueError(
                f"{NONE}: what it makes of a sum of errors is not the sum of what it makes of each, as with"
                " line searches and conjugate gradients"
            )
