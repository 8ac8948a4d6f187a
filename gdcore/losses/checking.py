"""The check of a loss: what it says of itself, compared with differences of its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, floats, share, shown, whole
from gdcore._differences import ROUNDING, derivatives
from gdcore.losses.protocol import (
    Loss,
    Quadratic,
    SampledLoss,
    asked,
    check_parts,
    check_weights,
    hessian_at,
    is_quadratic,
    is_sampled,
    name_of,
    root_and_minimizer,
)

NUDGE = 8 * ROUNDING  # of a weight, relative: what it does to a derivative, the roundings within may do
NUDGES = 4
ALIKE = 1e-9  # relative difference up to which two sums of the same numbers are the same
SAME = 1e-4  # share of the largest number by which the others may be off a factor that is told
PARTS = ("value", "plotted", "gradient", "hessian")
CHUNK = 1 << 14  # rows of data at once


@dataclass(frozen=True)
class LossCheck:
    """What `check_loss` found right.

    Parameters
    ----------
    name : str
        The loss's.
    points : int
        At how many points it was checked.
    errors : dict
        Of each part that the loss has, its largest deviation from what it was compared with, relative to the
        largest number in what that part gives there.

    Examples
    --------
    >>> from gdcore import check_loss, rosenbrock
    >>> list(check_loss(rosenbrock, [-1.2, 1]).errors)
    ['value', 'plotted', 'gradient', 'hessian']
    """

    name: str
    points: int
    errors: dict[str, float]

    def __repr__(self) -> str:
        """One line: the parts, and how far off they are."""
        parts = ", ".join(f"{part} to {error:.0e}" for part, error in self.errors.items())
        return f"<LossCheck: {self.name} is right at {self.points} point{'s' * (self.points > 1)}: {parts}>"


def check_loss(loss: Loss, at: ArrayLike, *, rtol: float = 1e-6) -> LossCheck:
    """Compare all that a loss says of itself with differences of its values.

    - `value`, `plotted`, `gradient` and `hessian`: many points at once are as each alone.
    - `gradient` is as the central differences of `value`, and `hessian` as those of `gradient`. They are
      taken with ten steps from 0.1 to 1e-10 of max(1, |weight|); for each number, that step counts whose
      result differs least from the next larger step's, in itself or as a share, rounding included. Ten times
      that difference is allowed beside `rtol`, and what a nudge of the weights' last digits changes.
    - `batch_gradient`: that of all rows, and the mean of those of each row, are `gradient`.
    - `root` and `minimizer`, of a quadratic: root' root (w - minimizer) is `gradient`.

    It takes 20 values for each weight and point, so check a small version of a large model; and they are to
    be doubles, for the roundings of single precision are found, too.

    Parameters
    ----------
    loss : Loss
    at : (d,) or (k, d) array_like
        One point or several, best such as are no minimisers, where errors of a factor do not show.
    rtol : float
        The relative error that each number may have; above 0 and below 1.

    Returns
    -------
    LossCheck
        Which says of each part how far off it is.

    Raises
    ------
    ValueError
        In one line, which names the part, the weight, the point and both numbers where the loss is off; or
        if it lacks a part, or gives arrays of another shape than it should.

    Examples
    --------
    >>> from gdcore import check_loss, himmelblau
    >>> check_loss(himmelblau, [[0, 1], [-2, 2]]).points
    2
    >>> class Halved:
    ...     def value(self, w):
    ...         return (w**2).sum(axis=-1)
    ...
    ...     def gradient(self, w):
    ...         return w
    >>> check_loss(Halved(), [3, 1])
    Traceback (most recent call last):
        ...
    ValueError: loss is Halved, whose `gradient` is off at w = [3.0, 1.0]: weight 0 has 3, but differences \
of `value` give 6; all of it is 0.5 times that
    """
    check_parts(loss)
    allowed = share("rtol", rtol)
    given = floats("at", at)
    if given.ndim not in (1, 2) or given.size == 0:
        raise ValueError(f"at has shape {given.shape}, but expected (d,) or (k, d)")
    w = np.atleast_2d(given)
    check_weights("at", given, loss)
    with np.errstate(all="ignore"):
        return LossCheck(name_of(loss), len(w), dict(_compared(loss, w, allowed)))


def _compared(loss: Any, w: Array, rtol: float) -> Iterator[tuple[str, float]]:
    """Each part, and how far off it is."""
    alone = {part: _alone(loss, part, w) for part in PARTS if callable(getattr(loss, part, None))}
    yield from ((part, alone[part]) for part in ("value", "plotted") if part in alone)
    for part, of, ask in (("gradient", "value", _gradient), ("hessian", "gradient", hessian_at)):
        if hasattr(loss, part):
            found, nudged = ask(loss, w), ask(loss, w + _nudges(w))
            jitter = np.abs(nudged - found).max(axis=0)
            slopes, doubts = _differences(loss, of, w, found)
            allowed = rtol * np.maximum(np.abs(found), np.abs(slopes)) + doubts + jitter
            by = f"differences of `{of}` give"
            yield part, max(alone.get(part, 0.0), _off(loss, part, w, found, slopes, allowed, by))
    if is_sampled(loss):
        yield "batch_gradient", _batches(loss, w, rtol)
    if is_quadratic(loss):
        yield "root", _root(loss, w, rtol)


def _gradient(loss: Loss, w: Array) -> Array:
    return asked(loss, "gradient", w)


def _nudges(w: Array) -> Array:
    """Some nudges of points w, (k, d), each weight's up or down: (NUDGES, k, d)."""
    signs = np.random.default_rng(0).choice([-NUDGE, NUDGE], (NUDGES, 1, w.shape[-1]))
    return np.asarray(signs * np.maximum(1.0, np.abs(w)))


