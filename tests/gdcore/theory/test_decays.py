"""Decays: the exponents and the limit against the exact second moment of long descents, and simulation."""

import numpy as np
import pytest

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

STEPS = 50_000


def noise_of(loss):
    residuals = loss.samples.y - loss.design @ loss.minimizer
    return (loss.design * residuals[:, np.newaxis] ** 2).T @ loss.design / loss.n


def moments(loss, condition, start, steps=STEPS):
    """The settings at which a mu / k is `condition`, and the second moments at the last two decades' ends."""
    a = 0.2
    k = a * theory.curvatures(loss)[-1] / condition
    found = theory.second_moments(loss, inverse_time(a, k), 1, start, steps)
    at = np.array([steps // 10, steps])
    return a, k, at, found[at]


@pytest.mark.parametrize(("condition", "exponent"), [(0.2, 0.4), (0.3, 0.6), (0.8, 1.0), (2.0, 1.0)])
def test_the_error_declines_by_the_exponent(condition, exponent):
    a, k, at, found = moments(LINE, condition, [300, 400] if condition < 0.5 else LINE.minimizer)
    slope = -np.diff(np.log(np.trace(found, axis1=1, axis2=2))) / np.diff(np.log(at))
    assert theory.decay_exponents(LINE, a, k)[-1] == pytest.approx(exponent)
    assert slope == pytest.approx(exponent, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("condition", [0.1, 0.2, 0.3, 0.8, 1.0, 2.0])
def test_over_a_million_steps_too(condition):
    start = [300, 400] if condition < 0.5 else LINE.minimizer
    a, k, at, found = moments(LINE, condition, start, 10**6)
    slope = -np.diff(np.log(np.trace(found, axis1=1, axis2=2))) / np.diff(np.log(at))
    assert slope == pytest.approx(theory.decay_exponents(LINE, a, k)[-1], rel=0.02)


def test_each_mode_declines_by_its_own_exponent():
    a, k, at, found = moments(NARROW, 0.01, [200, -300, 100])
    basis = theory.eigenvectors(NARROW)
    modes = np.einsum("mi,tij,mj->tm", basis, found, basis)
    slopes = -np.diff(np.log(modes), axis=0)[0] / np.diff(np.log(at))
    expected = theory.decay_exponents(NARROW, a, k)
    assert expected.max() > 0.9
    assert expected.min() == pytest.approx(0.02)
    np.testing.assert_allclose(slopes[1:], expected[1:], rtol=0.02)


def test_at_the_condition_t_times_the_error_grows_as_the_logarithm():
    a, k, at, found = moments(LINE, 0.5, [0, 0])
    least = theory.eigenvectors(LINE)[-1]
    grown = np.diff(at * (found @ least @ least)) / np.diff(np.log(at))
    assert grown == pytest.approx((a / k) ** 2 * least @ noise_of(LINE) @ least, rel=0.01)
    np.testing.assert_array_equal(theory.decay_exponents(LINE, a, k), 1.0)


@pytest.mark.parametrize("condition", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("batch", [1, 8])
def test_above_it_t_times_the_moment_has_the_limit(condition, batch):
    a = 0.2
    k = a * theory.curvatures(NOISY)[-1] / condition
    limit = theory.decay_covariance(NOISY, a, k, batch)
    found = theory.second_moments(NOISY, inverse_time(a, k), batch, [2, 2, 8], 20_000)[-1]
    assert np.abs(20_000 * found - limit).max() < 0.01 * np.abs(limit).max()
    np.testing.assert_array_equal(limit, limit.T)


def test_the_limit_solves_its_lyapunov_equation():
    for loss in (NOISY, NARROW, LINE):
        a, k = 0.1, 0.1 * theory.curvatures(loss)[-1] / 0.8
        found, matrix = theory.decay_covariance(loss, a, k, 3), a / k * loss.hessian - np.eye(loss.dim) / 2
        right = (a / k) ** 2 / 3 * noise_of(loss)
        np.testing.assert_allclose(
            matrix @ found + found @ matrix, right, rtol=1e-8, atol=1e-10 * right.max()
        )


def test_of_rows_of_plus_and_minus_one_it_is_a_number():
    """H = C = I: Q = c^2 / (2 c - 1), least at c = 1, where it is 1, as is Polyak's average's."""
    x, noise = np.repeat([-1.0, 1.0, -1.0, 1.0], 5), np.repeat([1.0, 1.0, -1.0, -1.0], 5)
    loss = LeastSquares(Samples(x[:, np.newaxis], 3 + 2 * x + noise))
    for c in (0.6, 1.0, 4.0):
        found = theory.decay_covariance(loss, 0.5 * c, 0.5, 1)
        np.testing.assert_allclose(found, c**2 / (2 * c - 1) * np.eye(2), rtol=1e-12, atol=1e-12)


def test_runs_of_descend_have_it():
    rows = sample_batches(NOISY.n, 1, 1000, rng=rng(3), runs=2000)
    run = descend(NOISY, gradient_descent(inverse_time(0.2, 0.1)), [2, 2, 8], 1000, batches=rows)
    errors = run.points[-1] - NOISY.minimizer
    squares = np.square(errors).sum(axis=1)
    limit = np.trace(theory.decay_covariance(NOISY, 0.2, 0.1, 1)) / 1000
    assert squares.mean() == pytest.approx(limit, abs=4 * squares.std() / 2000**0.5)
    assert squares.std() / 2000**0.5 < 0.03 * limit


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.decay_exponents(NOISY, 0, 1), "a is 0, but expected a finite number above 0"),
        (lambda: theory.decay_exponents(NOISY, 1, 0), "k is 0, but expected a finite number above 0"),
        (lambda: theory.decay_exponents(lambda w: w, 1, 1), "but expected a convex quadratic one"),
        (lambda: theory.decay_covariance(NOISY, 0, 1, 1), "a is 0, but expected a finite number above 0"),
        (lambda: theory.decay_covariance(NOISY, 1, -1, 1), "k is -1, but expected a finite number above 0"),
        (lambda: theory.decay_covariance(NOISY, 1, 1, 0), "batch is 0, but expected a whole number"),
        (
            lambda: theory.decay_covariance(quadratic_bowl(4), 1, 1, 1),
            "loss is quadratic bowl of .*, but expected a LeastSquares",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_refuses_to_give_a_limit_where_there_is_none():
    mu = theory.curvatures(NOISY)[-1]
    for share in (1, 1 + 1e-12, 2):
        with pytest.raises(ValueError, match=r"a mu / k is 0\.\d+, but t S has a limit above 1/2 alone"):
            theory.decay_covariance(NOISY, 0.2, share * 2 * 0.2 * mu, 1)
