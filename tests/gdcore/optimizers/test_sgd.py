"""SGD in PyTorch's form: its first steps, and how it and the notebook's momentum differ under a schedule."""

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    descend,
    gradient_descent,
    inverse_time,
    linear_data,
    momentum,
    nesterov,
    quadratic_bowl,
    sgd,
)

LOSS = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
START = np.array([2.0, 2.0, 8.0])
PAIRS = [(momentum(0.1, 0.9), sgd(0.1, 0.9)), (nesterov(0.1, 0.9), sgd(0.1, 0.9, nesterov=True))]


def apart(one, other):
    """The greatest distance of two paths, as a share of the way from start to minimiser."""
    return np.linalg.norm(one - other, axis=-1).max() / np.linalg.norm(START - LOSS.minimizer)


def test_two_steps_by_hand():
    """g = w on the bowl of condition number 1: u = 1, then 0.5 + 0.9; with Nesterov, g + u/2 each."""
    bowl = quadratic_bowl(1)
    plain, ahead = (descend(bowl, sgd(0.1, 0.5, n), [1.0, 0.0], 2).points[:, 0] for n in (False, True))
    np.testing.assert_allclose(plain, [1, 0.9, 0.9 - 0.1 * 1.4], rtol=1e-15)
    np.testing.assert_allclose(ahead, [1, 0.85, 0.85 - 0.1 * (0.85 + 0.5 * 1.35)], rtol=1e-15)


@pytest.mark.parametrize(("ours", "torchs"), PAIRS)
def test_the_two_forms_are_one_at_a_constant_rate(ours, torchs):
    paths = [descend(LOSS, optimizer, START, 200).points for optimizer in (ours, torchs)]
    assert apart(*paths) < 1e-13


@pytest.mark.parametrize("make", [momentum, nesterov])
def test_the_two_forms_differ_under_a_schedule(make):
    """A new rate rescales the whole velocity there; here the velocity keeps what older rates put into it."""
    rate = inverse_time(0.2, 0.1)
    paths = [descend(LOSS, o, START, 60).points for o in (make(rate, 0.9), sgd(rate, 0.9, make is nesterov))]
    assert 0.05 < apart(*paths) < 0.5
    np.testing.assert_array_equal(paths[0][:2], paths[1][:2])


def test_without_momentum_it_is_gradient_descent():
    paths = [descend(LOSS, optimizer, START, 50).points for optimizer in (sgd(0.3), gradient_descent(0.3))]
    np.testing.assert_array_equal(*paths)


@pytest.mark.parametrize("beta", [-0.1, 1, 1.5, np.nan, "0.9", None])
def test_refuses_momenta(beta):
    with pytest.raises(
        ValueError, match=f"momentum is {beta!r}, but expected a number of at least 0 and below 1"
    ):
        sgd(0.1, beta)


def test_refuses_nesterov_without_momentum():
    with pytest.raises(ValueError, match="nesterov is True, but momentum is 0: give a momentum above 0"):
        sgd(0.1, nesterov=True)
    with pytest.raises(ValueError, match="nesterov is 1, but expected True or False"):
        sgd(0.1, 0.9, nesterov=1)
