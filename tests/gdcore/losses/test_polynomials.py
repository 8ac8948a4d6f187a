"""Polynomial test surfaces: published values, symmetries, and what a descent meets on each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import beale, booth, descend, gradient_descent, himmelblau, rosenbrock, saddle, theory

WEIGHT = st.floats(-10, 10)


@pytest.mark.parametrize(
    ("loss", "point", "value"),
    [
        (rosenbrock, (1, 1), 0),
        (rosenbrock, (0, 0), 1),
        (rosenbrock, (-1.2, 1), 24.2),
        (beale, (3, 0.5), 0),
        (beale, (1, 1), 14.203125),
        (beale, (0, 0), 14.203125),
        (booth, (1, 3), 0),
        (booth, (0, 0), 74),
        (booth, (10, 10), 1154),
        (himmelblau, (3, 2), 0),
        (himmelblau, (0, 0), 170),
        (himmelblau, (-0.270845, -0.923039), 181.617),
        (saddle, (0, 0), 0),
        (saddle, (0, -1), -0.25),
        (saddle, (2, 2), 4),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_known_values(loss, point, value):
    assert loss.value(point) == pytest.approx(value, rel=1e-5, abs=1e-15)


FORMULAS = {
    rosenbrock: lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    beale: lambda x, y: sum(
        (c - x * (1 - y**i)) ** 2 for i, c in enumerate(map(Fraction, (1.5, 2.25, 2.625)), 1)
    ),
    booth: lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    himmelblau: lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    saddle: lambda x, y: (x * x - y * y) / 2 + y**4 / 4,
}


@pytest.mark.parametrize("loss", FORMULAS, ids=lambda loss: loss.name)
def test_values_are_those_of_rational_arithmetic(loss):
    points = np.random.default_rng(2).uniform(-4, 4, (50, 2))
    exact = [float(FORMULAS[loss](*map(Fraction, point))) for point in points.tolist()]
    np.testing.assert_allclose(loss.value(points), exact, rtol=1e-13, atol=1e-13)


def test_himmelblau_has_four_of_each():
    assert himmelblau.minimizers.shape == himmelblau.saddles.shape == (4, 2)
    np.testing.assert_allclose(himmelblau.value(himmelblau.minimizers), 0, atol=1e-25)
    levels = himmelblau.value(himmelblau.saddles)
    assert (np.diff(levels) > 0).all()  # the lowest pass first
    assert levels.max() < himmelblau.value([-0.270845, -0.923039])


def test_booth_is_a_quadratic_of_theory():
    np.testing.assert_allclose(booth.hessian([0, 0]), [[10, 8], [8, 10]], rtol=1e-15)
    assert theory.condition_number(booth) == pytest.approx(9)
    rate = theory.best_rate(booth)
    run = descend(booth, gradient_descent(rate), [-4, 7], 10)
    np.testing.assert_allclose(run.points, theory.closed_form(booth, rate, [-4, 7], 10), rtol=1e-12)


@given(WEIGHT, WEIGHT)
def test_the_saddle_is_alike_on_all_sides(x, y):
    mirrored = saddle.value([[x, y], [-x, y], [x, -y], [-x, -y]])
    assert (mirrored == mirrored[0]).all()
    assert mirrored[0] >= -0.25


@given(WEIGHT, WEIGHT)
def test_sums_of_squares_are_not_negative(x, y):
    for loss in (rosenbrock, beale, booth, himmelblau):
        assert loss.value([x, y]) >= 0


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("height", [1e-3, 1e-6, 1e-12])
def test_an_escape_takes_as_long_as_told(rate, height):
    run = descend(saddle, gradient_descent(rate), [1, height], 2000)
    escaped = np.flatnonzero(run.points[:, 1] > 0.5)[0]
    assert escaped == pytest.approx(np.log(1 / height) / np.log1p(rate), abs=1.5 / rate)
    np.testing.assert_allclose(run.points[-1], [0, 1], atol=1e-9)


def test_from_the_ridge_a_descent_ends_at_the_saddle():
    run = descend(saddle, gradient_descent(0.1), [1, 0], 500)
    np.testing.assert_allclose(run.points[-1], saddle.saddles[0], atol=1e-9)


def test_the_corners_of_beale_are_as_steep_as_told():
    (x0, x1), (y0, y1) = beale.window
    steep = np.linalg.norm(beale.gradient([[x, y] for x in (x0, x1) for y in (y0, y1)]), axis=1)
    assert steep.min() > 100_000
