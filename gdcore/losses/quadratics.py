"""Quadratic functions, by their curvatures: the losses on which a descent can be told in advance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import Array, Locked, floats, locked, number, shown, text, vector
from gdcore.losses.protocol import weights_of
from gdcore.losses.sectioned import Sectioned, Window
from gdcore.sections import plane_of

HALF_WIDTH = 3.0  # of a window about the center
ORTHONORMAL = 1e-9  # how far off the lengths of axes, and the angles between them, may be


class QuadraticFunction(Sectioned, Locked):
    """The quadratic function f(w) = (w - c)' H (w - c) / 2, as `quadratic` makes it.

    H has the eigenvalues `curvatures` along the rows of `axes`, and c is `center`. `value`, `plotted` (the
    same), `gradient` and `hessian` take points (..., d) with any leading axes; at one that is not finite,
    value and gradient are NaN or infinite.

    Where all curvatures are positive, it is convex: it has `root` and `minimizer`, and all of `theory` takes
    it, except what is about batches of data. Else it is not bounded below, and has neither.

    Examples
    --------
    >>> from gdcore import quadratic
    >>> loss = quadratic([1, 9], center=[2, 0])
    >>> loss
    <QuadraticFunction: quadratic function of 2 weights>
    >>> loss.value([[2, 0], [3, 1]])
    array([0., 5.])
    >>> loss.hessian([3, 1])
    array([[1., 0.],
           [0., 9.]])
    """

    def __init__(
        self,
        curvatures: ArrayLike,
        axes: ArrayLike | None = None,
        center: ArrayLike | None = None,
        name: str = "",
        doc: str = "",
    ) -> None:
        given = _curvatures(curvatures)
        self._curvatures, self._axes = locked(given), locked(_axes(len(given), axes))
        self._center = locked(
            np.zeros(len(given)) if center is None else vector("center", center, len(given))
        )
        self._name, self.__doc__ = text("name", name), text("doc", doc) or type(self).__doc__

    def __repr__(self) -> str:
        """What it is called."""
        return f"<{type(self).__name__}: {self.name}>"

    @property
    def name(self) -> str:
        """What error messages call it."""
        kind = "quadratic" if self._least > 0 else "nonconvex quadratic"
        return self._name or f"{kind} function of {self.dim} weight{'s' * (self.dim > 1)}"

    @property
    def dim(self) -> int:
        """Weights: d."""
        return len(self.curvatures)

    @property
    def curvatures(self) -> Array:
        """The Hessian's eigenvalues, (d,), as they were given."""
        return self._curvatures

    @property
    def axes(self) -> Array:
        """Its eigenvectors as rows, (d, d), of length 1, in the same order."""
        return self._axes

    @property
    def center(self) -> Array:
        """Where the gradient is 0, (d,)."""
        return self._center

    @property
    def root(self) -> Array:
        """(d, d): root' root is the Hessian, where it is convex. Else there is no such attribute."""
        self._check_convex("root")
        return locked(np.sqrt(self.curvatures)[:, np.newaxis] * self.axes)

    @property
    def minimizer(self) -> Array:
        """(d,): the center, where it is convex. Else there is no such attribute."""
        self._check_convex("minimizer")
        return self.center

    @property
    def minimizers(self) -> Array:
        """(1, d): the center, where it is convex; else (0, d)."""
        return np.asarray(self.center[np.newaxis][: int(self._least > 0)])

    @property
    def saddles(self) -> Array:
        """(1, d): the center, where curvatures of both signs meet; else (0, d)."""
        return np.asarray(self.center[np.newaxis][: int(self._least < 0 < self.curvatures.max())])

    @property
    def window(self) -> Window:
        """The ranges ((x0, x1), (y0, y1)) that pictures show of weights (1, 2), or of two weights (0, 1).

        They reach 3 to both sides of the center. A function of one weight has no such attribute.
        """
        if self.dim == 1:
            raise AttributeError(f"{self.name} has no plane, and so no window")
        x, y = self.center[list(plane_of(None, self.dim))].tolist()
        return (x - HALF_WIDTH, x + HALF_WIDTH), (y - HALF_WIDTH, y + HALF_WIDTH)

    @np.errstate(all="ignore")
    def value(self, w: ArrayLike, /) -> Array:
        """The function at `w`, (..., d): an array (...)."""
        return np.asarray(0.5 * (np.square(self._along_axes(w)) @ self.curvatures))

    def plotted(self, w: ArrayLike, /) -> Array:
        """The same as `value`."""
        return self.value(w)

    @np.errstate(all="ignore")
    def gradient(self, w: ArrayLike, /) -> Array:
        """H (w - c) at `w`, (..., d): an array (..., d)."""
        return np.asarray((self.curvatures * self._along_axes(w)) @ self.axes)

    @np.errstate(all="ignore")
    def hessian(self, w: ArrayLike, /) -> Array:
        """H, the same at every point `w`, (..., d): an array (..., d, d)."""
        same = (self.axes.T * self.curvatures) @ self.axes
        return np.broadcast_to(same, (*self._along_axes(w).shape, self.dim))

    def _along_axes(self, w: ArrayLike) -> Array:
        """Coordinates along the axes, from the center on."""
        return np.asarray((weights_of(self, w) - self.center) @ self.axes.T)

    @property
    def _least(self) -> float:
        return float(self.curvatures.min())

    def _check_convex(self, part: str) -> None:
        if self._least < 0:
            raise AttributeError(f"{self.name} has the curvature {self._least:g}, and so no {part}")


