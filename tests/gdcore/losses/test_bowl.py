"""Quadratic bowls: a case of quadratic functions. What all of these are tested on is in test_quadratics."""

import numpy as np
import pytest

from gdcore import Bowl, QuadraticFunction, quadratic, quadratic_bowl


@pytest.mark.parametrize(
    ("bowl", "point", "value"),
    [
        (quadratic_bowl(10), [3, 0], 4.5),
        (quadratic_bowl(10), [0, 3], 45),
        (quadratic_bowl(10, np.pi / 2), [0, 3], 4.5),
        (quadratic_bowl(25, np.pi / 4), [1, 1], 1),
    ],
)
def test_known_values(bowl, point, value):
    assert bowl.value(point) == pytest.approx(value)


@pytest.mark.parametrize(("condition", "angle"), [(1, 0), (96, 0.3), (1e8, 2.5)])
def test_the_bowl_has_the_condition_asked_for(condition, angle):
    bowl = quadratic_bowl(condition, angle)
    assert np.linalg.cond(bowl.root) ** 2 == pytest.approx(condition, rel=1e-6)
    along = np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(bowl.gradient(along), along, atol=1e-15 * condition)


def test_a_bowl_is_a_quadratic_function():
    bowl, points = quadratic_bowl(7, 0.3), np.random.default_rng(1).uniform(-3, 3, (20, 2))
    assert isinstance(bowl, QuadraticFunction)
    same = quadratic([1, 7], angle=0.3)
    np.testing.assert_array_equal(bowl.gradient(points), same.gradient(points))
    np.testing.assert_array_equal(bowl.root, same.root)


def test_bowls_of_the_same_numbers_are_equal():
    assert quadratic_bowl(7, 0.3) == Bowl(7.0, 0.3)
    assert quadratic_bowl(7, 0.3) != quadratic_bowl(7)
    assert len({quadratic_bowl(7), Bowl(7.0, 0.0)}) == 1
    assert quadratic_bowl(10).name == "quadratic bowl of condition number 10"
    assert repr(quadratic_bowl(7)) == "Bowl(condition=7.0, angle=0.0)"


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
