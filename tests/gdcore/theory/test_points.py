"""The closed form: against the steps themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, descend, gradient_descent, quadratic_bowl, rosenbrock, theory
from tests.gdcore.theory.regressions import NOISY, rng


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    scales=st.lists(st.floats(-4, 4), min_size=1, max_size=4),
    share=st.sampled_from([1e-3, 0.3, 0.5, 0.9, 0.999, 1.0]),
    steps=st.sampled_from([1, 50, 2000]),
)
def test_the_closed_form_is_the_descent(seed, scales, share, steps):
    draw, d = rng(seed), len(scales)
    x = draw.standard_normal((40, d)) * 10.0 ** np.array(scales)
    loss = LeastSquares(Samples(x, x @ draw.standard_normal(d) + draw.standard_normal(40)))
    start, rate = draw.standard_normal((2, d + 1)), share * theory.max_rate(loss)
    points = theory.closed_form(loss, rate, start, steps)
    walked = descend(loss, gradient_descent(rate), start, steps).points
    assert points.shape == (steps + 1, 2, d + 1)
    assert np.abs(points - walked).max() <= 1e-10 * np.abs(walked).max()
    np.testing.assert_allclose(
        theory.closed_form(loss, rate, start[1], steps), points[:, 1], rtol=1e-9, atol=1e-12
    )


def test_the_closed_form_of_longley(longley):
    loss = LeastSquares(longley)
    for share in (0.01, 0.5, 0.999):
        rate = share * theory.max_rate(loss)
        walked = descend(loss, gradient_descent(rate), np.ones(7), 2000).points
        points = theory.closed_form(loss, rate, np.ones(7), 2000)
        assert np.abs(points - walked).max() <= 1e-10 * np.abs(walked).max()


def test_the_closed_form_of_a_bowl_by_hand():
    points = theory.closed_form(quadratic_bowl(10), 0.1, [8, 3], 3)
    np.testing.assert_allclose(points, [[8, 3], [7.2, 0], [6.48, 0], [5.832, 0]], atol=1e-15)


@pytest.mark.parametrize("angle", [0.0, 0.3])
def test_the_closed_form_overflows_to_infinity(angle):
    points = theory.closed_form(quadratic_bowl(10, angle), 10.0, [[1, 1], [2, -1]], 1000)
    assert np.isinf(points[-1]).all()
    assert np.isfinite(points[:100]).all()
    assert not np.isnan(points).any()


def test_the_closed_form_stays_finite_along_a_direction_without_a_slope():
    points = theory.closed_form(quadratic_bowl(10), 0.5, [1, 0], 2000)
    np.testing.assert_allclose(points[:20, 0], 0.5 ** np.arange(20.0), rtol=1e-12)
    assert not points[:, 1].any()
    apart = theory.closed_form(quadratic_bowl(10), 0.5, [1, 1], 2000)
    np.testing.assert_array_equal(apart[:, 0], points[:, 0])
    assert np.isinf(apart[-1, 1])


class Gutter:
    """x^2 / 2, flat along y."""

    root, minimizer, dim = np.diag([1.0, 0.0]), np.zeros(2), 2

    def value(self, w, /):
        return 0.5 * np.square(np.asarray(w)[..., 0])

    plotted = value

    def gradient(self, w, /):
        return np.asarray(w, dtype=float) * (1, 0)


def test_the_closed_form_without_curvature_is_the_descent():
    points = descend(Gutter(), gradient_descent(0.1), [2, 3], 30).points
    np.testing.assert_allclose(theory.closed_form(Gutter(), 0.1, [2, 3], 30), points, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.closed_form(rosenbrock, 0.1, [1, 1], 3), "loss is rosenbrock"),
        (
            lambda: theory.closed_form(NOISY, 0, [1, 2, 3], 3),
            "rate is 0, but expected a finite number above 0",
        ),
        (lambda: theory.closed_form(NOISY, 0.1, [1, 2], 3), r"start has shape \(2,\), but least squares"),
        (lambda: theory.closed_form(NOISY, 0.1, [1, 2, np.nan], 3), r"start\[2\] is nan"),
        (lambda: theory.closed_form(NOISY, 0.1, [1, 2, 3], -1), "steps is -1"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
