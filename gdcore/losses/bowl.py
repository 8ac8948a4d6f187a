"""Quadratic bowls of the plane, by their condition number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdcore._arrays import Array, locked, number
from gdcore.losses.quadratics import QuadraticFunction, radians, turned


@dataclass(frozen=True)
class Bowl(QuadraticFunction):
    """A quadratic bowl about the origin of the plane; see `quadratic_bowl`.

    It is a `QuadraticFunction` of curvatures 1 and `condition`.

    Examples
    --------
    >>> from gdcore import quadratic_bowl
    >>> bowl = quadratic_bowl(25)
    >>> bowl
    Bowl(condition=25.0, angle=0.0)
    >>> bowl.gradient([3, 1])
    array([ 3., 25.])
    """

    condition: float
    angle: float

    def __post_init__(self) -> None:
        condition = number("condition", self.condition, lambda v: v >= 1, "a finite number of at least 1")
        vars(self).update(condition=condition, angle=radians(self.angle))

    @property
    def name(self) -> str:
        """What error messages call it."""
        return f"quadratic bowl of condition number {self.condition:g}"

    @cached_property
    def curvatures(self) -> Array:
        """The Hessian's eigenvalues, (2,): 1 and the condition number."""
        return locked(np.array([1.0, self.condition]))

    @cached_property
    def axes(self) -> Array:
        """Its eigenvectors as rows, (2, 2)."""
        return locked(turned(self.angle))

    @cached_property
    def center(self) -> Array:
        """(2,): the origin."""
        return locked(np.zeros(2))


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

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, quadratic_bowl
    >>> bowl = quadratic_bowl(10)
    >>> descend(bowl, gradient_descent(0.1), start=[8, 3], steps=2).points
    array([[8.  , 3.  ],
           [7.2 , 0.  ],
           [6.48, 0.  ]])
    """
    return Bowl(condition, angle)
