"""Weight decay: in the gradient it is that of a loss with a penalty, decoupled it is not."""

import numpy as np
import pytest

from gdcore import (
    adam,
    decoupled_weight_decay,
    descend,
    inverse_time,
    momentum,
    quadratic_bowl,
    rmsprop,
    rosenbrock,
    sgd,
    weight_decay,
)


class Penalised:
    """Rosenbrock's function plus decay |w|^2 / 2."""

    def __init__(self, decay):
        self.decay = decay

    def value(self, w):
        return rosenbrock.value(w) + self.decay * np.square(w).sum(axis=-1) / 2

    def gradient(self, w):
        return rosenbrock.gradient(w) + self.decay * np.asarray(w)


@pytest.mark.parametrize("optimizer", [sgd(1e-4, 0.9), adam(0.01), rmsprop(0.001), momentum(1e-4, 0.5)])
def test_it_is_a_penalty_in_the_loss(optimizer):
    start = [[-1.2, 1.0], [0.5, 2.0]]
    ours = descend(rosenbrock, weight_decay(optimizer, 0.3), start, 100)
    np.testing.assert_allclose(ours.points, descend(Penalised(0.3), optimizer, start, 100).points, rtol=1e-11)


def test_two_steps_by_hand():
    """g = w on the bowl of condition number 1: with decay 2, w <- 0.7 w."""
    points = descend(quadratic_bowl(1), weight_decay(sgd(0.1), 2), [1.0, -2.0], 2).points
    np.testing.assert_allclose(points, np.outer([1, 0.7, 0.49], [1, -2]), rtol=1e-15)


def test_two_decoupled_steps_by_hand():
    """w <- w - 0.1 w - 0.1 * 2 w: of gradient descent the two decays are one."""
    points = descend(quadratic_bowl(1), decoupled_weight_decay(sgd(0.1), 0.1, 2), [1.0, -2.0], 2).points
    np.testing.assert_allclose(points, np.outer([1, 0.7, 0.49], [1, -2]), rtol=1e-15)


def test_decoupled_decay_stays_out_of_the_state(fed):
    """The velocity is that of the gradients alone; the decay is of the point before the move."""
    gradients = np.random.default_rng(0).normal(size=(20, 3))
    rate, point = inverse_time(0.1, 0.2), np.array([1.0, -2.0, 3.0])
    moves = fed(decoupled_weight_decay(sgd(rate, 0.9), rate, 0.5), gradients, start=point)
    for step, (plain, move) in enumerate(zip(fed(sgd(rate, 0.9), gradients), moves, strict=True)):
        np.testing.assert_allclose(move, plain - rate(step) * 0.5 * point, rtol=1e-13)
        point = point + move


def test_no_decay_changes_nothing():
    for optimizer in (weight_decay(adam(0.01), 0), decoupled_weight_decay(adam(0.01), 0.01, 0)):
        points = descend(rosenbrock, optimizer, [-1.2, 1.0], 50).points
        np.testing.assert_array_equal(points, descend(rosenbrock, adam(0.01), [-1.2, 1.0], 50).points)


@pytest.mark.parametrize("decay", [-0.1, np.nan, np.inf, "0.1", None, True])
def test_refuses_decays(decay):
    expected = f"decay is {decay!r}, but expected a finite number of at least 0"
    with pytest.raises(ValueError, match=expected):
        weight_decay(sgd(0.1), decay)
    with pytest.raises(ValueError, match=expected):
        decoupled_weight_decay(sgd(0.1), 0.1, decay)
