"""A loss on a plane: what is left of it when its weights may move along two directions alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, Locked, floats, locked, upper
from gdcore.losses.protocol import (
    Loss,
    asked,
    check_parts,
    check_weights,
    hessian_at,
    name_of,
    plotted,
    weights_of,
)
from gdcore.losses.sectioned import Sectioned


@dataclass(frozen=True, eq=False)
class RestrictedLoss(Sectioned, Locked):
    """A loss of two weights: another one at origin + a u + b v, for the point (a, b).

    Its derivatives are by the chain rule. It has those of `hessian`, `n` and `batch_gradient`, `root` and
    `minimizer` that the loss has.

    Parameters
    ----------
    loss : Loss
        Of d weights.
    origin : (d,) array
    directions : (2, d) array
        u and v, not parallel.

    Raises
    ------
    ValueError
        If a shape does not fit the others, or the loss lacks a part that all need.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import plane, quadratic
    >>> loss = plane([[3, 4, 0], [0, 0, 1]], ([1, 0, 0], [0, 2, 0])).restricted(quadratic([1, 2, 3]))
    >>> loss.value([[0, 0], [1, 1]]).tolist(), loss.hessian([0, 0]).tolist()
    ([1.5, 6.0], [[1.0, 0.0], [0.0, 8.0]])
    """

    loss: Loss
    origin: Array
    directions: Array
    dim: int = field(default=2, init=False)

    def __post_init__(self) -> None:
        check_parts(self.loss)
        for part in ("origin", "directions"):
            vars(self)[part] = locked(floats(part, getattr(self, part)))
        weights = self.origin.shape
        if len(weights) != 1 or self.directions.shape != (2, *weights):
            shapes = f"{weights} and {self.directions.shape}"
            raise ValueError(f"origin and directions have shapes {shapes}, but expected (d,) and (2, d)")
        check_weights("origin", self.origin, self.loss)

    def __repr__(self) -> str:
        """What it is called."""
        return f"<RestrictedLoss: {self.name}>"

    @property
    def name(self) -> str:
        """What error messages call it."""
        return f"{name_of(self.loss)} on a plane"

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """The loss at `w`, (..., 2): an array (...)."""
        return asked(self.loss, "value", self._weights(w))

    @np.errstate(all="ignore")
    def plotted(self, w: ArrayLike, /) -> Array:
        """What is shown of it at `w`, (..., 2): an array (...)."""
        return plotted(self.loss, self._weights(w))

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """The derivatives along u and v at `w`, (..., 2): an array (..., 2)."""
        return asked(self.loss, "gradient", self._weights(w)) @ self.directions.T

    @property
    def hessian(self) -> Callable[[ArrayLike], Array]:
        """The function of w, (..., 2), that gives the second derivatives along u and v, (..., 2, 2)."""
        self._part("hessian")
        return self._hessian

    @property
    def n(self) -> int:
        """Rows of data."""
        rows: int = self._part("n")
        return rows

    @property
    def batch_gradient(self) -> Callable[[ArrayLike, NDArray[np.integer]], Array]:
        """The function of w, (..., 2), and rows, (..., batch), that gives the mean of their gradients."""
        self._part("batch_gradient")
        return self._batch_gradient

    @property
    def root(self) -> Array:
        """(2, 2): root' root is the Hessian."""
        return upper(np.asarray(self._part("root") @ self.directions.T))

    @property
    def minimizer(self) -> Array:
        """(2,): where the loss, which is quadratic, is least on the plane."""
        root, least = self._part("root"), self._part("minimizer")
        return np.asarray(np.linalg.lstsq(root @ self.directions.T, root @ (least - self.origin))[0])

    def _part(self, name: str) -> Any:
        """A part of the loss; an AttributeError if it has none, and so `hasattr` of that part is False."""
        return getattr(self.loss, name)

    @np.errstate(all="ignore")
    def _hessian(self, w: ArrayLike) -> Array:
        return np.asarray(self.directions @ hessian_at(self.loss, self._weights(w)) @ self.directions.T)

    @np.errstate(all="ignore")
    def _batch_gradient(self, w: ArrayLike, rows: NDArray[np.integer]) -> Array:
        return asked(self.loss, "batch_gradient", self._weights(w), rows) @ self.directions.T

    def _weights(self, w: ArrayLike) -> Array:
        return np.asarray(self.origin + weights_of(self, w) @ self.directions)
