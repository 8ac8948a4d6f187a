"""Theory: formulas against eigenvalues, the steps themselves, and the second moment's definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    Samples,
    correlated_data,
    descend,
    gradient_descent,
    linear_data,
    momentum,
    nesterov,
    quadratic_bowl,
    rosenbrock,
    sample_batches,
    theory,
)
from gdcore.theory import mean_square


def rng(seed=0):
    return np.random.default_rng(seed)


NOISY = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng()))
NARROW = LeastSquares(correlated_data(200, [5, 4], 2, spread=0.2, noise=1, rng=rng()))
LINE = LeastSquares(linear_data(30, [3], 2, noise=1, rng=rng()))
BOWL = quadratic_bowl(40, 0.3)
LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE, BOWL], ids=["noisy", "narrow", "line", "bowl"])


def extremes(loss):
    curvatures = np.linalg.eigvalsh(loss.root.T @ loss.root)
    return curvatures[0], curvatures[-1]


def start_for(loss):
    return np.arange(2.0, 2.0 + len(loss.minimizer))


@LOSSES
def test_formulas(loss):
    low, high = extremes(loss)
    assert theory.condition_number(loss) == pytest.approx(high / low, rel=1e-12)
    assert theory.max_rate(loss) == pytest.approx(2 / high, rel=1e-12)
    assert theory.max_rate(loss, momentum=0.9) == pytest.approx(3.8 / high, rel=1e-12)
    assert theory.best_rate(loss) == pytest.approx(2 / (high + low), rel=1e-12)
    rate, beta = theory.best_momentum(loss)
    kappa = high / low
    assert rate == pytest.approx((2 / (np.sqrt(high) + np.sqrt(low))) ** 2, rel=1e-12)
    assert beta == pytest.approx(((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2, rel=1e-12)


def test_the_known_condition_of_the_notebooks_correlated_data():
    large = LeastSquares(correlated_data(100_000, [5, 4], 2, spread=0.2, noise=1, rng=rng()))
    expected = np.linalg.eigvalsh([[1, 1], [1, 1.04]])
    assert theory.condition_number(large) == pytest.approx(expected[1] / expected[0], rel=0.02)


def test_condition_numbers_beyond_what_the_hessian_can_hold(longley):
    scale = np.linalg.svd(np.column_stack([np.ones(16), longley.x]), compute_uv=False)
    assert theory.condition_number(LeastSquares(longley)) == pytest.approx(
        (scale[0] / scale[-1]) ** 2, rel=1e-5
    )


@LOSSES
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_limit_of_the_rate_parts_shrinking_from_growing(loss, beta):
    limit = theory.max_rate(loss, momentum=beta)
    stays, grows = (
        np.linalg.norm(
            descend(loss, momentum(f * limit, beta), start_for(loss), 500).points - loss.minimizer, axis=-1
        )
        for f in (0.99, 1.01)
    )
    assert stays[-1] < stays[0]
    assert grows[-1] > 5 * grows[0]


@LOSSES
def test_the_best_rate_shrinks_the_error_as_promised(loss):
    low, high = extremes(loss)
    promised = (high - low) / (high + low)
    for share, sense in [(1.0, 1), (0.97, -1), (1.03, -1)]:
        rate = share * theory.best_rate(loss)
        factor = np.abs(1 - rate * np.array([low, high])).max()
        assert factor == pytest.approx(promised, rel=1e-9) if sense > 0 else factor > promised
    points = descend(loss, gradient_descent(theory.best_rate(loss)), start_for(loss), 60).points
    sizes = np.linalg.norm(points - loss.minimizer, axis=-1)
    assert (sizes[1:] <= promised * sizes[:-1] * (1 + 1e-9) + 1e-13).all()


@LOSSES
def test_the_best_momentum_shrinks_the_error_as_promised(loss):
    rate, beta = theory.best_momentum(loss)
    for share in (1.0, 0.97, 1.03):
        radii = [
            np.abs(np.linalg.eigvals([[1 + beta - share * rate * h, -beta], [1, 0]])).max()
            for h in extremes(loss)
        ]
        assert (
            max(radii) == pytest.approx(np.sqrt(beta), rel=1e-6) if share == 1 else max(radii) > np.sqrt(beta)
        )
    points = descend(loss, momentum(rate, beta), start_for(loss), 60).points
    sizes = np.linalg.norm(points - loss.minimizer, axis=-1)
    steps = np.arange(61)
    bound = sizes[0] * 2 * (1 + steps / np.sqrt(beta)) * np.sqrt(beta) ** steps
    assert (sizes <= bound + 1e-13).all()


def nesterov_radius(loss, rate, beta):
    kept = [1 - rate * h for h in theory.curvatures(loss)]
    return max(np.abs(np.roots([1, -(1 + beta) * share, beta * share])).max() for share in kept)


@LOSSES
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_limit_of_nesterovs_rate_parts_shrinking_from_growing(loss, beta):
    limit = theory.max_nesterov_rate(loss, beta)
    stays, grows = (
        np.linalg.norm(
            descend(loss, nesterov(f * limit, beta), start_for(loss), 500).points - loss.minimizer, axis=-1
        )
        for f in (0.99, 1.01)
    )
    assert stays[-1] < stays[0]
    assert grows[-1] > 5 * grows[0]
    assert nesterov_radius(loss, limit, beta) == pytest.approx(1)
    assert max(nesterov_radius(loss, f * limit, beta) for f in np.linspace(0.01, 0.99, 30)) < 1


@LOSSES
def test_nesterovs_best_settings_shrink_the_error_as_promised(loss):
    rate, beta = theory.best_nesterov(loss)
    promised = 1 - 2 / np.sqrt(3 * theory.condition_number(loss) + 1)
    assert nesterov_radius(loss, rate, beta) == pytest.approx(promised, rel=1e-6)
    for change, other in [(0.98, 1), (1.02, 1), (1, 0.98), (1, 1.02), (0.98, 1.02), (1.02, 0.98)]:
        assert nesterov_radius(loss, change * rate, other * beta) > promised
    points = descend(loss, nesterov(rate, beta), start_for(loss), 60).points
    sizes, steps = np.linalg.norm(points - loss.minimizer, axis=-1), np.arange(61)
    assert (sizes <= sizes[0] * 2 * (1 + steps / promised) * promised**steps + 1e-13).all()


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


@pytest.mark.parametrize("power", range(2, 23, 4))
def test_the_condition_number_is_as_exact_as_is_said(power):
    loss = quadratic_bowl(10.0**power, 0.3)
    off = abs(theory.condition_number(loss) / 10.0**power - 1)
    assert off < 20 * np.finfo(float).eps * 10 ** (power / 2)


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
        (lambda: theory.condition_number(rosenbrock), "loss is rosenbrock, but expected a quadratic one"),
        (lambda: theory.max_rate(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.best_rate(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.best_rate(NOISY, batch=0), "batch is 0, but expected a whole number"),
        (lambda: theory.best_rate(BOWL, batch=2), "has no rows of data to draw from"),
        (lambda: theory.best_momentum(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.closed_form(rosenbrock, 0.1, [1, 1], 3), "loss is rosenbrock"),
        (lambda: theory.best_nesterov(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.max_nesterov_rate(rosenbrock, 0.5), "loss is rosenbrock"),
        (lambda: theory.max_nesterov_rate(NOISY, -1), "momentum is -1, but expected a number"),
        (lambda: theory.max_rate(NOISY, momentum=1), "momentum is 1, but expected a number of at least 0"),
        (lambda: theory.max_rate(NOISY, batch=0), "batch is 0, but expected a whole number"),
        (
            lambda: theory.max_rate(BOWL, batch=2),
            "batch is 2, but quadratic bowl of condition number 40 has no rows",
        ),
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