def _alone(loss: Loss, part: str, w: Array) -> float:
    """How far a part at many points at once is from what it is at each alone."""
    count = next(count for count in (2, 3, 4) if count not in w.shape)
    shifts = 1e-3 * np.arange(count).reshape(-1, 1, 1)
    cloud = w + shifts * np.maximum(1.0, np.abs(w))
    found = asked(loss, part, cloud)
    alone = np.reshape([[asked(loss, part, point) for point in points] for points in cloud], found.shape)
    points, shape = cloud.reshape(-1, w.shape[-1]), (-1, *found.shape[2:])
    found, alone = found.reshape(shape), alone.reshape(shape)
    bad = ~np.isfinite(alone[: len(w)]).reshape(len(w), -1).all(axis=1)
    if bad.any():
        raise ValueError(f"loss is {name_of(loss)}, whose `{part}` is not finite at w = {_text(w[bad][0])}")
    kept = np.isfinite(alone).reshape(len(alone), -1).all(axis=1)
    points, found, alone = points[kept], found[kept], alone[kept]
    allowed = np.broadcast_to(ALIKE * np.abs(alone).max(), alone.shape)
    return _off(loss, part, points, found, alone, allowed, "this point, asked alone, gives")


def _differences(loss: Loss, part: str, w: Array, claimed: Array) -> tuple[Array, Array]:
    """Derivatives of a part along each weight, the last axis, and how far they may be off."""
    slopes, doubts = derivatives(lambda v: asked(loss, part, v), w, claimed)
    if np.isinf(doubts).any():
        where = w[np.argwhere(np.isinf(doubts))[0, 0]]
        raise ValueError(f"loss is {name_of(loss)}, whose `{part}` is not finite next to w = {_text(where)}")
    return slopes, doubts


def _batches(loss: SampledLoss, w: Array, rtol: float) -> float:
    n, by = whole(f"the n of {name_of(loss)}", loss.n, 1), "`gradient` gives"
    gradient, rows = _gradient(loss, w), np.arange(n)
    together, mean, size = asked(loss, "batch_gradient", w, rows), np.zeros_like(w), np.zeros_like(w)
    for first in range(0, n, CHUNK):
        few = rows[first : first + CHUNK, np.newaxis]
        for point, own, own_size in zip(w, mean, size, strict=True):
            each = asked(loss, "batch_gradient", np.repeat(point[np.newaxis], len(few), axis=0), few)
            own += each.sum(axis=0) / n
            own_size += np.abs(each).sum(axis=0) / n
    allowed = rtol * size
    whole_batch = _off(loss, "batch_gradient", w, together, gradient, allowed, by, " of all rows")
    each_row = _off(loss, "batch_gradient", w, mean, gradient, allowed, by, ", averaged over single rows,")
    return max(whole_batch, each_row)


def _root(loss: Quadratic, w: Array, rtol: float) -> float:
    root, least = root_and_minimizer(loss, w.shape[-1])
    hessian, away = root.T @ root, w - least
    allowed = rtol * (np.abs(away) + np.abs(w) + np.abs(least)) @ np.abs(hessian)
    gradient = asked(loss, "gradient", w)
    return _off(
        loss, "root", w, away @ hessian, gradient, allowed, "`gradient` gives", "' root (w - minimizer)"
    )


def _off(
    loss: Loss, part: str, w: Array, found: Array, expected: Array, allowed: Array, by: str, of: str = ""
) -> float:
    """The largest deviation, relative to the largest number at its point; an error if one is not allowed."""
    deviation = np.abs(found - expected)
    if not (deviation <= allowed).all():
        excess = np.where(
            deviation <= allowed, 0.0, np.where(np.isfinite(deviation), deviation / allowed, np.inf)
        )
        where = np.unravel_index(np.nanargmax(excess), excess.shape)
        point, entry = where[0], where[1:]
        what = ("it", "weight {}", "entry [{}, {}]")[len(entry)].format(*entry)
        numbers = f"{what} has {found[where]:.9g}, but {by} {expected[where]:.9g}"
        hint = _factor(found[point], expected[point])
        raise ValueError(
            f"loss is {name_of(loss)}, whose `{part}`{of} is off at w = {_text(w[point])}: {numbers}{hint}"
        )
    flat = deviation.reshape(len(w), -1).max(axis=1), np.abs(expected).reshape(len(w), -1).max(axis=1)
    return float(np.divide(*flat, out=np.zeros(len(w)), where=flat[1] > 0).max())


def _factor(found: Array, expected: Array) -> str:
    """What to say where all numbers are off by the same factor."""
    if found.size < 2 or not expected.any():
        return ""
    factor = np.vdot(found, expected) / np.vdot(expected, expected)
    alike = np.abs(found - factor * expected).max() <= SAME * np.abs(found).max()
    told = alike and factor != 0 and abs(factor - 1) > SAME
    return f"; all of it is {factor:.6g} times that" if told else ""


def _text(point: Array) -> str:
    return shown(point.tolist())
