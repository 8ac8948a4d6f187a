"""Test surfaces: published values, finite differences, minimisers, shapes."""

import numpy as np
import pytest

from gdcore import himmelblau, quadratic_bowl, rosenbrock

SURFACES = [rosenbrock, himmelblau, quadratic_bowl(), quadratic_bowl(1e4, 0.6), quadratic_bowl(1.0)]
EACH = pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)


@pytest.mark.parametrize(
    ("surface", "point", "value"),
    [
        (rosenbrock, (1, 1), 0),
        (rosenbrock, (0, 0), 1),
        (rosenbrock, (-1.2, 1), 24.2),
        (himmelblau, (3, 2), 0),
        (himmelblau, (0, 0), 170),
        (himmelblau, (-0.270845, -0.923039), 181.617),
        (quadratic_bowl(10), (3, 0), 4.5),
        (quadratic_bowl(10), (0, 3), 45),
        (quadratic_bowl(10, np.pi / 2), (0, 3), 4.5),
        (quadratic_bowl(25, np.pi / 4), (1, 1), 1),
    ],
)
def test_known_values(surface, point, value):
    assert surface.value(point) == pytest.approx(value, rel=1e-5, abs=1e-15)
    assert surface.plotted(point) == surface.value(point)


@EACH
def test_gradient_and_hessian_are_the_differences(surface, difference):
    points = np.random.default_rng(0).uniform(-3, 3, (40, 2))
    slope, bend = surface.gradient(points), surface.hessian(points)
    size = np.abs(bend).max()
    np.testing.assert_allclose(slope, difference(surface.value, points), rtol=1e-6, atol=1e-8 * size)
    np.testing.assert_allclose(bend, difference(surface.gradient, points), rtol=1e-6, atol=1e-8 * size)


@EACH
def test_the_minimizer_is_one(surface):
    assert surface.value(surface.minimizer) == pytest.approx(0, abs=1e-25)
    np.testing.assert_allclose(surface.gradient(surface.minimizer), 0, atol=1e-12)
    assert np.linalg.eigvalsh(surface.hessian(surface.minimizer))[0] > 0
    with pytest.raises(ValueError, match="read-only"):
        surface.minimizer[0] = 1


def test_himmelblau_has_four():
    assert himmelblau.minimizers.shape == (4, 2)
    np.testing.assert_allclose(himmelblau.value(himmelblau.minimizers), 0, atol=1e-25)
    np.testing.assert_allclose(himmelblau.gradient(himmelblau.minimizers), 0, atol=1e-12)


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 5), (0,)])
def test_leading_axes(surface, shape):
    points = np.random.default_rng(1).standard_normal((*shape, 2))
    assert surface.value(points).shape == shape
    assert surface.gradient(points).shape == (*shape, 2)
    assert surface.hessian(points).shape == (*shape, 2, 2)
    flat = points.reshape(-1, 2)
    np.testing.assert_allclose(surface.value(points).ravel(), [surface.value(p) for p in flat], rtol=1e-12)


@EACH
def test_points_that_are_not_finite_are_silent(surface):
    for point in ([np.nan, 0], [np.inf, 1], [1e308, -1e308]):
        assert not np.isfinite(surface.value(point))
        surface.gradient(point)
        surface.hessian(point)


@EACH
def test_points_of_another_dimension(surface):
    with pytest.raises(ValueError, match=rf"w has shape \(3,\), but {surface.name} is defined on R\^2"):
        surface.value([1, 2, 3])


@pytest.mark.parametrize(("condition", "angle"), [(1, 0), (96, 0.3), (1e8, 2.5)])
def test_the_bowl_has_the_condition_asked_for(condition, angle):
    bowl = quadratic_bowl(condition, angle)
    assert np.linalg.cond(bowl.root) ** 2 == pytest.approx(condition, rel=1e-6)
    along = np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(bowl.gradient(along), along, atol=1e-15 * condition)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.5,), "condition is 0.5, but expected a finite number of at least 1"),
        ((np.inf,), "condition is inf"),
        ((2, "x"), "angle is 'x'"),
    ],
)
def test_bowls_refuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        quadratic_bowl(*arguments)
