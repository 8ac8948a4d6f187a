"""RMSProp: its steps by hand and as weighted sums, centred and with momentum, refusals."""

import numpy as np
import pytest

from gdcore import rmsprop

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3)) + 0.5


def weighted(alpha, values):
    """(1 - alpha) times the sum of alpha^(t - i) values_i, for each t."""
    steps = np.arange(len(values))
    ages = steps[:, None] - steps
    weights = np.where(ages >= 0, (1 - alpha) * alpha ** np.maximum(ages, 0), 0.0)
    return np.tensordot(weights, values, axes=1)


def test_two_steps_by_hand(fed):
    """g = 4, then 3: v = 4, then 0.75 * 4 + 0.25 * 9."""
    moves = fed(rmsprop(0.5, alpha=0.75, eps=0), [[4.0], [3.0]])
    np.testing.assert_allclose(moves, [[-1.0], [-1.5 / np.sqrt(5.25)]], rtol=1e-15)


def test_two_centred_steps_by_hand(fed):
    """g = 4, then 3: m = 1, v - m^2 = 3; m = 1.5, v - m^2 = 5.25 - 2.25."""
    moves = fed(rmsprop(1.0, alpha=0.75, eps=0, centered=True), [[4.0], [3.0]])
    np.testing.assert_allclose(moves, [[-4 / np.sqrt(3)], [-3 / np.sqrt(3)]], rtol=1e-15)


def test_two_steps_with_momentum_by_hand(fed):
    """g = 4, then 3: u = 2, then 1 + 3 / sqrt(5.25)."""
    moves = fed(rmsprop(0.1, alpha=0.75, eps=0, momentum=0.5), [[4.0], [3.0]])
    np.testing.assert_allclose(moves, [[-0.2], [-0.1 - 0.3 / np.sqrt(5.25)]], rtol=1e-15)


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.7])
def test_averages_are_weighted_sums(fed, centered, momentum):
    spread = weighted(0.9, GRADIENTS**2) - (weighted(0.9, GRADIENTS) ** 2 if centered else 0)
    scaled = GRADIENTS / (np.sqrt(spread) + 1e-3)
    expected = -0.2 * weighted(momentum, scaled) / (1 - momentum)
    moves = fed(rmsprop(0.2, alpha=0.9, eps=1e-3, centered=centered, momentum=momentum), GRADIENTS)
    np.testing.assert_allclose(moves, expected, rtol=1e-11, atol=1e-13)


def test_a_variance_that_rounding_makes_negative_is_0(fed):
    """At one gradient throughout v - m^2 goes to 0, and its rounding below."""
    gradients = np.broadcast_to(np.linspace(0.1, 7, 200), (2000, 200))
    moves = fed(rmsprop(1e-3, alpha=0.5, eps=1.0, centered=True), gradients)
    assert np.isfinite(moves).all()
    np.testing.assert_allclose(moves[-1], -1e-3 * gradients[0], rtol=1e-6)


def test_eps_stands_outside_of_the_root(fed):
    np.testing.assert_allclose(fed(rmsprop(1.0, alpha=0.75, eps=0.5), [[2.0]]), -2 / 1.5, rtol=1e-15)
    assert fed(rmsprop(1.0), [[0.0]]) == 0


@pytest.mark.parametrize("name", ["alpha", "momentum"])
@pytest.mark.parametrize("value", [-0.1, 1, np.nan, "0.9", None])
def test_refuses_decay_factors(name, value):
    with pytest.raises(
        ValueError, match=f"{name} is {value!r}, but expected a number of at least 0 and below"
    ):
        rmsprop(0.1, **{name: value})


def test_refuses_the_rest():
    with pytest.raises(ValueError, match="eps is -1, but expected a finite number of at least 0"):
        rmsprop(0.1, eps=-1)
    with pytest.raises(ValueError, match="centered is 1, but expected True or False"):
        rmsprop(0.1, centered=1)
