"""Finite runs: against runs of `descend`, and a closed form where noise is nearly Gaussian and additive."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, descend, momentum, quadratic_bowl, sample_batches, theory
from gdcore.theory import finite_runs
from tests.gdcore.theory.regressions import LINE, NOISY, rng


@pytest.mark.parametrize(
    ("loss", "axes", "batch", "beta"),
    [(NOISY, (1, 2), 1, 0.0), (NOISY, (0, 2), 3, 0.8), (LINE, (0, 1), 1, 0)],
)
def test_runs_of_descend_have_the_same_means_and_spreads(loss, axes, batch, beta):
    rate = 0.25 * theory.max_rate(loss, batch=batch, momentum=beta)
    rows = sample_batches(loss.n, batch, 400, rng=rng(1), runs=1000)
    run = descend(loss, momentum(rate, beta), loss.minimizer, 400, batches=rows)
    covariance = theory.stationary_covariance(loss, rate, batch, beta)[np.ix_(axes, axes)]
    plane = run.points[-200:][..., list(axes)]
    shares = theory.inside_ellipse(plane, loss.minimizer[list(axes)], covariance, 0.9).mean(axis=0)
    means = run.losses[-200:].mean(axis=0)
    options = {"momentum": beta, "axes": axes, "coverage": 0.9, "runs": 2000}
    found = theory.finite_run(loss, rate, batch, 200, rng=rng(2), **options)
    assert found.share == pytest.approx(shares.mean(), abs=4 * shares.std() / 1000**0.5)
    assert found.mse == pytest.approx(means.mean(), abs=4 * means.std() / 1000**0.5)
    assert found.share_spread == pytest.approx(shares.std(), rel=0.1)
    assert found.mse_spread == pytest.approx(means.std(), rel=0.1)


def test_the_spread_of_the_mse_in_closed_form():
    """Of a Gaussian whose autocovariance is (I - a H)^t S, as with large batches and a small rate."""
    rate, batch, count = 0.2, 50, 100
    covariance = theory.stationary_covariance(NOISY, rate, batch)
    total = 0.0
    for lag in range(count):
        moved = NOISY.hessian @ np.linalg.matrix_power(np.eye(3) - rate * NOISY.hessian, lag) @ covariance
        total += 2 * np.trace(moved @ moved) * (count if lag == 0 else 2 * (count - lag))
    found = theory.finite_run(NOISY, rate, batch, count, rng=rng(), runs=1000)
    assert found.mse_spread == pytest.approx(np.sqrt(total) / count, rel=0.1)
    assert found.share == pytest.approx(0.95, abs=0.01)


def test_the_mean_is_the_noise_floor_and_the_planes_are_those_of_sections():
    found = theory.finite_run(NOISY, 0.1, 1, 20, rng=rng(), runs=4)
    assert found.mse == theory.stationary_mse(NOISY, 0.1, 1)
    assert found == theory.finite_run(NOISY, 0.1, 1, 20, rng=rng(), runs=4, axes=(1, 2))
    assert found != theory.finite_run(NOISY, 0.1, 1, 20, rng=rng(), runs=4, axes=(0, 1))
    line = theory.finite_run(LINE, 0.1, 1, 20, rng=rng(), runs=4)
    assert line == theory.finite_run(LINE, 0.1, 1, 20, rng=rng(), runs=4, axes=(0, 1))


def test_longer_runs_spread_less():
    spreads = [theory.finite_run(NOISY, 0.1, 1, count, rng=rng(), runs=400) for count in (30, 300, 3000)]
    for short, long in pairwise(spreads):
        assert long.share_spread < 0.6 * short.share_spread
        assert long.mse_spread < 0.6 * short.mse_spread


def test_in_chunks(monkeypatch):
    whole = theory.finite_run(NOISY, 0.1, 2, 150, rng=rng(), runs=6, momentum=0.5)
    monkeypatch.setattr(finite_runs, "CHUNK", 700)
    parts = theory.finite_run(NOISY, 0.1, 2, 150, rng=rng(), runs=6, momentum=0.5)
    assert parts.share == pytest.approx(whole.share, rel=1e-12)
    assert parts.mse_spread == pytest.approx(whole.mse_spread, rel=1e-9)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(
    seed=st.integers(0, 10**6),
    features=st.integers(1, 4),
    batch=st.sampled_from([1, 2, 9]),
    beta=st.sampled_from([0.0, 0.5, 0.9]),
    share=st.floats(0.001, 0.5),
    count=st.integers(1, 90),
    exponent=st.integers(-6, 6),
)
def test_shares_are_shares_and_units_are_followed(seed, features, batch, beta, share, count, exponent):
    draw, scale = rng(seed), 10.0**exponent
    x, y = draw.standard_normal((features + 9, features)), draw.standard_normal(features + 9)
    loss, scaled = LeastSquares(Samples(x, y)), LeastSquares(Samples(scale * x, scale * y))
    rate = share * theory.max_rate(loss, batch=batch, momentum=beta)
    found = theory.finite_run(loss, rate, batch, count, rng=rng(seed), momentum=beta, runs=8)
    assert 0 <= found.share <= 1
    assert 0 <= found.share_spread <= 0.6
    assert found.mse_spread >= 0
    assert found.mse > loss.minimum
    rate = share * theory.max_rate(scaled, batch=batch, momentum=beta)
    assert 0 <= theory.finite_run(scaled, rate, batch, count, rng=rng(), momentum=beta, runs=8).share <= 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"iterates": 0}, "iterates is 0, but expected a whole number of at least 1"),
        ({"rng": 0}, "rng is 0, but expected a numpy.random.Generator"),
        ({"runs": 1}, "runs is 1, but expected a whole number of at least 2"),
        ({"coverage": 1}, "coverage is 1, but expected a number above 0 and below 1"),
        ({"axes": (1, 1)}, r"axes is \(1, 1\), but expected two different weights from 0 to 2"),
        ({"rate": 3}, "rate is 3, but with batches of 1"),
        ({"loss": quadratic_bowl(4)}, "but expected a LeastSquares, from whose rows"),
        (
            {"loss": LeastSquares(Samples([[0.0], [1.0], [2.0]], [0.0, 0.0, 0.0]))},
            "loss has targets without noise, so its iterates settle: expected some",
        ),
    ],
)
def test_refuses(changed, message):
    given = {"loss": NOISY, "rate": 0.1, "batch": 1, "iterates": 10, "rng": rng()} | changed
    with pytest.raises(ValueError, match=message):
        theory.finite_run(**given)


def test_plain_numbers_of_any_kind_are_taken():
    plain = theory.finite_run(NOISY, 0.25, 1, 10, rng=rng(), runs=3)
    given = np.float32(0.25), np.int64(1), np.int32(10)
    assert theory.finite_run(NOISY, *given, rng=rng(), runs=3) == plain