def quadratic(
    curvatures: ArrayLike,
    *,
    axes: ArrayLike | None = None,
    angle: float | None = None,
    center: ArrayLike | None = None,
) -> QuadraticFunction:
    """The quadratic function f(w) = (w - c)' H (w - c) / 2, by the eigenvalues of its Hessian H.

    Its curvatures say how a descent goes, for along each axis it does not depend on the others
    (`theory.modes`). All positive make a convex function, which satisfies `Quadratic`; negative ones beside
    them a saddle, from which a descent escapes without end (`saddle` is one with minima beside it).

    Parameters
    ----------
    curvatures : (d,) array_like
        The eigenvalues, none of them 0: along an axis of curvature 0 no point would be the best.
    axes : (d, d) array_like, optional
        The eigenvectors as rows, orthonormal. Without, the axes of the weights.
    angle : float, optional
        In the plane, in place of `axes`: from the first weight's axis to the first eigenvector, in radians,
        counterclockwise.
    center : (d,) array_like, optional
        c, where the gradient is 0. Without, the origin.

    Raises
    ------
    ValueError
        If a curvature is 0, an argument's shape does not fit the curvatures', or axes are not orthonormal.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import quadratic, theory
    >>> loss = quadratic([1, 4, 100], center=[2, 0, 0])
    >>> loss.gradient([3, 1, 1])
    array([  1.,   4., 100.])
    >>> theory.max_rate(loss)
    0.02
    >>> loss = quadratic([2, -1], angle=np.pi / 2)
    >>> loss.saddles
    array([[0., 0.]])
    >>> hasattr(loss, "minimizer")
    False
    """
    if angle is None:
        return QuadraticFunction(curvatures, axes, center)
    weights = len(_curvatures(curvatures))
    if axes is not None or weights != 2:
        why = "axes are given too" if axes is not None else f"there are {weights} curvatures"
        raise ValueError(f"angle is {shown(angle)}, but {why}: an angle turns the axes of the plane alone")
    return QuadraticFunction(curvatures, turned(radians(angle)), center)


def _curvatures(curvatures: ArrayLike) -> Array:
    given = floats("curvatures", curvatures)
    if given.ndim != 1 or given.size == 0:
        raise ValueError(f"curvatures has shape {given.shape}, but expected (d,), one for each weight")
    if not given.all():
        at = np.flatnonzero(given == 0)[0]
        raise ValueError(f"curvatures[{at}] is 0, but expected numbers other than 0, for one center")
    return given


def _axes(weights: int, axes: ArrayLike | None) -> Array:
    if axes is None:
        return np.eye(weights)
    rows = floats("axes", axes)
    if rows.shape != (weights, weights):
        expected = f"{(weights, weights)}, a row for each curvature"
        raise ValueError(f"axes has shape {rows.shape}, but expected {expected}")
    with np.errstate(all="ignore"):
        off = np.abs(rows @ rows.T - np.eye(weights)).max()
    if not off <= ORTHONORMAL:
        raise ValueError(f"axes is off by {off:.1g}, but expected orthonormal rows, as numpy.linalg.qr gives")
    return rows


def turned(angle: float) -> Array:
    """The axes of the plane, turned counterclockwise by an angle in radians: rows, (2, 2)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, s], [-s, c]])


def radians(angle: object) -> float:
    """An angle, checked."""
    return number("angle", angle, lambda v: True, "a finite number of radians")
