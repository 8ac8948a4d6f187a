"""The second moment: against its definition, eigenvalues of its map, and simulation."""

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    Samples,
    descend,
    gradient_descent,
    linear_data,
    quadratic_bowl,
    sample_batches,
    theory,
)
from gdcore.theory import mean_square
from tests.gdcore.theory.regressions import LINE, NARROW, NOISY, rng


def second_moment_map(loss, rate, batch):
    """The matrix by which vec(S) is multiplied in a step, from its definition."""
    eye, hessian = np.eye(loss.dim), loss.hessian
    fourth = np.mean([np.kron(np.outer(x, x), np.outer(x, x)) for x in loss.design], axis=0)
    shrink = np.kron(eye - rate * hessian, eye - rate * hessian)
    return shrink + rate**2 / batch * (fourth - np.kron(hessian, hessian))


@pytest.mark.parametrize("loss", [NOISY, NARROW, LINE], ids=["noisy", "narrow", "line"])
@pytest.mark.parametrize("batch", [1, 2, 8, 1000])
def test_the_mean_square_limit_is_where_the_second_moment_stops_shrinking(loss, batch):
    limit = theory.max_rate(loss, batch=batch)
    radius = [
        np.abs(np.linalg.eigvals(second_moment_map(loss, f * limit, batch))).max() for f in (0.999, 1, 1.001)
    ]
    assert radius[0] < 1 < radius[2]
    assert radius[1] == pytest.approx(1, abs=1e-9)
    for share in np.linspace(0.01, 0.999, 40):
        assert np.abs(np.linalg.eigvals(second_moment_map(loss, share * limit, batch))).max() < 1


@pytest.mark.parametrize("loss", [NOISY, NARROW, LINE], ids=["noisy", "narrow", "line"])
@pytest.mark.parametrize("batch", [1, 2, 8, 1000])
def test_at_the_best_rate_of_batches_the_second_moment_shrinks_fastest(loss, batch):
    best, limit = theory.best_rate(loss, batch=batch), theory.max_rate(loss, batch=batch)
    assert 0 < best < limit

    def radius(rate):
        return np.abs(np.linalg.eigvals(second_moment_map(loss, rate, batch))).max()

    least = radius(best)
    for share in (0.9, 0.99, 1.01, 1.1):
        assert radius(share * best) > least
    assert min(radius(rate) for rate in np.linspace(0.01, 0.999, 60) * limit) >= least * (1 - 1e-9)


def test_the_best_rate_rises_with_the_batch_to_that_of_all():
    rates = [theory.best_rate(NOISY, batch=batch) for batch in (1, 2, 4, 16, 256, 10**9)]
    assert (np.diff(rates) > 0).all()
    assert rates[-1] == pytest.approx(theory.best_rate(NOISY), rel=1e-6)


@pytest.mark.parametrize("batch", [1, 2])
def test_the_map_is_that_of_every_possible_batch(batch):
    x = LINE.design[:8]
    loss = LeastSquares(Samples(x[:, 1:], np.arange(8.0)))
    rate = theory.max_rate(loss, batch=batch)
    drawn = np.stack(np.meshgrid(*[np.arange(8)] * batch), axis=-1).reshape(-1, batch)
    steps = [np.eye(2) - rate * x[rows].T @ x[rows] / batch for rows in drawn]
    radius = np.abs(np.linalg.eigvals(np.mean([np.kron(step, step) for step in steps], axis=0))).max()
    assert radius == pytest.approx(1, abs=1e-10)


def test_the_mean_square_limit_rises_with_the_batch_to_the_full_limit():
    limits = [theory.max_rate(NOISY, batch=batch) for batch in (1, 2, 4, 16, 256, 10**9)]
    assert (np.diff(limits) > 0).all()
    assert limits[0] < 0.6 * limits[-1]
    assert limits[-1] == pytest.approx(theory.max_rate(NOISY), rel=1e-6)


def test_the_limit_of_rows_of_one_length():
    """With x x' = |x|^2 times a projection and |x|^2 = 2 in every row, the limit is 2 / |x|^2 at batch 1."""
    x = np.tile([[-1.0], [1.0]], (20, 1))
    loss = LeastSquares(Samples(x, np.arange(40.0)))
    assert theory.max_rate(loss, batch=1) == pytest.approx(1, rel=1e-12)


def test_simulated_runs_have_the_predicted_second_moment():
    clean = LeastSquares(linear_data(50, [6, 5], 2, rng=rng(4)))
    rate = 0.8 * theory.max_rate(clean, batch=4)
    rows = sample_batches(50, 4, 8, rng=rng(5), runs=40_000)
    t = descend(clean, gradient_descent(rate), [0, 0, 0], 8, batches=rows)
    simulated = np.square(t.points - clean.minimizer).sum(axis=-1).mean(axis=-1)
    moment, predicted = np.outer(clean.minimizer, clean.minimizer).ravel(), []
    for _ in range(9):
        predicted.append(np.trace(moment.reshape(3, 3)))
        moment = second_moment_map(clean, rate, 4) @ moment
    np.testing.assert_allclose(simulated, predicted, rtol=0.1)


@pytest.mark.parametrize("scale", [1e-4, 1e4])
def test_limits_follow_the_units(scale):
    base = linear_data(60, [1], 0, noise=1, rng=rng())
    twice = Samples(np.column_stack([base.x, scale * base.x[::-1]]), base.y)
    for batch in (None, 1, 3):
        limit = theory.max_rate(LeastSquares(twice), batch=batch)
        assert np.isfinite(limit)
        assert limit <= theory.max_rate(LeastSquares(base), batch=batch) * (1 + 1e-9)


def test_longley_has_limits_too(longley):
    loss = LeastSquares(longley)
    limits = [theory.max_rate(loss, batch=batch) for batch in (1, 16, 10**6)]
    assert (np.diff(limits) > 0).all()
    assert limits[-1] == pytest.approx(theory.max_rate(loss), rel=1e-4)


def test_all_data_in_chunks(monkeypatch):
    whole = theory.max_rate(NOISY, batch=1)
    monkeypatch.setattr(mean_square, "CHUNK", 50)
    assert theory.max_rate(NOISY, batch=1) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.best_rate(NOISY, batch=0), "batch is 0, but expected a whole number"),
        (
            lambda: theory.best_rate(quadratic_bowl(40), batch=2),
            "but expected a LeastSquares, from whose rows",
        ),
        (lambda: theory.max_rate(NOISY, batch=0), "batch is 0, but expected a whole number"),
        (
            lambda: theory.max_rate(quadratic_bowl(40), batch=2),
            "loss is quadratic bowl of .*, but expected a LeastSquares",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
