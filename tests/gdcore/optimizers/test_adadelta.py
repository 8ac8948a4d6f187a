"""Adadelta: its steps by hand, what they do not depend on, refusals."""

import numpy as np
import pytest

from gdcore import adadelta

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3))


def test_two_steps_by_hand(fed):
    """rho = 0.5, eps = 1; g = 4, then 2: v = 8, then 6; d = 4 / 3, x = 8 / 9, then d = 2 sqrt(17 / 9 / 7)."""
    moves = fed(adadelta(rho=0.5, eps=1.0), [[4.0], [2.0]])
    np.testing.assert_allclose(moves, [[-4 / 3], [-2 * np.sqrt(17 / 63)]], rtol=1e-15)


def test_at_rho_0_it_is_a_product_of_ratios(fed):
    """v = g^2 and x = d^2: nothing but the step before is kept."""
    moves = fed(adadelta(rho=0.0, eps=0.1), GRADIENTS)
    before = np.concatenate([np.zeros_like(moves[:1]), moves[:-1]])
    expected = -GRADIENTS * np.sqrt((before**2 + 0.1) / (GRADIENTS**2 + 0.1))
    np.testing.assert_allclose(moves, expected, rtol=1e-13)


def test_the_rate_scales_moves_alone(fed):
    """The average of squared steps is that of steps before they are scaled."""
    np.testing.assert_array_equal(fed(adadelta(0.25), GRADIENTS), 0.25 * fed(adadelta(1.0), GRADIENTS))


def test_steps_have_the_unit_of_weights_and_not_of_gradients(fed):
    """But for eps in the average of squared gradients."""
    plain, scaled = (fed(adadelta(eps=1e-20), size * GRADIENTS) for size in (1.0, 1e6))
    np.testing.assert_allclose(plain, scaled, rtol=1e-9)


def test_a_gradient_of_0_moves_nothing(fed):
    assert fed(adadelta(), [[0.0]]) == 0


@pytest.mark.parametrize("value", [-0.1, 1, np.nan, "0.9", None])
def test_refuses_rho(value):
    with pytest.raises(
        ValueError, match=f"rho is {value!r}, but expected a number of at least 0 and below 1"
    ):
        adadelta(rho=value)


@pytest.mark.parametrize("value", [0, -1, np.inf, None])
def test_refuses_eps(value):
    with pytest.raises(ValueError, match=f"eps is {value!r}, but expected a finite number above 0"):
        adadelta(eps=value)
