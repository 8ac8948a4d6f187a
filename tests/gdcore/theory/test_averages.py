"""Polyak's average: against sums over all pairs of iterates, known limits, and simulation."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdcore import (
    LeastSquares,
    Samples,
    descend,
    gradient_descent,
    inverse_time,
    quadratic_bowl,
    sample_batches,
    theory,
)
from tests.gdcore.theory.regressions import LINE, NARROW, NOISY, rng

LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE], ids=["noisy", "narrow", "line"])


@given(
    points=arrays(
        float, st.tuples(st.integers(1, 9), st.integers(1, 3), st.just(2)), elements=st.floats(-9, 9)
    ),
    first=st.integers(0, 8),
)
@settings(deadline=None, derandomize=True, max_examples=40)
def test_the_average_is_the_mean_of_the_points_from_the_first_on(points, first):
    first = min(first, len(points) - 1)
    kept = points.copy()
    found = theory.polyak_average(points, first)
    np.testing.assert_array_equal(points, kept)
    np.testing.assert_array_equal(found[: first + 1], points[: first + 1])
    for step in range(first, len(points)):
        np.testing.assert_allclose(found[step], points[first : step + 1].mean(axis=0), atol=1e-12)


@pytest.mark.parametrize("axes", [(), (3,), (4, 5), (0,)])
def test_the_average_takes_any_leading_axes(axes):
    points = rng().standard_normal((6, *axes, 2))
    found = theory.polyak_average(points, 2)
    assert found.shape == points.shape
    np.testing.assert_allclose(found[-1], points[2:].mean(axis=0), rtol=1e-12)


def test_it_is_what_torch_averages():
    """In single precision, for so torch keeps the weight of the latest point."""
    torch = pytest.importorskip("torch")
    weight = torch.nn.Parameter(torch.tensor([1.0, 2.0], dtype=torch.float64))
    optimizer = torch.optim.ASGD([weight], lr=0.1, lambd=0, alpha=0, t0=5)
    points, averages = [weight.detach().clone().numpy()], []
    for slope in np.sin(np.arange(30.0)):
        optimizer.zero_grad()
        (weight.square().sum() + slope * weight[0]).backward()
        optimizer.step()
        points.append(weight.detach().clone().numpy())
        averages.append(optimizer.state[weight]["ax"].clone().numpy())
    np.testing.assert_allclose(theory.polyak_average(points, 7)[1:], averages, rtol=0, atol=1e-7)


def test_far_from_0_the_average_keeps_its_digits():
    points = 1e9 + rng().standard_normal((1000, 1))
    exact = 1e9 + (points - 1e9).mean(axis=0)
    np.testing.assert_allclose(theory.polyak_average(points)[-1], exact, rtol=3e-16)


@LOSSES
@pytest.mark.parametrize("share", [1e-7, 1e-3, 0.3, 0.9])
@pytest.mark.parametrize("count", [1, 2, 7, 200])
def test_the_covariance_is_the_sum_over_all_pairs(loss, share, count):
    rate = share * theory.max_rate(loss, batch=2)
    covariance = theory.stationary_covariance(loss, rate, 2)
    step, moved, total = np.eye(loss.dim) - rate * loss.hessian, covariance, count * covariance
    for lag in range(1, count):
        moved = step @ moved
        total = total + (count - lag) * (moved + moved.T)
    expected = total / count**2
    found = theory.average_covariance(loss, rate, 2, count)
    assert np.abs(found - expected).max() < 1e-9 * np.abs(expected).max()
    np.testing.assert_array_equal(found, found.T)
    mse = loss.minimum + np.trace(loss.hessian @ expected)
    assert theory.average_mse(loss, rate, 2, count) == pytest.approx(mse, rel=1e-9)


@LOSSES
@pytest.mark.parametrize("batch", [1, 6])
def test_its_limit_is_the_noise_of_the_gradient_between_inverses_of_the_hessian(loss, batch):
    rate = 0.4 * theory.max_rate(loss, batch=batch)
    x, h, s = loss.design, loss.hessian, theory.stationary_covariance(loss, rate, batch)
    single = np.square(loss.samples.y - x @ loss.minimizer) + np.einsum("ni,ij,nj->n", x, s, x)
    noise = (x * single[:, np.newaxis]).T @ x / loss.n - h @ s @ h
    expected = np.linalg.solve(h, np.linalg.solve(h, noise).T) / batch
    found = 10**9 * theory.average_covariance(loss, rate, batch, 10**9)
    assert np.abs(found - expected).max() < 1e-6 * np.abs(expected).max()


def test_of_small_rates_it_is_the_same_for_all_and_the_least_of_decays():
    x, noise = np.repeat([-1.0, 1.0, -1.0, 1.0], 5), np.repeat([1.0, 1.0, -1.0, -1.0], 5)
    loss = LeastSquares(Samples(x[:, np.newaxis], 3 + 2 * x + noise))
    least = theory.decay_covariance(loss, 0.5, 0.5, 1)
    for rate in (1e-3, 1e-4):
        found = 10**8 * theory.average_covariance(loss, rate, 1, 10**8)
        np.testing.assert_allclose(found, least, rtol=2 * rate, atol=1e-9)


def test_runs_of_descend_have_it():
    runs, count = 4000, 200
    rows = sample_batches(NOISY.n, 1, 300, rng=rng(1), runs=runs)
    points = descend(NOISY, gradient_descent(0.1), NOISY.minimizer, 300, batches=rows).points
    average = theory.polyak_average(points, 300 - count + 1)[-1]
    predicted = theory.average_covariance(NOISY, 0.1, 1, count)
    error = average - NOISY.minimizer
    sizes = np.sqrt(np.diag(predicted))
    np.testing.assert_array_less(np.abs(error.T @ error / runs - predicted) / np.outer(sizes, sizes), 0.06)
    excess = NOISY.mse(average) - NOISY.minimum
    expected = theory.average_mse(NOISY, 0.1, 1, count) - NOISY.minimum
    assert excess.mean() == pytest.approx(expected, abs=4 * excess.std() / runs**0.5)
    assert excess.std() / runs**0.5 < 0.02 * expected


@pytest.mark.parametrize("rate", [0.1, inverse_time(0.3, 0.05)], ids=["constant", "decay"])
@pytest.mark.parametrize("first", [0, 20, 60])
def test_its_learning_curve_is_that_of_runs(rate, first):
    rows = sample_batches(NOISY.n, 2, 60, rng=rng(2), runs=10_000)
    run = descend(NOISY, gradient_descent(rate), [2, 2, 8], 60, batches=rows)
    losses = NOISY.mse(theory.polyak_average(run.points, first))
    curve = theory.average_learning_curve(NOISY, rate, 2, [2, 2, 8], 60, first)
    error = losses.std(axis=1) / 100
    assert (np.abs(losses.mean(axis=1) - curve)[1:] < 4 * error[1:]).all()
    assert (error < 0.03 * (curve - NOISY.minimum)).all()
    plain = theory.learning_curve(NOISY, rate, 2, [2, 2, 8], 60)
    np.testing.assert_allclose(curve[: first + 1], plain[: first + 1], rtol=1e-12)


@pytest.mark.parametrize("first", [0, 2, 6])
def test_over_all_drawings_its_learning_curve_is_exact(first):
    """All 4^6 ways in which 6 steps can draw one of 4 rows."""
    loss = LeastSquares(Samples([[0.5], [-1.0], [2.0], [0.3]], [1.0, 2.0, -1.0, 0.5]))
    rows = np.array([*product(range(4), repeat=6)]).T[..., np.newaxis]
    rate, start = inverse_time(0.4, 0.2), [3.0, -2.0]
    run = descend(loss, gradient_descent(rate), start, 6, batches=rows)
    curve = theory.average_learning_curve(loss, rate, 1, start, 6, first)
    mean = loss.mse(theory.polyak_average(run.points, first)).mean(axis=1)
    np.testing.assert_allclose(curve, mean, rtol=1e-12)
    plain = theory.learning_curve(loss, rate, 1, start, 6)
    np.testing.assert_allclose(plain, run.losses.mean(axis=1), rtol=1e-12)


def test_from_the_stationary_distribution_on_the_curve_is_the_closed_form():
    curve = theory.average_learning_curve(NOISY, 0.1, 1, [2, 2, 8], 1099, 900)
    counts = [theory.average_mse(NOISY, 0.1, 1, count) for count in range(1, 201)]
    np.testing.assert_allclose(curve[900:], counts, rtol=1e-9)


def test_beyond_the_limit_the_curve_is_infinite_in_the_end():
    curve = theory.average_learning_curve(NOISY, 3, 1, [2, 2, 8], 2000)
    assert np.isinf(curve[-1])
    assert not np.isnan(curve).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: theory.polyak_average([1.0, 2.0]),
            r"points has shape \(2,\), but expected \(steps \+ 1, .*d\)",
        ),
        (lambda: theory.polyak_average([[1.0], [np.inf]]), "but expected finite numbers"),
        (
            lambda: theory.polyak_average([[1.0], [2.0]], 2),
            "first is 2, but points has steps from 0 to 1 alone",
        ),
        (lambda: theory.polyak_average([[1.0], [2.0]], -1), "first is -1, but expected a whole number"),
        (lambda: theory.average_covariance(NOISY, 0.1, 1, 0), "iterates is 0, but expected a whole number"),
        (
            lambda: theory.average_covariance(NOISY, 2, 1, 5),
            "rate is 2, but with batches of 1 the mean square",
        ),
        (lambda: theory.average_mse(NOISY, 0.1, 1, 1.5), "iterates is 1.5, but expected a whole number"),
        (lambda: theory.average_mse(NOISY, 0.1, 0, 5), "batch is 0, but expected a whole number"),
        (
            lambda: theory.average_mse(quadratic_bowl(4), 0.1, 1, 5),
            "loss is quadratic bowl of .*, but expected a LeastSquares",
        ),
        (
            lambda: theory.average_learning_curve(NOISY, 0.1, 1, [0, 0, 0], 5, 6),
            "first is 6, but expected at most steps = 5",
        ),
        (lambda: theory.average_learning_curve(NOISY, 0.1, 1, [0, 0], 5), r"start has shape \(2,\)"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
