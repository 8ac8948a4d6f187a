"""The points of gradient descent in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, floats, positive, whole
from gdcore.losses import Loss, name_of
from gdcore.theory.spectrum import spectrum


def closed_form(loss: Loss, rate: float, start: ArrayLike, steps: int) -> Array:
    """The points of full-batch gradient descent at a constant rate, without taking the steps.

    w_t = w* + (I - a H)^t (w_0 - w*). With H = V diag(h) V' and the gradient g_0 at the start it is taken as

        w_t = w_0 + V diag(((1 - a h)^t - 1) / h) V' g_0,

    so that neither a badly determined minimiser nor a far one costs digits.

    Parameters
    ----------
    loss : Loss
        Quadratic.
    rate : float
        a, above 0.
    start : (d,) or (runs, d) array_like
    steps : int
        At least 0.

    Returns
    -------
    (steps + 1, d) or (steps + 1, runs, d) array
        Infinite in every weight whose terms overflow, from that step on.

    Raises
    ------
    ValueError
        If the loss is not quadratic or an argument is out of its range.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> closed_form(quadratic_bowl(4), rate=0.25, start=[1, 1], steps=2).round(12).tolist()
    [[1.0, 1.0], [0.75, 0.0], [0.5625, 0.0]]
    """
    sizes, basis = spectrum(loss)
    h, step = np.square(sizes), positive("rate", rate)
    first, counts = floats("start", start), np.arange(whole("steps", steps, 0) + 1)
    if first.ndim not in (1, 2) or first.shape[-1] != len(sizes):
        raise ValueError(f"start has shape {first.shape}, but {name_of(loss)} is defined on R^{len(sizes)}")
    with np.errstate(all="ignore"):
        flat = -step * counts[:, np.newaxis]  # what is left of the share where there is no curvature
        share = np.where(h > 0, compound(-step * h, counts) / h, flat)
        shares = share.reshape(-1, *[1] * (first.ndim - 1), len(sizes))
        slopes = loss.gradient(first) @ basis.T
        if not np.isfinite(slopes).all():
            raise ValueError(
                "start has a gradient that is not finite, but expected a start of finite gradient"
            )
        moved = np.where(slopes == 0, 0.0, shares * slopes)
        points = first + moved @ basis
        over = ~np.isfinite(points).all(axis=-1)
        points[over] = np.broadcast_to(first, points.shape)[over] + _overflown(moved[over], basis)
        return points


def _overflown(moved: Array, basis: Array) -> Array:
    """Coordinates (k, d) of moves (k, d) along the eigenvectors, some infinite; finite where those are 0.

    Where infinities of both signs meet, that of the largest curvature counts, which grows fastest.
    """
    terms = np.where(basis == 0, 0.0, moved[..., np.newaxis] * basis)
    sums, infinite = terms.sum(axis=-2), np.isinf(terms)
    fastest = np.take_along_axis(terms, infinite.argmax(axis=-2)[:, np.newaxis], axis=-2)[:, 0]
    return np.where(infinite.any(axis=-2), fastest, sums)


def compound(growth: Array, counts: NDArray[np.integer]) -> Array:
    """(1 + growth)^t - 1 for each t of counts: (t, d), with every digit also where growth is tiny."""
    t = counts[:, np.newaxis]
    small = np.expm1(t * np.log1p(np.maximum(growth, -0.5)))
    return np.asarray(np.where(growth >= -0.5, small, np.power(1.0 + growth, t) - 1.0))
