"""Test surfaces: functions of two weights that are hard to descend, each in its own way.

Each has `value`, `plotted` (the same), `gradient` and `hessian` over any leading axes of its points (...,
2), and `minimizer`. NaN and infinite points give NaN or infinity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, locked, number, real
from gdcore.losses.planes import Sectioned


@dataclass(frozen=True)
class Surface(Sectioned):
    """A smooth function of the plane.

    Parameters
    ----------
    name : str
    formula, slope, curvature : functions of the coordinates x and y
        The value, its two first and its three second derivatives (xx, xy, yy).
    minima : points
        Every minimiser, the one that `minimizer` gives first.
    """

    name: str
    formula: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], tuple[Array, Array]]
    curvature: Callable[[Array, Array], tuple[Array, Array, Array]]
    minima: tuple[tuple[float, float], ...]
    dim: int = 2

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """The surface at `w`, (..., 2): an array (...)."""
        return np.asarray(self.formula(*self._coordinates(w)))

    def plotted(self, w: ArrayLike, /) -> Array:
        """The same as `value`."""
        return self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """An array (..., 2)."""
        return np.stack(self.slope(*self._coordinates(w)), axis=-1)

    @np.errstate(all="ignore")
    def hessian(self, w: ArrayLike, /) -> Array:
        """An array (..., 2, 2)."""
        xx, xy, yy = np.broadcast_arrays(*self.curvature(*self._coordinates(w)))
        return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)

    @property
    def minimizer(self) -> Array:
        """(2,): the first of `minimizers`."""
        return locked(np.array(self.minima[0]))

    @property
    def minimizers(self) -> Array:
        """(k, 2): all of them."""
        return locked(np.array(self.minima))

    def _coordinates(self, w: ArrayLike) -> tuple[Array, Array]:
        point = real("w", w)
        if point.shape[-1:] != (self.dim,):
            raise ValueError(f"w has shape {point.shape}, but {self.name} is defined on R^{self.dim}")
        return point[..., 0], point[..., 1]


@dataclass(frozen=True)
class Bowl(Sectioned, Locked):
    """A quadratic bowl about the origin; see `quadratic_bowl`."""

    condition: float
    angle: float
    dim: int = 2

    @property
    def name(self) -> str:
        """What error messages call it."""
        return f"quadratic bowl of condition number {self.condition:g}"

    @cached_property
    def root(self) -> Array:
        """(2, 2): root' root is the Hessian."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return locked(np.array([[c, s], [-np.sqrt(self.condition) * s, np.sqrt(self.condition) * c]]))

    @property
    def minimizer(self) -> Array:
        """(2,): the origin."""
        return locked(np.zeros(2))

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """The surface at `w`, (..., 2): an array (...)."""
        return np.asarray(0.5 * np.square(self._stretched(w)).sum(axis=-1))

    def plotted(self, w: ArrayLike, /) -> Array:
        """The same as `value`."""
        return self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """An array (..., 2)."""
        return np.asarray(self._stretched(w) @ self.root)

    @np.errstate(all="ignore")
    def hessian(self, w: ArrayLike, /) -> Array:
        """An array (..., 2, 2), the same at every point."""
        return np.broadcast_to(self.root.T @ self.root, (*self._stretched(w).shape, 2))

    def _stretched(self, w: ArrayLike) -> Array:
        point = real("w", w)
        if point.shape[-1:] != (self.dim,):
            raise ValueError(f"w has shape {point.shape}, but {self.name} is defined on R^{self.dim}")
        return np.asarray(point @ self.root.T)


def quadratic_bowl(condition: float = 10.0, angle: float = 0.0) -> Bowl:
    """The bowl f = (u^2 + condition v^2) / 2, where u and v are the coordinates turned by `angle`.

    Parameters
    ----------
    condition : float
        The condition number of the Hessian, whose eigenvalues are 1 and `condition`; at least 1.
    angle : float
        From the first axis to the valley's floor, in radians, counterclockwise.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    ratio = number("condition", condition, lambda v: v >= 1, "a finite number of at least 1")
    return Bowl(ratio, number("angle", angle, lambda v: True, "a finite number of radians"))


def _rosenbrock(x: Array, y: Array) -> Array:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_slope(x: Array, y: Array) -> tuple[Array, Array]:
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def _rosenbrock_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return 2 - 400 * (y - 3 * x**2), -400 * x, np.full_like(x, 200.0)


def _himmelblau(x: Array, y: Array) -> Array:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_slope(x: Array, y: Array) -> tuple[Array, Array]:
    first, second = x**2 + y - 11, x + y**2 - 7
    return 4 * x * first + 2 * second, 2 * first + 4 * y * second


def _himmelblau_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return 12 * x**2 + 4 * y - 42, 4 * (x + y), 12 * y**2 + 4 * x - 26


rosenbrock = Surface("rosenbrock", _rosenbrock, _rosenbrock_slope, _rosenbrock_curvature, ((1.0, 1.0),))
"""(1 - x)^2 + 100 (y - x^2)^2: a curved valley; H. H. Rosenbrock, Comput. J. 3 (1960)."""

himmelblau = Surface(
    "himmelblau",
    _himmelblau,
    _himmelblau_slope,
    _himmelblau_curvature,
    (
        (3.0, 2.0),
        (-2.8051180869527448, 3.1313125182505730),
        (-3.7793102533777469, -3.2831859912861694),
        (3.5844283403304917, -1.8481265269644034),
    ),
)
"""(x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima; Himmelblau, "Applied Nonlinear Programming" (1972)."""
