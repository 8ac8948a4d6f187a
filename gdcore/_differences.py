"""Derivatives by central differences, each number's at the step that is best for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdcore._arrays import Array

STEPS = 10.0 ** -np.arange(1, 11)  # in units of max(1, |weight|)
ROUNDING = 8 * float(np.finfo(np.float64).eps)  # of a value, relative
DOUBT = 10  # times by which a derivative may be off more than it differs from the next step's


def derivatives(function: Callable[[Array], Array], w: Array, claimed: Array) -> tuple[Array, Array]:
    """Derivatives along each weight, and how far they may be off: two arrays of the shape of `claimed`.

    Parameters
    ----------
    function : points (steps, k, d) -> array (steps, k, ...)
    w : (k, d) array
    claimed : (k, ..., d) array
        What they are said to be. The step counts whose result least differs from the next larger step's;
        where that is farther off than it may be, and another, whose result so differs least as a share of
        itself, is less so, that one: the larger steps may all lie beyond a kink or a pole.
    """
    along = range(w.shape[-1])
    found = [_derivative(function, w, weight, claimed[..., weight]) for weight in along]
    slopes, doubts = (np.stack(each, axis=-1) for each in zip(*found, strict=True))
    return slopes, doubts


def _derivative(
    function: Callable[[Array], Array], w: Array, weight: int, claimed: Array
) -> tuple[Array, Array]:
    shifts = STEPS[:, np.newaxis] * np.maximum(1.0, np.abs(w[:, weight]))
    ahead, behind = (np.repeat(w[np.newaxis], len(STEPS), axis=0) for _ in range(2))
    ahead[..., weight] += shifts
    behind[..., weight] -= shifts
    high, low = function(ahead), function(behind)
    width = (ahead - behind)[..., weight].reshape(*shifts.shape, *[1] * (high.ndim - 2))
    slopes, noise = (high - low) / width, ROUNDING * np.maximum(np.abs(high), np.abs(low)) / width
    doubts = DOUBT * (np.abs(np.diff(slopes, axis=0)) + noise[1:])
    slopes, doubts = slopes[1:], np.where(np.isfinite(doubts), doubts, np.inf)
    known = np.isfinite(doubts) & (slopes != 0)
    shares = np.divide(doubts, np.abs(slopes), out=np.full_like(doubts, np.inf), where=known)
    picks = np.stack([doubts.argmin(axis=0), shares.argmin(axis=0)])
    slopes, doubts = (np.take_along_axis(each, picks, axis=0) for each in (slopes, doubts))
    excess = np.where(np.isfinite(doubts), np.maximum(np.abs(slopes - claimed) - doubts, 0.0), np.inf)
    nearer = excess.argmin(axis=0)[np.newaxis]
    return np.take_along_axis(slopes, nearer, axis=0)[0], np.take_along_axis(doubts, nearer, axis=0)[0]
