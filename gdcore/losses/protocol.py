"""The loss protocol: what a descent needs of a loss, and what more a loss may say of itself.

Any object with `value` and `gradient` is a loss. What else it has is used where it is there:

- `plotted`, what is shown in place of `value`;
- `hessian`, (d, d) where it is the same everywhere, or a function of w that gives (..., d, d);
- `n` and `batch_gradient`, for mini-batches of data;
- `root` and `minimizer`, of a quadratic, for theory;
- `name`, what error messages call it, and `dim`, the number of its weights.

All take points (..., d) and give an array with the same leading axes, for many points are asked at once.
`asked` calls such a part and checks what it gives; `docs/core.md` tells how to write one.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isroutine
from typing import Any, Protocol, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, Rows, floats, real, shown, whole

SIGNATURES = {  # of the parts that are functions, at one point, as `numpy.vectorize` writes them
    "value": "(d)->()",
    "plotted": "(d)->()",
    "gradient": "(d)->(d)",
    "batch_gradient": "(d),(b)->(d)",
    "hessian": "(d)->(d,d)",
}


class Loss(Protocol):
    """A loss, as `descend` needs it."""

    def value(self, w: Array, /) -> Array:
        """What is descended, at `w`, (..., d): an array (...)."""

    def gradient(self, w: Array, /) -> Array:
        """The gradient of `value` at `w`, (..., d): an array (..., d)."""


class SampledLoss(Loss, Protocol):
    """A loss that is a mean over `n` rows of data, any of which can be sampled."""

    @property
    def n(self) -> int:
        """Rows of data."""

    def batch_gradient(self, w: Array, rows: Rows, /) -> Array:
        """The mean of the gradients of `rows`, (..., batch), at `w`, (..., d): an array (..., d)."""


class Quadratic(Loss, Protocol):
    """A loss whose Hessian is root' root everywhere."""

    @property
    def root(self) -> Array:
        """(d, d): root' root is the Hessian."""

    @property
    def minimizer(self) -> Array:
        """(d,): where the loss is least."""


def name_of(loss: object) -> str:
    """What error messages call a loss."""
    if isinstance(loss, type) or isroutine(loss):
        return shown(loss)
    return " ".join(str(getattr(loss, "name", type(loss).__name__)).split())


def is_quadratic(loss: Loss) -> TypeGuard[Quadratic]:
    """Whether a loss has a root and a minimiser."""
    return hasattr(loss, "root") and hasattr(loss, "minimizer")


def is_sampled(loss: Loss) -> TypeGuard[SampledLoss]:
    """Whether a loss is a mean over rows of data."""
    return hasattr(loss, "n") and hasattr(loss, "batch_gradient")


def check_parts(loss: object, *needed: str) -> None:
    """Check that a loss has `value`, `gradient` and what else is needed of it.

    Raises
    ------
    ValueError
        If a part is missing, or one that is to be called can't be.
    """
    if isinstance(loss, type):
        raise ValueError(
            f"loss is the class {loss.__name__}, but expected a loss made of it, {loss.__name__}(...)"
        )
    for part in ("value", "gradient", *needed):
        if not hasattr(loss, part):
            expected = "one that has" if part in needed else "an object with `value` and `gradient`"
            raise ValueError(f"loss is {name_of(loss)}, which has no `{part}`, but expected {expected}")
    for part in SIGNATURES:
        if part != "hessian" and not callable(getattr(loss, part, len)):
            raise ValueError(f"loss is {name_of(loss)}, whose `{part}` is no function, but expected one of w")


def check_weights(name: str, points: Array, loss: object) -> None:
    """Check that points, (..., d), have as many weights as a loss says it has."""
    if hasattr(loss, "dim") and points.shape[-1] != whole(f"the dim of {name_of(loss)}", loss.dim, 1):
        raise ValueError(f"{name} has shape {points.shape}, but {name_of(loss)} is defined on R^{loss.dim}")


def weights_of(loss: Any, w: ArrayLike) -> Array:
    """`w` as points, (..., d), of a loss that has a `dim` and a `name`."""
    point = real("w", w)
    if point.shape[-1:] != (loss.dim,):
        raise ValueError(f"w has shape {point.shape}, but {loss.name} is defined on R^{loss.dim}")
    return point


