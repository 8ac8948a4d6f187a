"""The stationary covariance: against the Kronecker form, closed cases, and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, linear_data, quadratic_bowl, theory
from tests.gdcore.theory.regressions import LINE, NARROW, NOISY, rng

WIDE = LeastSquares(linear_data(40, [1, 2, 3], 2, noise=2, rng=rng()))
LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE, WIDE], ids=["noisy", "narrow", "line", "wide"])


def step_of_moments(loss, rate, batch, beta):
    """The matrix and the vector of a step of vec(E[zz']), z = (w - w*, v), from their definitions."""
    eye, zero, x = np.eye(loss.dim), np.zeros((loss.dim, loss.dim)), loss.design
    residuals, hessian = loss.samples.y - x @ loss.minimizer, x.T @ x / len(x)
    fourth = np.mean([np.kron(np.outer(row, row), np.outer(row, row)) for row in x], axis=0)
    noise = (x * residuals[:, np.newaxis] ** 2).T @ x / len(x)
    mean = np.block([[eye - rate * hessian, beta * eye], [-rate * hessian, beta * eye]])
    into, out_of = np.vstack([eye, eye]), np.hstack([eye, zero])
    spread = rate**2 / batch * np.kron(into, into)
    moved = np.kron(mean, mean) + spread @ (fourth - np.kron(hessian, hessian)) @ np.kron(out_of, out_of)
    return moved, spread @ noise.ravel()


@LOSSES
@pytest.mark.parametrize("batch", [1, 3, 1000])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_it_is_what_the_kronecker_form_has(loss, batch, beta, share):
    rate, d = share * theory.max_rate(loss, batch=batch, momentum=beta), loss.dim
    moved, noise = step_of_moments(loss, rate, batch, beta)
    joint = np.linalg.solve(np.eye(len(moved)) - moved, noise).reshape(2 * d, 2 * d)
    found = theory.stationary_joint_covariance(loss, rate, batch, beta)
    assert np.abs(found - joint).max() <= 1e-9 * np.abs(joint).max()
    covariance = theory.stationary_covariance(loss, rate, batch, beta)
    assert np.abs(covariance - joint[:d, :d]).max() <= 1e-9 * np.abs(joint[:d, :d]).max()
    assert theory.stationary_mse(loss, rate, batch, beta) == pytest.approx(
        loss.minimum + np.trace(loss.hessian @ joint[:d, :d]), rel=1e-9
    )


@LOSSES
@pytest.mark.parametrize("batch", [1, 3, 1000])
@pytest.mark.parametrize("beta", [0.3, 0.8, 0.99])
def test_the_limit_with_momentum_is_where_the_joint_second_moment_stops_shrinking(loss, batch, beta):
    limit = theory.max_rate(loss, batch=batch, momentum=beta)

    def radius(share):
        return np.abs(np.linalg.eigvals(step_of_moments(loss, share * limit, batch, beta)[0])).max()

    assert radius(1) == pytest.approx(1, abs=1e-9)
    assert radius(0.999) < 1 < radius(1.001)
    shares = np.linspace(0.02, 0.98, 9)
    assert max(map(radius, shares)) < 1


@LOSSES
def test_limits_with_momentum_lie_between_those_that_are_known(loss):
    for batch in (1, 4):
        limits = [theory.max_rate(loss, batch=batch, momentum=beta) for beta in (0, 1e-9, 0.5, 0.9)]
        assert limits[1] == pytest.approx(limits[0], rel=1e-7)
        full = [theory.max_rate(loss, momentum=beta) for beta in (0, 1e-9, 0.5, 0.9)]
        assert (np.array(limits) < full).all()
    assert theory.max_rate(loss, batch=10**9, momentum=0.7) == pytest.approx(
        theory.max_rate(loss, momentum=0.7), rel=1e-6
    )


def test_rows_of_plus_and_minus_one():
    """With x = (1, +-1) in equal shares and independent noise of size 1, all is a number: a / (2 - 2 a)."""
    x, noise = np.repeat([-1.0, 1.0, -1.0, 1.0], 5), np.repeat([1.0, 1.0, -1.0, -1.0], 5)
    loss = LeastSquares(Samples(x[:, np.newaxis], 3 + 2 * x + noise))
    for rate in (0.01, 0.3, 0.9):
        covariance = theory.stationary_covariance(loss, rate, 1)
        np.testing.assert_allclose(covariance, rate / (2 - 2 * rate) * np.eye(2), rtol=1e-12, atol=1e-15)
        assert theory.stationary_mse(loss, rate, 1) == pytest.approx(1 + rate / (1 - rate), rel=1e-12)


def test_small_rates_have_the_lyapunov_equation():
    rate, h = 1e-7, NARROW.hessian
    residuals = NARROW.samples.y - NARROW.design @ NARROW.minimizer
    noise = (NARROW.design * residuals[:, np.newaxis] ** 2).T @ NARROW.design / NARROW.n
    for batch, beta in ((1, 0.0), (5, 0.0), (1, 0.9)):
        s = theory.stationary_covariance(NARROW, rate, batch, beta)
        np.testing.assert_allclose(
            (1 - beta) * (h @ s + s @ h), rate / batch * noise, rtol=1e-4, atol=1e-4 * rate / batch
        )


@pytest.mark.parametrize(("batch", "beta"), [(1, 0.0), (4, 0.0), (1, 0.8)])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_simulation_has_it_within_a_percent(batch, beta, share):
    """4.8 million iterates of 40,000 chains, which start at the minimiser."""
    rate, draw = share * theory.max_rate(NOISY, batch=batch, momentum=beta), rng(1)
    w = np.tile(NOISY.minimizer, (40_000, 1))
    v, moment, settling, kept = np.zeros_like(w), np.zeros((6, 6)), 160, 120
    for step in range(settling + kept):
        v = beta * v - rate * NOISY.batch_gradient(w, draw.integers(0, 100, (len(w), batch)))
        w = w + v
        if step >= settling:
            z = np.hstack([w - NOISY.minimizer, v])
            moment += z.T @ z / (kept * len(w))
    predicted = theory.stationary_joint_covariance(NOISY, rate, batch, beta)
    sizes = np.sqrt(np.diag(predicted))
    np.testing.assert_array_less(np.abs(moment - predicted) / np.outer(sizes, sizes), 0.01)
    mse = NOISY.minimum + np.trace(NOISY.hessian @ moment[:3, :3])
    excess = theory.stationary_mse(NOISY, rate, batch, beta) - NOISY.minimum
    assert mse - NOISY.minimum == pytest.approx(excess, rel=0.01)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    features=st.integers(1, 4),
    batch=st.sampled_from([1, 2, 7, 100]),
    beta=st.sampled_from([0.0, 0.5, 0.9]),
    share=st.floats(0.001, 0.999),
    exponent=st.integers(-6, 6),
)
def test_it_is_a_covariance_that_follows_units_and_grows_with_the_rate(
    seed, features, batch, beta, share, exponent
):
    draw, scale = rng(seed), 10.0**exponent
    x, y = draw.standard_normal((features + 5, features)), draw.standard_normal(features + 5)
    loss, scaled = LeastSquares(Samples(x, y)), LeastSquares(Samples(x, scale * y))
    rate = share * theory.max_rate(loss, batch=batch, momentum=beta)
    covariance = theory.stationary_covariance(loss, rate, batch, beta)
    np.testing.assert_array_equal(covariance, covariance.T)
    joint = np.linalg.eigvalsh(theory.stationary_joint_covariance(loss, rate, batch, beta))
    assert joint[0] >= -1e-9 * joint[-1]
    np.testing.assert_allclose(
        theory.stationary_covariance(scaled, rate, batch, beta) / scale**2,
        covariance,
        rtol=1e-6,
        atol=1e-9 * covariance.max(),
    )
    levels = [theory.stationary_mse(loss, part * rate, batch, beta) for part in (0.5, 0.9, 1)]
    assert loss.minimum < levels[0] < levels[1] < levels[2]


def test_hard_data_have_one_too(longley):
    loss = LeastSquares(longley)
    rate = 0.3 * theory.max_rate(loss, batch=1)
    covariance = theory.stationary_covariance(loss, rate, 1)
    assert np.isfinite(covariance).all()
    assert loss.minimum < theory.stationary_mse(loss, rate, 1) < np.inf


def test_without_noise_there_is_none():
    clean = LeastSquares(linear_data(50, [6, 5], 2, rng=rng(4)))
    assert np.abs(theory.stationary_covariance(clean, 0.1, 1)).max() < 1e-25


def test_more_weights_than_memory_holds_are_refused():
    wide = LeastSquares(linear_data(128, np.ones(127), 0, noise=1, rng=rng()))
    message = "loss has 128 weights, whose second moment takes a matrix of 0.55 GB: expected at most 127"
    for call in (theory.max_rate, theory.best_rate):
        with pytest.raises(ValueError, match=message):
            call(wide, batch=1)
    with pytest.raises(ValueError, match=message):
        theory.stationary_covariance(wide, 0.01, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: theory.stationary_covariance(NOISY, 0, 1),
            "rate is 0, but expected a finite number above 0",
        ),
        (lambda: theory.stationary_covariance(NOISY, 0.1, 0), "batch is 0, but expected a whole number"),
        (lambda: theory.stationary_mse(NOISY, 0.1, 1, 1.0), "momentum is 1.0, but expected a number"),
        (
            lambda: theory.stationary_mse(quadratic_bowl(4), 0.1, 1),
            "loss is quadratic bowl of .*, but expected a LeastSquares",
        ),
        (
            lambda: theory.stationary_covariance(NOISY, 2, 1),
            r"rate is 2, but with batches of 1 the mean square is stable below 0\.\d+ alone, and has no",
        ),
        (
            lambda: theory.stationary_joint_covariance(NOISY, 2, 3, 0.5),
            "with batches of 3 with a momentum of 0.5 the",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("beta", [0.0, 0.9])
@pytest.mark.parametrize("share", [1, 1 + 1e-12, 2])
def test_is_refused_from_the_limit_on(beta, share):
    rate = share * theory.max_rate(NOISY, batch=1, momentum=beta)
    with pytest.raises(ValueError, match="expected a lower rate"):
        theory.stationary_covariance(NOISY, rate, 1, beta)
