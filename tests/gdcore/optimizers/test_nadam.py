"""NAdam: its steps by hand, what its momentum comes to, Optax's form as a limit, refusals."""

import numpy as np
import pytest

from gdcore import adam, nadam

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3)) + 0.3


def test_two_steps_by_hand(fed):
    """Without a rise mu = b1 / 2 = 0.25, so p = 1/4, then 1/16, then 1/64; g = 2, then 4; b2 = 0.75.

    m = 1, then 2.5; v' = 4, then 4.75 * 16 / 7.
    """
    moves = fed(nadam(0.1, betas=(0.5, 0.75), eps=0, momentum_decay=0), [[2.0], [4.0]])
    first = (0.75 / (3 / 4) * 2 + 0.25 / (15 / 16) * 1) / 2
    second = (0.75 / (15 / 16) * 4 + 0.25 / (63 / 64) * 2.5) / np.sqrt(4.75 * 16 / 7)
    np.testing.assert_allclose(moves, [[-0.1 * first], [-0.1 * second]], rtol=1e-15)


def test_the_momentum_rises_from_half_of_beta1_to_beta1():
    """Its running product, the third part of the state, tells each mu."""
    optimizer, point = nadam(0.1, betas=(0.9, 0.999), momentum_decay=0.1), np.zeros(1)
    state, products = optimizer.init(point), [1.0]
    for step in range(2000):
        _, state = optimizer.update(np.ones(1), state, point, step)
        products.append(state[2].item())
    mu = np.divide(products[1:], products[:-1])
    steps = np.arange(1, 2001)
    np.testing.assert_allclose(mu, 0.9 * (1 - 0.5 * 0.96 ** (0.1 * steps)), rtol=1e-13)
    assert 0.45 < mu[0] < 0.46
    assert 0.8998 < mu[-1] < 0.9


def test_a_momentum_that_has_risen_at_once_is_optaxs(fed):
    """m'' = b1 m / (1 - b1^(t + 1)) + (1 - b1) g / (1 - b1^t)."""
    moves = fed(nadam(0.1, eps=1e-3, momentum_decay=1e6), GRADIENTS)
    mean, square = np.zeros((2, 5, 3))
    for t, (gradient, move) in enumerate(zip(GRADIENTS, moves, strict=True), start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        ahead = 0.9 * mean / (1 - 0.9 ** (t + 1)) + 0.1 * gradient / (1 - 0.9**t)
        expected = -0.1 * ahead / (np.sqrt(square / (1 - 0.999**t)) + 1e-3)
        np.testing.assert_allclose(move, expected, rtol=1e-13)


def test_without_memory_of_gradients_it_is_adam(fed):
    moves = [fed(make(0.1, betas=(0, 0.9)), GRADIENTS) for make in (nadam, adam)]
    np.testing.assert_allclose(*moves, rtol=1e-13)


@pytest.mark.parametrize("value", [-1e-3, np.nan, np.inf, None])
def test_refuses_momentum_decay(value):
    expected = f"momentum_decay is {value!r}, but expected a finite number of at least 0"
    with pytest.raises(ValueError, match=expected):
        nadam(0.1, momentum_decay=value)
