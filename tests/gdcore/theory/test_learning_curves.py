"""Learning curves: against the definition of a step's moments, the stationary covariance, and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    Samples,
    cosine,
    descend,
    gradient_descent,
    inverse_time,
    linear_data,
    quadratic_bowl,
    sample_batches,
    theory,
)
from tests.gdcore.theory.regressions import LINE, NARROW, NOISY, rng

WIDE = LeastSquares(linear_data(40, [1, 2, 3], 2, noise=2, rng=rng()))
LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE, WIDE], ids=["noisy", "narrow", "line", "wide"])


def defined(loss, schedule, batch, start, steps):
    """The second moments, by the moments of a single row's gradient at each step."""
    x, r = loss.design, loss.samples.y - loss.design @ loss.minimizer
    mean = np.array(start) - loss.minimizer
    second, found = np.outer(mean, mean), []
    for step in range(steps + 1):
        found.append(second)
        a, h = schedule(step), loss.hessian
        inside = np.einsum("ni,ij,nj->n", x, second, x) - 2 * r * (x @ mean) + r**2
        single = (x * inside[:, np.newaxis]).T @ x / len(x)
        square = (1 - 1 / batch) * h @ second @ h + single / batch
        second = second - a * (h @ second + second @ h) + a**2 * square
        mean = mean - a * h @ mean
    return np.array(found)


@LOSSES
@pytest.mark.parametrize("batch", [1, 3, 1000])
@pytest.mark.parametrize("schedule", [inverse_time(0.3, 0.1), cosine(0.2, 30)], ids=["decay", "cosine"])
def test_it_is_what_the_moments_of_a_rows_gradient_give(loss, batch, schedule):
    start = loss.minimizer + np.arange(1.0, loss.dim + 1)
    expected = defined(loss, schedule, batch, start, 40)
    found = theory.second_moments(loss, schedule, batch, start, 40)
    sizes = np.abs(expected).max(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(found / sizes, expected / sizes, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(found, found.swapaxes(1, 2))
    mse = loss.minimum + np.einsum("ij,tji->t", loss.hessian, expected)
    np.testing.assert_allclose(theory.learning_curve(loss, schedule, batch, start, 40), mse, rtol=1e-9)


@LOSSES
@pytest.mark.parametrize("batch", [1, 5])
def test_at_a_constant_rate_it_ends_at_the_stationary_covariance(loss, batch):
    rate = 0.5 * theory.max_rate(loss, batch=batch)
    steps = int(20 / (rate * theory.curvatures(loss)[-1]))
    end = theory.second_moments(loss, rate, batch, np.zeros(loss.dim), steps)[-1]
    expected = theory.stationary_covariance(loss, rate, batch)
    assert np.abs(end - expected).max() < 1e-6 * np.abs(expected).max()
    curve = theory.learning_curve(loss, rate, batch, np.zeros(loss.dim), steps)
    assert curve[-1] == pytest.approx(theory.stationary_mse(loss, rate, batch), rel=1e-6)


@pytest.mark.parametrize("batch", [1, 4])
def test_the_mean_of_20_000_runs_follows_it_from_their_start_on(batch):
    schedule, start = inverse_time(0.25, 0.1), [2, 2, 8]
    rows = sample_batches(NOISY.n, batch, 40, rng=rng(1), runs=20_000)
    run = descend(NOISY, gradient_descent(schedule), start, 40, batches=rows)
    curve = theory.learning_curve(NOISY, schedule, batch, start, 40)
    error = run.losses.std(axis=1) / np.sqrt(20_000)
    assert (np.abs(run.losses.mean(axis=1) - curve)[1:] < 4 * error[1:]).all()
    assert (error < 0.01 * (curve - NOISY.minimum)).all()
    assert curve[0] == pytest.approx(NOISY.mse(start), rel=1e-12)


def test_without_noise_and_with_whole_batches_it_is_the_descent():
    clean = LeastSquares(Samples([[-1.0], [1.0]], [1.0, 5.0]))
    run = descend(clean, gradient_descent(inverse_time(0.5, 0.3)), [0.0, 0.0], 20)
    curve = theory.learning_curve(clean, inverse_time(0.5, 0.3), 10**12, [0.0, 0.0], 20)
    np.testing.assert_allclose(curve, run.losses, rtol=1e-9, atol=1e-12)


def test_any_function_of_a_step_is_a_schedule():
    found = theory.learning_curve(LINE, lambda step: 0.1 if step < 5 else 0.0, 1, [0, 0], 8)
    np.testing.assert_allclose(found[:6], theory.learning_curve(LINE, 0.1, 1, [0, 0], 5), rtol=1e-14)
    np.testing.assert_allclose(found[5:], found[5], rtol=1e-14)
    assert theory.second_moments(LINE, 0.1, 1, [0, 0], 0).shape == (1, 2, 2)


def test_beyond_the_limit_it_grows_until_it_is_infinite():
    curve = theory.learning_curve(NOISY, 3, 1, [2, 2, 8], 2000)
    assert (np.diff(curve[:100]) > 0).all()
    assert np.isinf(curve[-1])
    assert not np.isnan(curve).any()


@settings(deadline=None, derandomize=True, max_examples=30)
@given(
    seed=st.integers(0, 10**6),
    features=st.integers(1, 4),
    batch=st.sampled_from([1, 2, 7, 100]),
    exponent=st.integers(-6, 6),
)
def test_it_follows_units_and_is_a_second_moment(seed, features, batch, exponent):
    draw, scale = rng(seed), 10.0**exponent
    x, y = draw.standard_normal((features + 5, features)), draw.standard_normal(features + 5)
    loss, scaled = LeastSquares(Samples(x, y)), LeastSquares(Samples(x, scale * y))
    start, rate = draw.standard_normal(features + 1), 0.5 * theory.max_rate(loss, batch=batch)
    found = theory.second_moments(loss, rate, batch, start, 30)
    values = np.linalg.eigvalsh(found)
    assert (values[:, 0] >= -1e-9 * values[:, -1]).all()
    other = theory.second_moments(scaled, rate, batch, scale * start, 30) / scale**2
    np.testing.assert_allclose(other, found, rtol=1e-6, atol=1e-9 * found[-1].max())


@pytest.mark.parametrize("call", [theory.learning_curve, theory.second_moments])
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"loss": quadratic_bowl(4)}, "loss is quadratic bowl of .*, but expected a LeastSquares"),
        ({"rate": 0}, "rate is 0, but expected a finite number above 0 or a schedule"),
        ({"rate": lambda step: -1.0}, r"rate\(0\) is -1.0, but expected a finite number of at least 0"),
        ({"batch": 0}, "batch is 0, but expected a whole number of at least 1"),
        ({"start": [1, 2]}, r"start has shape \(2,\), but expected \(3,\), one number a weight"),
        ({"start": [1, 2, np.nan]}, r"start\[2\] is nan, but expected finite numbers"),
        ({"steps": -1}, "steps is -1, but expected a whole number of at least 0"),
        (
            {"loss": LeastSquares(linear_data(128, np.ones(127), 0, rng=rng())), "start": np.zeros(128)},
            "loss has 128 weights, whose second moment takes",
        ),
    ],
)
def test_refuses(call, changed, message):
    given = {"loss": NOISY, "rate": 0.1, "batch": 1, "start": [2, 2, 8], "steps": 3} | changed
    with pytest.raises(ValueError, match=message):
        call(**given)