def root_and_minimizer(loss: Quadratic, weights: int | None = None) -> tuple[Array, Array]:
    """The root, (d, d), and the minimiser, (d,), of a quadratic, checked; d as given, or the minimiser's."""
    name = name_of(loss)
    root, least = floats(f"the root of {name}", loss.root), floats(f"the minimizer of {name}", loss.minimizer)
    weights = max(least.size, 1) if weights is None else weights
    for part, given, expected in (("root", root, (weights, weights)), ("minimizer", least, (weights,))):
        if given.shape != expected:
            raise ValueError(
                f"loss is {name}, whose `{part}` has shape {given.shape}, but expected {expected}"
            )
    return root, least


def asked(loss: object, part: str, w: ArrayLike, *rows: NDArray[np.integer]) -> Array:
    """What a loss's function gives at `w`, (..., d): its part of that name.

    Returns
    -------
    array
        (...) of `value` and `plotted`, (..., d) of `gradient` and `batch_gradient`, (..., d, d) of `hessian`.

    Raises
    ------
    ValueError
        If it gives no real numbers, or not as many, or raises an error at several points but not at one. What
        it raises at one point passes, with a note that tells its shape.
    """
    point, function = real("w", w), getattr(loss, part)
    if point.ndim == 0:
        raise ValueError(f"w has shape (), but expected (..., d), a point of {name_of(loss)} or several")
    try:
        given = function(point, *rows)
    except Exception as error:
        if not _takes_one(function, point, *rows):
            error.add_note(f"raised by `{part}` of {name_of(loss)} at w of shape {point.shape}")
            raise
        fault = " ".join(f"{type(error).__name__}: {error}".split())
        at = f"takes one point, but raises at w of shape {point.shape} {fault}"
        raise ValueError(f"loss is {name_of(loss)}, whose `{part}` {at}; {_advice(part)}") from error
    found, weights = real(f"the {part} of {name_of(loss)}", given), point.shape[-1:]
    expected = point.shape[:-1] + {"value": (), "plotted": (), "hessian": 2 * weights}.get(part, weights)
    if found.shape != expected:
        at = f"has shape {found.shape} at w of shape {point.shape}, but expected {expected}"
        raise ValueError(f"loss is {name_of(loss)}, whose `{part}` {at}; {_advice(part)}")
    return found


def _takes_one(function: Callable[..., object], point: Array, *rows: NDArray[np.integer]) -> bool:
    if point.size == 0:
        return False
    first, *some = (each.reshape(-1, each.shape[-1])[0] for each in (point, *rows))
    try:
        function(first, *some)
    except Exception:
        return False
    return True


def _advice(part: str) -> str:
    what = "sum over" if SIGNATURES[part].endswith("->()") else "stack along"
    return f"{what} w's last axis, axis=-1, or wrap it, numpy.vectorize(..., signature='{SIGNATURES[part]}')"


def plotted(loss: Loss, w: ArrayLike) -> Array:
    """What is shown of a loss at `w`, (..., d): its `plotted` where it has one, else its `value`, (...)."""
    return asked(loss, "plotted" if hasattr(loss, "plotted") else "value", w)


def hessian_at(loss: Loss, w: ArrayLike) -> Array:
    """The Hessian of a loss at `w`, (..., d), whether it has an array or a function: an array (..., d, d).

    Raises
    ------
    ValueError
        If the loss has no Hessian, or neither a (d, d) array nor a function that gives (..., d, d).

    Examples
    --------
    >>> from gdcore import LeastSquares, Samples, hessian_at, rosenbrock
    >>> hessian_at(rosenbrock, [1, 1]).tolist()
    [[802.0, -400.0], [-400.0, 200.0]]
    >>> line = LeastSquares(Samples([[0.0], [2.0]], [1.0, 2.0]))
    >>> hessian_at(line, [[0, 0], [1, 1], [2, 2]]).shape
    (3, 2, 2)
    """
    check_parts(loss, "hessian")
    known: Any = loss
    if callable(known.hessian):
        return asked(loss, "hessian", w)
    point, found = real("w", w), real(f"the hessian of {name_of(loss)}", known.hessian)
    if found.shape != 2 * point.shape[-1:]:
        expected = f"{2 * point.shape[-1:]}, or a function of w where it is not the same everywhere"
        raise ValueError(
            f"loss is {name_of(loss)}, whose `hessian` has shape {found.shape}, but expected {expected}"
        )
    return np.broadcast_to(found, (*point.shape, point.shape[-1]))
