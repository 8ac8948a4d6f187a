"""The loss protocol: what a descent needs of a loss, and what more a loss may say of itself.

Any object with `value` and `gradient` is a loss. What else it has is used where it is there:

- `plotted`, what is shown in place of `value`;
- `hessian`, (d, d) where it is the same everywhere, else a function of w that gives (..., d, d);
- `n` and `batch_gradient`, for mini-batches of data;
- `root` and `minimizer`, of a quadratic, for theory;
- `name`, what error messages call it, and `dim`, the number of its weights.

All take points (..., d) and give an array with the same leading axes, for many points are asked at once.
"""

from typing import Any, Protocol, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, real


class Loss(Protocol):
    """What `descend` needs of a loss."""

    def value(self, w: ArrayLike, /) -> Array:
        """What is descended, at `w`, (..., d): an array (...)."""

    def gradient(self, w: ArrayLike, /) -> Array:
        """The gradient of `value` at `w`, (..., d): an array (..., d)."""


class SampledLoss(Loss, Protocol):
    """A loss that is a mean over `n` rows of data, any of which can be sampled."""

    @property
    def n(self) -> int:
        """Rows of data."""

    def batch_gradient(self, w: ArrayLike, rows: NDArray[np.integer], /) -> Array:
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
    return str(getattr(loss, "name", type(loss).__name__))


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
    for part in ("value", "gradient", *needed):
        if not hasattr(loss, part):
            raise ValueError(f"loss is {name_of(loss)}, which has no `{part}`, but expected one that has")
    for part in ("value", "gradient"):
        if not callable(getattr(loss, part)):
            raise ValueError(f"loss is {name_of(loss)}, whose `{part}` is no function, but expected one of w")


def plotted(loss: Loss, w: ArrayLike) -> Array:
    """What is shown of a loss at `w`, (..., d): its `plotted` where it has one, else its `value`, (...)."""
    shown: Any = getattr(loss, "plotted", loss.value)
    return real(f"the loss of {name_of(loss)}", shown(w))


def hessian_at(loss: Loss, w: ArrayLike) -> Array:
    """The Hessian of a loss at `w`, (..., d), whether it has an array or a function: an array (..., d, d).

    Raises
    ------
    ValueError
        If the loss has no Hessian.
    """
    check_parts(loss, "hessian")
    given: Any = loss.hessian  # type: ignore[attr-defined]
    point = real("w", w)
    found = real(f"the Hessian of {name_of(loss)}", given(point) if callable(given) else given)
    return np.broadcast_to(found, (*point.shape, point.shape[-1]))
