"""The known minimisers and saddles are all that there are in a window: Newton's method finds no other."""

import numpy as np
import pytest

from gdcore import beale, booth, himmelblau, neuron, plateau, rastrigin, rosenbrock, saddle

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
def test_no_other_is_found(loss, maxima):
    found, bends = critical_points(loss)
    minima, highest = bends[:, 0] > 0, bends[:, 1] < 0
    np.testing.assert_allclose(in_order(found[minima]), in_order(loss.minimizers), atol=1e-9)
    np.testing.assert_allclose(in_order(found[~minima & ~highest]), in_order(loss.saddles), atol=1e-9)
    assert highest.sum() == maxima
