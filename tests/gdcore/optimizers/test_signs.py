"""Signed descent and Lion: their steps by hand, closed cases, refusals."""

import numpy as np
import pytest

from gdcore import descend, lion, quadratic_bowl, sign_descent

GRADIENTS = np.random.default_rng(0).normal(size=(40, 5, 3))


def test_signs_alone_count(fed):
    moves = fed(sign_descent(0.25), [[3.0, -1e-300, 0.0], [-np.inf, 5.0, -0.0]])
    np.testing.assert_array_equal(moves, [[-0.25, 0.25, 0], [0.25, -0.25, 0]])
    assert np.isnan(fed(sign_descent(0.25), [[np.nan]])).all()


def test_on_a_bowl_it_ends_in_a_cycle():
    """In steps of 0.4 from 1: 0.2, then back and forth."""
    points = descend(quadratic_bowl(1), sign_descent(0.4), [1.0, 1.0], 7).points
    expected = [1, 0.6, 0.2, -0.2, 0.2, -0.2, 0.2, -0.2]
    np.testing.assert_allclose(points, np.column_stack([expected, expected]), atol=1e-15)


def test_three_steps_of_lion_by_hand(fed):
    """g = 4, -0.5, -0.5. With b1 = 0.5 the sign is that of m + g; with b2 = 0.75, m = 0, 1, 0.625 before."""
    moves = fed(lion(0.1, betas=(0.5, 0.75)), [[4.0], [-0.5], [-0.5]])
    np.testing.assert_array_equal(moves, [[-0.1], [-0.1], [-0.1]])
    moves = fed(lion(0.1, betas=(0.5, 0.9)), [[4.0], [-0.5], [-0.5]])  # m = 0, 0.4, 0.31
    np.testing.assert_array_equal(moves, [[-0.1], [0.1], [0.1]])


def test_lions_decay_by_hand(fed):
    moves = fed(lion(0.1, weight_decay=0.5), [[4.0], [4.0]], start=[2.0])
    np.testing.assert_allclose(moves, [[-0.1 - 0.1], [-0.1 - 0.05 * 1.8]], rtol=1e-15)


def test_lions_two_averages(fed):
    """The sign is of b1 m + (1 - b1) g, and m goes on with b2."""
    mean = np.zeros((5, 3))
    for gradient, move in zip(GRADIENTS, fed(lion(0.2, betas=(0.6, 0.95)), GRADIENTS), strict=True):
        np.testing.assert_array_equal(move, -0.2 * np.sign(0.6 * mean + 0.4 * gradient))
        mean = 0.95 * mean + 0.05 * gradient


def test_lion_without_memory_is_signed_descent(fed):
    moves = [fed(optimizer, GRADIENTS) for optimizer in (lion(0.1, betas=(0, 0.9)), sign_descent(0.1))]
    np.testing.assert_array_equal(*moves)


def test_the_gradients_size_does_not_matter(fed):
    for optimizer in (sign_descent(0.1), lion(0.1)):
        np.testing.assert_array_equal(fed(optimizer, GRADIENTS), fed(optimizer, 2.0**300 * GRADIENTS))


def test_lion_refuses():
    with pytest.raises(
        ValueError, match=r"betas is 0\.9, but expected two numbers of at least 0 and below 1"
    ):
        lion(0.1, betas=0.9)
    with pytest.raises(ValueError, match=r"betas\[1\] is 1, but expected a number of at least 0 and below 1"):
        lion(0.1, betas=(0.9, 1))
    with pytest.raises(
        ValueError, match=r"^weight_decay is -0\.1, but expected a finite number of at least 0"
    ):
        lion(0.1, weight_decay=-0.1)
