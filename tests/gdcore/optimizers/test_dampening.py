"""Dampening: the first gradient whole, later ones in part."""

import numpy as np
import pytest

from gdcore import adam, dampening, sgd, weight_decay

GRADIENTS = np.random.default_rng(0).normal(size=(20, 5, 3))


def test_three_steps_by_hand(fed):
    """u = 4, then 0.5 * 4 + 0.25 * 8 = 4, then 0.5 * 4 + 0.25 * 4 = 3."""
    moves = fed(dampening(sgd(0.1, 0.5), 0.75), [[4.0], [8.0], [4.0]])
    np.testing.assert_allclose(moves, [[-0.4], [-0.4], [-0.3]], rtol=1e-15)


def test_as_much_as_momentum_it_averages(fed):
    """One gradient throughout gives the same step throughout, as from the first gradient on."""
    moves = fed(dampening(sgd(0.1, 0.9), 0.9), np.full((50, 2), 3.0))
    np.testing.assert_allclose(moves, -0.3, rtol=1e-14)


@pytest.mark.parametrize("optimizer", [sgd(0.1, 0.9), adam(0.1)])
def test_it_is_the_optimizer_given_other_gradients(fed, optimizer):
    share = np.where(np.arange(20) == 0, 1, 0.75).reshape(-1, 1, 1)
    moves = fed(dampening(optimizer, 0.25), GRADIENTS)
    np.testing.assert_array_equal(moves, fed(optimizer, share * GRADIENTS))


def test_the_decay_of_weights_is_dampened_with_the_gradient(fed):
    """As PyTorch does: from w = 2 with decay 0.5, u = 5, then 0.5 * 5 + 0.25 * (8 + 0.5 * 1.5)."""
    moves = fed(weight_decay(dampening(sgd(0.1, 0.5), 0.75), 0.5), [[4.0], [8.0]], start=[2.0])
    np.testing.assert_allclose(moves, [[-0.5], [-0.1 * (2.5 + 0.25 * 8.75)]], rtol=1e-15)


def test_none_changes_nothing(fed):
    np.testing.assert_array_equal(*(fed(o, GRADIENTS) for o in (dampening(sgd(0.1, 0.9), 0), sgd(0.1, 0.9))))


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, "0.5", None, True])
def test_refuses(value):
    with pytest.raises(ValueError, match=f"dampening is {value!r}, but expected a number from 0 to 1"):
        dampening(sgd(0.1, 0.9), value)
