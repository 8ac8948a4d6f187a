"""Adam and AdamW: their steps by hand, as weighted means, closed cases, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import adam, adamw, descend, nadam, quadratic_bowl, sgd, sign_descent

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3)) + 0.3


def weighted_mean(beta, values):
    """The mean of values up to each, that of age k weighing beta^k: Adam's moments without their bias."""
    steps = np.arange(len(values))
    ages = steps[:, None] - steps
    weights = np.where(ages >= 0, beta ** np.maximum(ages, 0), 0.0)
    return np.tensordot(weights / weights.sum(axis=1, keepdims=True), values, axes=1)


def test_two_steps_by_hand(fed):
    """b1 = 0.5, b2 = 0.75; g = 2, then 4: m' = 2 and v' = 4; m' = 2.5 / 0.75, v' = (0.75 + 4) / (7 / 16)."""
    moves = fed(adam(0.1, betas=(0.5, 0.75), eps=0), [[2.0], [4.0]])
    np.testing.assert_allclose(moves, [[-0.1], [-0.1 * (2.5 / 0.75) / np.sqrt(4.75 * 16 / 7)]], rtol=1e-15)


def test_two_steps_of_adamw_by_hand(fed):
    """From w = 3: the first move decays 3, and the second what the first has left."""
    moves = fed(adamw(0.1, betas=(0.5, 0.75), eps=0, weight_decay=0.5), [[2.0], [4.0]], start=[3.0])
    second = -0.1 * (2.5 / 0.75) / np.sqrt(4.75 * 16 / 7) - 0.05 * (3 - 0.25)
    np.testing.assert_allclose(moves, [[-0.25], [second]], rtol=1e-15)


@given(beta1=st.floats(0, 0.99), beta2=st.floats(0, 0.999), eps=st.floats(1e-12, 1))
def test_moments_are_weighted_means(fed, beta1, beta2, eps):
    mean, square = weighted_mean(beta1, GRADIENTS), weighted_mean(beta2, GRADIENTS**2)
    moves = fed(adam(0.2, betas=(beta1, beta2), eps=eps), GRADIENTS)
    np.testing.assert_allclose(moves, -0.2 * mean / (np.sqrt(square) + eps), rtol=1e-10, atol=1e-13)


def test_one_gradient_throughout_gives_steps_of_the_rate(fed):
    moves = fed(adam(0.1, eps=0), np.broadcast_to([3.0, -0.01], (50, 2)))
    np.testing.assert_allclose(moves, np.broadcast_to([-0.1, 0.1], (50, 2)), rtol=1e-12)


def test_without_memory_it_is_signed_descent(fed):
    moves = [fed(optimizer, GRADIENTS) for optimizer in (adam(0.1, betas=(0, 0), eps=0), sign_descent(0.1))]
    np.testing.assert_allclose(*moves, rtol=1e-15)


def test_at_a_huge_eps_it_is_gradient_descent_along_the_mean(fed):
    moves = fed(adam(1e12, betas=(0, 0.9), eps=1e12), GRADIENTS)
    np.testing.assert_allclose(moves, fed(sgd(1.0), GRADIENTS), rtol=1e-10)


def test_adamw_without_gradient_shrinks_by_rate_times_decay():
    """At the minimum of a bowl in y alone, x = 1 has no gradient: what is left is (1 - a decay)^t."""

    class Flat:
        def value(self, w):
            return np.zeros(np.shape(w)[:-1])

        def gradient(self, w):
            return np.zeros(np.shape(w))

    points = descend(Flat(), adamw(0.1, weight_decay=0.5), [1.0, -2.0], 20).points
    expected = np.outer(0.95 ** np.arange(21), [1.0, -2.0])
    np.testing.assert_allclose(points, expected, rtol=1e-14)


def test_decoupled_decay_is_not_the_gradients():
    """Adam divides a decay in the gradient by its own size, and so loses it."""
    start, bowl = [1.0, 1.0], quadratic_bowl(10)
    paths = [descend(bowl, adamw(0.01, weight_decay=decay), start, 50).points for decay in (0, 1)]
    np.testing.assert_array_equal(paths[0], descend(bowl, adam(0.01), start, 50).points)
    assert np.linalg.norm(paths[1][-1]) < 0.8 * np.linalg.norm(paths[0][-1])


def test_bias_correction_holds_late(fed):
    """After 2000 steps both corrections are 1 but for rounding, and moments alone give the step."""
    optimizer, gradient = adam(0.1, betas=(0.5, 0.5), eps=0), np.array([2.0])
    move, _ = optimizer.update(gradient, (np.array([4.0]), np.array([9.0])), np.zeros(1), 2000)
    np.testing.assert_allclose(move, -0.1 * 3 / np.sqrt(6.5), rtol=1e-15)


@pytest.mark.parametrize("make", [adam, adamw, nadam])
@pytest.mark.parametrize("betas", [0.9, (0.9,), (0.9, 0.99, 0.999), "ab", None, {0.9, 0.99}])
def test_refuses_what_is_no_pair_of_betas(make, betas):
    with pytest.raises(ValueError, match=r"betas is .*, but expected two numbers of at least 0 and below 1"):
        make(0.1, betas=betas)


@pytest.mark.parametrize("make", [adam, adamw, nadam])
@pytest.mark.parametrize("beta", [-0.1, 1, np.nan, "0.9", None])
def test_refuses_betas(make, beta):
    expected = f"is {beta!r}, but expected a number of at least 0 and below 1"
    for place, betas in enumerate([(beta, 0.9), (0.9, beta)]):
        with pytest.raises(ValueError, match=rf"betas\[{place}\] {expected}"):
            make(0.1, betas=betas)


def test_adamw_refuses_its_decay():
    with pytest.raises(ValueError, match=r"^weight_decay is -1, but expected a finite number of at least 0"):
        adamw(0.1, weight_decay=-1)


@pytest.mark.parametrize("make", [adam, adamw, nadam])
@pytest.mark.parametrize("eps", [-1e-8, np.nan, np.inf, None])
def test_refuses_eps(make, eps):
    with pytest.raises(ValueError, match=f"eps is {eps!r}, but expected a finite number of at least 0"):
        make(0.1, eps=eps)
