"""Test surfaces with sines and hyperbolic functions: many minima, a plateau, and a neuron."""

from __future__ import annotations

from itertools import product

import numpy as np

from gdcore._arrays import Array, locked
from gdcore.losses.surface import Surface

INPUTS = locked(np.array([1.0, 2.0, 3.0]))
TARGETS = locked(2 * np.tanh(INPUTS))


def _plateau(x: Array, y: Array) -> Array:
    a, b = (np.tanh(v) * np.tanh(v / 2) for v in (x, y))  # 1 - sech(v), to all digits where it is small
    return np.asarray(a + b - a * b)


def _plateau_slope(x: Array, y: Array) -> tuple[Array, Array]:
    height = 1 / np.cosh(x) / np.cosh(y)
    return np.tanh(x) * height, np.tanh(y) * height


def _plateau_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    height = 1 / np.cosh(x) / np.cosh(y)
    xx, yy = ((1 / np.cosh(v) ** 2 - np.tanh(v) ** 2) * height for v in (x, y))
    return xx, -np.tanh(x) * np.tanh(y) * height, yy


plateau = Surface(
    "plateau",
    _plateau,
    _plateau_slope,
    _plateau_curvature,
    minimizers=[[0, 0]],
    window=((-6, 6), (-6, 6)),
    doc="""A plateau around one minimum, f(x, y) = 1 - sech(x) sech(y).

    Made for this, not of the literature. The Hessian at the minimum is the identity, so that rates below 2
    are stable there; away from it the gradient fades as exp(-|x| - |y|), as that of a saturated unit does.
    So from (x, x) gradient descent needs some exp(2 |x|) / (8 rate) steps, while methods that divide by the
    size of the gradient go on at their rate.

    Examples
    --------
    >>> from gdcore import adam, descend, gradient_descent, plateau
    >>> for optimizer in (gradient_descent(1.0), adam(0.1)):
    ...     print(descend(plateau, optimizer, start=[5, 4], steps=200).losses[-1].round(2))
    1.0
    0.0
    """,
)


def _rastrigin(x: Array, y: Array) -> Array:
    return np.asarray(x**2 + 20 * np.sin(np.pi * x) ** 2 + y**2 + 20 * np.sin(np.pi * y) ** 2)


def _rastrigin_slope(x: Array, y: Array) -> tuple[Array, Array]:
    along_x, along_y = (2 * v + 20 * np.pi * np.sin(2 * np.pi * v) for v in (x, y))
    return along_x, along_y


def _rastrigin_curvature(x: Array, y: Array) -> tuple[Array, Array, Array]:
    xx, yy = (2 + 40 * np.pi**2 * np.cos(2 * np.pi * v) for v in (x, y))
    return xx, np.zeros_like(x), yy


# Where t^2 + 20 sin(pi t)^2 is least and largest, for t from 0 to 5.12.
_LEAST = 0.0, 0.9949586376523348, 1.9899122337085495, 2.984855701039481, 3.9797838603007536, 4.974691390895051
_LARGEST = 0.5025460365546747, 1.5076407318703584, 2.512743318200085, 3.517859138170441, 4.522993659584519


def _both_signs(sizes: tuple[float, ...]) -> list[float]:
    return [signed for size in sizes for signed in ((size, -size) if size else (size,))]


rastrigin = Surface(
    "rastrigin",
    _rastrigin,
    _rastrigin_slope,
    _rastrigin_curvature,
    minimizers=list(product(_both_signs(_LEAST), repeat=2)),
    saddles=[
        *product(_both_signs(_LEAST), _both_signs(_LARGEST)),
        *product(_both_signs(_LARGEST), _both_signs(_LEAST)),
    ],
    window=((-5.12, 5.12), (-5.12, 5.12)),
    doc="""Rastrigin's function, f(x, y) = 20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y).

    L. A. Rastrigin, "Systems of Extremal Control" (in Russian, 1974). A bowl with waves: 121 minima in the
    window, near the whole numbers, of which that at the origin is the least, and 220 saddles. The literature
    also has it in d weights, as 10 d + sum of x_i^2 - 10 cos(2 pi x_i).

    Examples
    --------
    >>> from gdcore import rastrigin
    >>> rastrigin.value([[0, 0], [1, 1], [0.5, 0]])
    array([ 0.  ,  2.  , 20.25])
    >>> rastrigin.minimizers.shape, rastrigin.saddles.shape
    ((121, 2), (220, 2))
    """,
)


def _neuron(a: Array, b: Array) -> Array:
    error = _times(b, np.tanh(_times(a, INPUTS))) - TARGETS
    return np.asarray(np.mean(error**2, axis=-1) / 2)


def _neuron_slope(a: Array, b: Array) -> tuple[Array, Array]:
    output, bend, _ = _unit(a)
    error = _times(b, output) - TARGETS
    return b * np.mean(error * bend, axis=-1), np.mean(error * output, axis=-1)


def _neuron_curvature(a: Array, b: Array) -> tuple[Array, Array, Array]:
    output, first, second = _unit(a)
    error = _times(b, output) - TARGETS
    aa = b * np.mean(_times(b, first**2) + error * second, axis=-1)
    ab = np.mean((error + _times(b, output)) * first, axis=-1)
    return aa, ab, np.mean(output**2, axis=-1)


def _unit(a: Array) -> tuple[Array, Array, Array]:
    """tanh(a x), and its first and second derivative with respect to a, (..., 3)."""
    inner = _times(a, INPUTS)
    output, first = np.tanh(inner), INPUTS / np.cosh(inner) ** 2
    return output, first, -2 * INPUTS * output * first


def _times(weight: Array, values: Array) -> Array:
    """A weight, (...), times values, (..., 3)."""
    return np.asarray(weight)[..., np.newaxis] * values


neuron = Surface(
    "neuron",
    _neuron,
    _neuron_slope,
    _neuron_curvature,
    minimizers=[[1, 2], [-1, -2]],
    saddles=[[0, 0]],
    window=((-4, 4), (-4, 4)),
    doc="""One tanh neuron on three rows of data, f(a, b) = mean of (b tanh(a x) - y)^2 / 2.

    x is 1, 2 and 3, and y = 2 tanh(x), so the fit is exact at (1, 2); and, since tanh is odd, at (-1, -2).
    Between them is a saddle at the origin, where all weights are 0. Where |a| is large the neuron saturates:
    the gradient along a fades as exp(-2 |a|), and a descent stalls on a plateau.

    Examples
    --------
    >>> from gdcore import descend, gradient_descent, neuron
    >>> starts = [[0.1, 0.1], [-0.1, -0.2], [4, 1]]
    >>> descend(neuron, gradient_descent(0.5), starts, steps=1000).points[-1].round(2)
    array([[ 1.  ,  2.  ],
           [-1.  , -2.  ],
           [ 3.87,  1.81]])
    """,
)
