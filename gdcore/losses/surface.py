"""A loss of two weights in closed form, with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, floats, function, locked, text
from gdcore.losses.protocol import weights_of
from gdcore.losses.sectioned import Sectioned, Window
from gdcore.sections import ends_of


@dataclass(frozen=True, eq=False, init=False)
class Surface(Sectioned, Locked):
    """A smooth function of the plane, a loss of two weights.

    `value`, `plotted` (the same), `gradient` and `hessian` take points (..., 2) with any leading axes. A
    point that is not finite gives NaN. These are ready-made, and `help` tells of each:

    | loss | what is hard | where it is least |
    |---|---|---|
    | `rosenbrock` | a curved valley with a flat floor | 0 at (1, 1) |
    | `beale` | flat middle, steep corners | 0 at (3, 1/2) |
    | `himmelblau` | four minima: the start decides | 0 at each |
    | `rastrigin` | 121 minima, of which one is the least | 0 at (0, 0) |
    | `saddle` | a saddle that attracts along one axis | -1/4 at (0, 1) and (0, -1) |
    | `plateau` | slopes that fade with the distance | 0 at (0, 0) |
    | `neuron` | a saddle, and plateaus where it saturates | 0 at (1, 2) and (-1, -2) |

    `booth` is a `QuadraticFunction`, as those are that `quadratic` and `quadratic_bowl` make.

    Parameters
    ----------
    name : str
        What error messages call it.
    formula, slope, curvature : functions of the coordinates x and y, two arrays of one shape
        The value, its two first and its three second derivatives (xx, xy, yy).
    minimizers : (k, 2) array_like
        Every minimiser in the window, local ones too; the one that `minimizer` gives first.
    saddles : (k, 2) array_like
        Every saddle in the window: where the gradient is 0, and the Hessian has eigenvalues of both signs.
    window : two pairs of floats
        ((x0, x1), (y0, y1)), where a picture shows what is worth seeing.
    doc : str, optional
        What `help` tells of it.

    Raises
    ------
    ValueError
        If a function is none, the minimisers or saddles are not points of the plane, or the window is not two
        intervals.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import Surface, descend, gradient_descent
    >>> def value(x, y):
    ...     return x**4 + y**2
    >>> def slope(x, y):
    ...     return 4 * x**3, 2 * y
    >>> def curvature(x, y):
    ...     return 12 * x**2, np.zeros_like(x), np.full_like(x, 2)
    >>> quartic = Surface("quartic", value, slope, curvature, minimizers=[[0, 0]])
    >>> quartic.gradient([[1, 1], [2, 0]])
    array([[ 4.,  2.],
           [32.,  0.]])
    >>> descend(quartic, gradient_descent(0.1), [1, 1], steps=50).points[-1].round(4)
    array([0.1512, 0.    ])
    """

    name: str
    formula: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], tuple[Array, Array]]
    curvature: Callable[[Array, Array], tuple[Array, Array, Array]]
    minimizers: Array  # (k, 2)
    saddles: Array  # (k, 2)
    window: Window

    dim: ClassVar[int] = 2

    def __init__(
        self,
        name: str,
        formula: Callable[[Array, Array], Array],
        slope: Callable[[Array, Array], tuple[Array, Array]],
        curvature: Callable[[Array, Array], tuple[Array, Array, Array]],
        minimizers: ArrayLike,
        saddles: ArrayLike = (),
        window: ArrayLike = ((-5.0, 5.0), (-5.0, 5.0)),
        doc: str | None = None,
    ) -> None:
        text("name", name)
        for part, given in (("formula", formula), ("slope", slope), ("curvature", curvature)):
            function(part, given, "of x and y")
        if doc is not None:
            text("doc", doc)
        vars(self).update(name=name, formula=formula, slope=slope, curvature=curvature)
        vars(self).update(minimizers=_points("minimizers", minimizers), saddles=_points("saddles", saddles))
        vars(self).update(window=_window(window), __doc__=doc or type(self).__doc__)

    def __repr__(self) -> str:
        """What it is called, not all of its functions."""
        return f"<Surface: {self.name}>"

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """The surface at `w`, (..., 2): an array (...)."""
        return np.asarray(self.formula(*self._coordinates(w)))

    def plotted(self, w: ArrayLike, /) -> Array:
        """The same as `value`."""
        return self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """The gradient at `w`, (..., 2): an array (..., 2)."""
        return np.stack(self.slope(*self._coordinates(w)), axis=-1)

    @np.errstate(all="ignore")
    def hessian(self, w: ArrayLike, /) -> Array:
        """The Hessian at `w`, (..., 2): an array (..., 2, 2)."""
        xx, xy, yy = np.broadcast_arrays(*self.curvature(*self._coordinates(w)))
        return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)

    @property
    def minimizer(self) -> Array:
        """(2,): the first of `minimizers`. A surface that has none has no such attribute."""
        if len(self.minimizers) == 0:
            raise AttributeError(f"{self.name} has no minimizer")
        return np.asarray(self.minimizers[0])

    def _coordinates(self, w: ArrayLike) -> tuple[Array, Array]:
        point = weights_of(self, w)
        point = np.where(np.isfinite(point), point, np.nan)  # else a flat surface had a value at infinity
        return point[..., 0], point[..., 1]


def _points(name: str, value: ArrayLike) -> Array:
    points = floats(name, value)
    if points.size and (points.ndim != 2 or points.shape[1] != 2):
        raise ValueError(f"{name} has shape {points.shape}, but expected (k, 2), points of the plane")
    return locked(points.reshape(-1, 2))


def _window(value: ArrayLike) -> Window:
    (x0, x1), (y0, y1) = ends_of(value).tolist()
    return (x0, x1), (y0, y1)
