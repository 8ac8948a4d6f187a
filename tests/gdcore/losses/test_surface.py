"""Surfaces: those of one's own, and that the ready-made know all minimisers and saddles in their windows."""

import numpy as np
import pytest

from gdcore import Surface, beale, booth, himmelblau, neuron, plateau, rastrigin, rosenbrock, saddle


def made(**changes):
    """A surface f(x, y) = x y, which has no minimum."""
    parts = {
        "name": "sheet",
        "formula": lambda x, y: x * y,
        "slope": lambda x, y: (y, x),
        "curvature": lambda x, y: (np.zeros_like(x), np.ones_like(x), np.zeros_like(x)),
        "minimizers": (),
        "saddles": [(0, 0)],
    }
    return Surface(**parts | changes)


def test_a_surface_without_a_minimum():
    sheet = made()
    assert sheet.minimizers.shape == (0, 2)
    assert not hasattr(sheet, "minimizer")
    with pytest.raises(AttributeError, match="sheet has no minimizer"):
        _ = sheet.minimizer
    assert sheet.section().value([2, 3]) == 6
    assert repr(sheet) == "<Surface: sheet>"
    assert sheet.__doc__ == Surface.__doc__


def test_a_surface_keeps_its_own_points():
    points = np.array([[1.0, 2.0]])
    surface = made(minimizers=points)
    points[:] = 0
    np.testing.assert_array_equal(surface.minimizer, [1, 2])
    for array in (surface.minimizers, surface.minimizer, surface.saddles):
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minimizers": [1, 2]}, r"minimizers has shape \(2,\), but expected \(k, 2\), points of the plane"),
        ({"minimizers": [[1, 2, 3]]}, r"minimizers has shape \(1, 3\)"),
        ({"minimizers": [[1, np.nan]]}, r"minimizers\[0, 1\] is nan, but expected finite numbers"),
        ({"minimizers": "a"}, "minimizers is 'a', but expected an array of numbers"),
        ({"saddles": [[[1, 2]]]}, r"saddles has shape \(1, 1, 2\)"),
        ({"window": (0, 1)}, r"window is \(0, 1\), but expected \(\(x0, x1\), \(y0, y1\)\) with x0 < x1"),
        ({"window": ((0, 1), (2, 2))}, r"window is \(\(0, 1\), \(2, 2\)\), but expected"),
        ({"window": ((0, 1), (0, np.inf))}, r"window\[1, 1\] is inf, but expected finite numbers"),
    ],
)
def test_surfaces_refuse(changes, message):
    with pytest.raises(ValueError, match=message):
        made(**changes)


SIDE = 70  # starts along a window's side


def steps(loss, points):
    """Newton's steps by Cramer's rule, which is not finite where the Hessian is singular."""
    (p, q), bend = loss.gradient(points).T, loss.hessian(points)
    a, b, c = bend[:, 0, 0], bend[:, 0, 1], bend[:, 1, 1]
    return np.column_stack([b * q - c * p, b * p - a * q]) / (a * c - b * b)[:, np.newaxis]


def critical_points(loss):
    """Where the gradient is 0 in the window, from starts all over it: points, and their eigenvalues."""
    low, high = np.transpose(loss.window)
    xs, ys = np.random.default_rng(0).uniform(low, high, (SIDE * SIDE, 2)).T
    points = np.column_stack([xs, ys])
    with np.errstate(all="ignore"):
        for _ in range(100):
            points = points + steps(loss, points)
        settled = np.abs(steps(loss, points)).max(axis=1) < 1e-10
    inside = ((low < points) & (points < high)).all(axis=1)
    found = points[settled & inside]
    found = found[np.unique(found.round(6) + 0.0, axis=0, return_index=True)[1]]
    return found, np.linalg.eigvalsh(loss.hessian(found))


def in_order(points):
    return points[np.lexsort(np.transpose(points).round(6) + 0.0)]


@pytest.mark.parametrize(
    ("loss", "maxima"),
    [
        (rosenbrock, 0),
        (beale, 0),
        (booth, 0),
        (himmelblau, 1),
        (saddle, 0),
        (plateau, 0),
        (rastrigin, 100),
        (neuron, 0),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_newton_s_method_finds_no_other_critical_points(loss, maxima):
    found, bends = critical_points(loss)
    minima, highest = bends[:, 0] > 0, bends[:, 1] < 0
    np.testing.assert_allclose(in_order(found[minima]), in_order(loss.minimizers), atol=1e-9)
    np.testing.assert_allclose(in_order(found[~minima & ~highest]), in_order(loss.saddles), atol=1e-9)
    assert highest.sum() == maxima
