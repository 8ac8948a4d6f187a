"""Test surfaces that are polynomials: valleys, many minima, and a saddle.

`rosenbrock`, `beale`, `booth` and `himmelblau` are of the literature on optimisation, all of them sums of
squares whose least value is 0; `saddle` is of that on escapes from saddles.
"""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array
from gdcore.losses.quadratics import QuadraticFunction
from gdcore.losses.surface import Surface


def _rosenbrock(x: Array, y: Array) -> Array:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_slope(x: Array, y: Array) -> tuple[Array, Array]:
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def _rosenbrock_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return 2 - 400 * (y - 3 * x**2), -400 * x, np.full_like(x, 200)


rosenbrock = Surface(
    "rosenbrock",
    _rosenbrock,
    _rosenbrock_slope,
    _rosenbrock_curvature,
    minimizers=[[1, 1]],
    window=((-2, 2), (-1, 3)),
    doc="""Rosenbrock's valley, f(x, y) = (1 - x)^2 + 100 (y - x^2)^2.

    H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", Comput. J.
    3 (1960). The usual start is (-1.2, 1), across the curved valley from its one minimum. In d weights
    (`scipy.optimize.rosen`) the same is summed over neighbours.

    Examples
    --------
    >>> from gdcore import rosenbrock
    >>> rosenbrock.value([[-1.2, 1], [1, 1]]).round(1)
    array([24.2,  0. ])
    >>> rosenbrock.minimizer
    array([1., 1.])
    """,
)


def _beale(x: Array, y: Array) -> Array:
    a, b, c = _beale_errors(x, y)
    return a**2 + b**2 + c**2


def _beale_slope(x: Array, y: Array) -> tuple[Array, Array]:
    a, b, c = _beale_errors(x, y)
    p, q, r = _beale_factors(y)
    return -2 * (a * p + b * q + c * r), 2 * x * (a + 2 * b * y + 3 * c * y**2)


def _beale_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    a, b, c = _beale_errors(x, y)
    p, q, r = _beale_factors(y)
    xy = 2 * (a + 2 * b * y + 3 * c * y**2) - 2 * x * (p + 2 * q * y + 3 * r * y**2)
    yy = 2 * x**2 * (1 + (4 + 9 * y**2) * y**2) + 4 * x * (b + 3 * c * y)
    return 2 * (p**2 + q**2 + r**2), xy, yy


def _beale_errors(x: Array, y: Array) -> tuple[Array, Array, Array]:
    p, q, r = _beale_factors(y)
    return 1.5 - x * p, 2.25 - x * q, 2.625 - x * r


def _beale_factors(y: Array) -> tuple[Array, Array, Array]:
    return 1 - y, 1 - y**2, 1 - y * y**2


beale = Surface(
    "beale",
    _beale,
    _beale_slope,
    _beale_curvature,
    minimizers=[[3, 0.5]],
    saddles=[[0.0, 1.0], [0.10053793732415836, -2.644513585023125]],
    window=((-4.5, 4.5), (-4.5, 4.5)),
    doc="""Beale's function, the sum of (c_i - x (1 - y^i))^2 for i = 1, 2, 3, with c = (1.5, 2.25, 2.625).

    E. M. L. Beale, "On an iterative method for finding a local minimum of a function of more than one
    variable" (1958); number 5 of More, Garbow and Hillstrom, "Testing unconstrained optimization software",
    ACM Trans. Math. Softw. 7 (1981), who start at (1, 1). Its points of gradient 0, in all of the plane, are
    the minimum and two saddles. At the corners of the window the gradient exceeds 100,000: clip it.

    Examples
    --------
    >>> from gdcore import beale
    >>> beale.value([[1, 1], [3, 0.5]])
    array([14.203125,  0.      ])
    >>> beale.saddles.round(4)
    array([[ 0.    ,  1.    ],
           [ 0.1005, -2.6445]])
    """,
)


