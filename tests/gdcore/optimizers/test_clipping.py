"""Clipping: by the norm of each run's gradient, or by each value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdcore import adam, clip_by_norm, clip_by_value, sgd, weight_decay

FINITE = arrays(np.float64, (4, 3), elements=st.floats(-1e3, 1e3))


def seen(optimizer, gradient, point=None):
    """The gradient that the optimiser is given: minus the move of gradient descent at the rate 1."""
    point = np.zeros_like(gradient) if point is None else point
    return -optimizer.update(gradient, None, point, 0)[0]


def test_norms_by_hand():
    gradients = np.array([[30.0, 40.0], [3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    clipped = seen(clip_by_norm(sgd(1.0), 5), gradients)
    np.testing.assert_allclose(clipped, [[3, 4], [3, 4], [0.3, 0.4], [0, 0]], rtol=1e-15)


def test_values_by_hand():
    gradients = np.array([[30.0, -0.4], [-3.0, 2.0]])
    np.testing.assert_array_equal(seen(clip_by_value(sgd(1.0), 2.0), gradients), [[2, -0.4], [-2, 2]])


@given(gradient=FINITE, max_norm=st.floats(1e-3, 1e3))
def test_long_gradients_become_as_long_as_allowed(gradient, max_norm):
    clipped, norm = seen(clip_by_norm(sgd(1.0), max_norm), gradient), np.linalg.norm(gradient, axis=1)
    long = norm > max_norm * (1 + 1e-12)
    np.testing.assert_allclose(np.linalg.norm(clipped[long], axis=1), max_norm, rtol=1e-12)
    expected = max_norm / norm[long, None] * gradient[long]
    np.testing.assert_allclose(clipped[long], expected, rtol=1e-12, atol=1e-300)
    short = norm < max_norm * (1 - 1e-12)
    np.testing.assert_array_equal(clipped[short], gradient[short])


@given(gradient=FINITE, max_norm=st.floats(1e-3, 1e3))
def test_eps_is_in_the_denominator_as_torch_has_it(gradient, max_norm):
    clipped = seen(clip_by_norm(sgd(1.0), max_norm, eps=0.1), gradient)
    share = np.minimum(1, max_norm / (np.linalg.norm(gradient, axis=1) + 0.1))
    np.testing.assert_allclose(clipped, share[:, None] * gradient, rtol=1e-13, atol=1e-300)


def test_one_weight_and_signs():
    np.testing.assert_array_equal(seen(clip_by_norm(sgd(1.0), 2), np.array([[-3.0], [1.0]])), [[-2], [1]])


def test_gradients_whose_squares_overflow_are_clipped_too():
    clipped = seen(clip_by_norm(sgd(1.0), 5), np.array([[3e200, -4e200], [3e-200, 4e-200]]))
    np.testing.assert_allclose(clipped, [[3, -4], [3e-200, 4e-200]], rtol=1e-15)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_is_not_finite():
    gradients = np.array([[np.inf, 1.0], [np.nan, 1.0], [3.0, 4.0]])
    clipped = seen(clip_by_norm(sgd(1.0), 5), gradients)
    assert np.isnan(clipped[:2, 0]).all()
    np.testing.assert_array_equal(clipped[2], [3, 4])
    np.testing.assert_array_equal(seen(clip_by_value(sgd(1.0), 2), gradients), [[2, 1], [np.nan, 1], [2, 2]])


def test_the_outer_change_comes_first():
    """PyTorch clips gradients before its optimisers add the decay."""
    gradient, point = np.array([30.0, 40.0]), np.array([1.0, 1.0])
    outer = seen(clip_by_norm(weight_decay(sgd(1.0), 10), 5), gradient, point)
    inner = seen(weight_decay(clip_by_norm(sgd(1.0), 5), 10), gradient, point)
    np.testing.assert_allclose(outer, [13, 14], rtol=1e-15)
    np.testing.assert_allclose(inner, np.array([40, 50]) * 5 / np.hypot(40, 50), rtol=1e-15)


def test_it_is_the_optimizer_given_other_gradients(fed):
    gradients = np.random.default_rng(0).normal(size=(20, 3)) * 5
    norms = np.linalg.norm(gradients, axis=1, keepdims=True)
    moves = fed(clip_by_norm(adam(0.1), 2), gradients)
    np.testing.assert_allclose(moves, fed(adam(0.1), gradients * np.minimum(1, 2 / norms)), rtol=1e-12)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "1", None, True])
def test_refuses_bounds(value):
    expected = f"is {value!r}, but expected a finite number above 0"
    with pytest.raises(ValueError, match=f"max_norm {expected}"):
        clip_by_norm(sgd(0.1), value)
    with pytest.raises(ValueError, match=f"clip_value {expected}"):
        clip_by_value(sgd(0.1), value)


def test_refuses_eps():
    with pytest.raises(ValueError, match="eps is -1, but expected a finite number of at least 0"):
        clip_by_norm(sgd(0.1), 1, eps=-1)
