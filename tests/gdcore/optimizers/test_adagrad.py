"""AdaGrad: its steps by hand and in closed form, where its eps stands, refusals."""

import numpy as np
import pytest

from gdcore import adagrad, descend, quadratic_bowl

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3))


def test_two_steps_by_hand(fed):
    """g = 3, then 4: s = 9, then 25."""
    np.testing.assert_allclose(fed(adagrad(0.5, eps=0), [[3.0], [4.0]]), [[-0.5], [-0.5 * 4 / 5]], rtol=1e-15)


def test_the_first_steps_on_a_bowl():
    """w = 1, so g = 1 and s = 1; w = 0.9, s = 1.81."""
    points = descend(quadratic_bowl(1), adagrad(0.1, eps=0), [1.0, 0.5], 2).points
    np.testing.assert_allclose(points[:, 0], [1, 0.9, 0.9 - 0.1 * 0.9 / np.sqrt(1.81)], rtol=1e-14)


def test_each_weight_is_divided_by_the_root_of_its_sum_of_squares(fed):
    total = np.cumsum(GRADIENTS**2, axis=0) + 0.2
    moves = fed(adagrad(0.3, eps=1e-3, initial_accumulator_value=0.2), GRADIENTS)
    np.testing.assert_allclose(moves, -0.3 * GRADIENTS / (np.sqrt(total) + 1e-3), rtol=1e-13)


def test_the_gradients_unit_does_not_matter(fed):
    """A power of two rounds nothing."""
    plain, scaled = (fed(adagrad(0.3, eps=0), size * GRADIENTS) for size in (1, 2.0**40))
    np.testing.assert_array_equal(plain, scaled)


def test_eps_stands_outside_of_the_root(fed):
    np.testing.assert_allclose(fed(adagrad(1.0, eps=0.5), [[1.0]]), -1 / 1.5, rtol=1e-15)
    assert fed(adagrad(1.0), [[0.0]]) == 0


@pytest.mark.parametrize("name", ["eps", "initial_accumulator_value"])
@pytest.mark.parametrize("value", [-1e-9, np.nan, np.inf, "0", None, True])
def test_refuses(name, value):
    with pytest.raises(ValueError, match=f"{name} is {value!r}, but expected a finite number of at least 0"):
        adagrad(0.1, **{name: value})