booth = QuadraticFunction(
    curvatures=np.array([2.0, 18.0]),
    axes=np.array([[1, -1], [1, 1]]) / np.sqrt(2),
    center=np.array([1.0, 3.0]),
    name="booth",
    doc="""Booth's function, f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2.

    A quadratic bowl of condition number 9, least at (1, 3). Jamil and Yang, "A literature survey of benchmark
    functions for global optimization problems", Int. J. Math. Model. Numer. Optim. 4 (2013), have it on the
    square from -10 to 10.

    Examples
    --------
    >>> from gdcore import booth, theory
    >>> booth.value([[0, 0], [1, 3]]).round(6)
    array([74.,  0.])
    >>> theory.curvatures(booth).round(6)
    array([18.,  2.])
    """,
)


def _himmelblau(x: Array, y: Array) -> Array:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_slope(x: Array, y: Array) -> tuple[Array, Array]:
    first, second = x**2 + y - 11, x + y**2 - 7
    return 4 * x * first + 2 * second, 2 * first + 4 * y * second


def _himmelblau_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return 12 * x**2 + 4 * y - 42, 4 * (x + y), 12 * y**2 + 4 * x - 26


himmelblau = Surface(
    "himmelblau",
    _himmelblau,
    _himmelblau_slope,
    _himmelblau_curvature,
    minimizers=[
        [3.0, 2.0],
        [-2.805118086952745, 3.131312518250573],
        [-3.779310253377747, -3.2831859912861696],
        [3.5844283403304917, -1.8481265269644036],
    ],
    saddles=[
        [3.385154183607021, 0.07385187983774928],
        [0.08667750455539636, 2.884254701174776],
        [-3.0730257507643897, -0.08135304428796751],
        [-0.12796134673068008, -1.9537149802445763],
    ],
    window=((-5, 5), (-5, 5)),
    doc="""Himmelblau's function, f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2.

    D. M. Himmelblau, "Applied Nonlinear Programming" (1972). Four minima of the value 0, with four saddles
    between them, about a maximum near (-0.27, -0.92): where a descent ends depends on its start and its rate.

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, himmelblau
    >>> descend(himmelblau, gradient_descent(0.01), [[0, 0], [-1, 0]], steps=100).points[-1].round(3)
    array([[ 3.   ,  2.   ],
           [-2.805,  3.131]])
    >>> himmelblau.value(himmelblau.saddles).round(2)
    array([ 13.31,  67.72, 104.02, 178.34])
    """,
)


def _saddle(x: Array, y: Array) -> Array:
    return x**2 / 2 + (y**2 / 4 - 1 / 2) * y**2


def _saddle_slope(x: Array, y: Array) -> tuple[Array, Array]:
    return x, y * (y**2 - 1)


def _saddle_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    return np.ones_like(x), np.zeros_like(x), 3 * y**2 - 1


saddle = Surface(
    "saddle",
    _saddle,
    _saddle_slope,
    _saddle_curvature,
    minimizers=[[0, 1], [0, -1]],
    saddles=[[0, 0]],
    window=((-2, 2), (-2, 2)),
    doc="""A strict saddle between two minima, f(x, y) = x^2 / 2 - y^2 / 2 + y^4 / 4.

    Y. Nesterov, "Introductory Lectures on Convex Optimization" (2004), section 1.2.3; Lee, Simchowitz, Jordan
    and Recht, "Gradient descent only converges to minimizers", COLT 2016. From y = 0 gradient descent goes to
    the saddle at the origin. Any other y grows there by the factor 1 + rate a step, so an escape takes some
    log(1 / |y|) / log(1 + rate) steps; then it ends at a minimum, which (x^2 - y^2) / 2 alone, that is
    `quadratic([1, -1])`, does not have.

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, saddle
    >>> run = descend(saddle, gradient_descent(0.1), start=[[1, 0], [1, 1e-6]], steps=300)
    >>> run.points[[0, 100, 300]].round(3)[:, 1]
    array([[1.   , 0.   ],
           [0.   , 0.014],
           [0.   , 1.   ]])
    """,
)
