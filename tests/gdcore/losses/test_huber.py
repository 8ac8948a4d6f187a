"""Huber regression: by hand, in the scale of torch, its minimiser at any delta, its robustness."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import HuberRegression, LeastSquares, Samples, linear_data

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=150)


def rng(seed=0):
    return np.random.default_rng(seed)


def heavy(n=60, d=2, seed=0):
    draw = rng(seed)
    x = draw.standard_normal((n, d))
    return Samples(x, 1 + x @ np.arange(1, d + 1) + draw.standard_cauchy(n))


def test_values_by_hand():
    loss = HuberRegression(Samples([[0], [1]], [0.5, 5]), delta=2)
    assert loss.delta == 2
    assert loss.value([0, 0]) == pytest.approx((0.125 + 2 * (5 - 1)) / 2, rel=1e-15)
    np.testing.assert_allclose(loss.gradient([0, 0]), [(-0.5 - 2) / 2, -1], rtol=1e-15)
    np.testing.assert_allclose(loss.hessian([0, 0]), [[0.5, 0], [0, 0]], atol=1e-16)
    np.testing.assert_allclose(loss.hessian([0, 4]), [[1, 0.5], [0.5, 0.5]], atol=1e-16)


def test_it_has_the_scale_of_torch():
    torch = pytest.importorskip("torch")
    samples, w = heavy(), torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
    for delta in (0.3, 1.0, 5.0):
        loss = HuberRegression(samples, delta)
        fitted, y = torch.from_numpy(np.array(loss.design)) @ w, torch.from_numpy(np.array(samples.y))
        huber = torch.nn.HuberLoss(delta=delta)(fitted, y)
        smooth = torch.nn.SmoothL1Loss(beta=delta)(fitted, y)
        assert float(loss.value(w.numpy())) == pytest.approx(float(huber), rel=1e-13)
        assert float(loss.value(w.numpy())) == pytest.approx(delta * float(smooth), rel=1e-13)


@pytest.mark.parametrize("epsilon", [1.1, 1.35, 3.0])
def test_scikit_learns_delta_is_epsilon_times_the_scale(epsilon):
    linear_model = pytest.importorskip("sklearn.linear_model")
    samples = heavy()
    model = linear_model.HuberRegressor(epsilon=epsilon, alpha=0, tol=1e-10, max_iter=10_000)
    theirs = model.fit(samples.x, samples.y)
    found = HuberRegression(samples, epsilon * theirs.scale_).minimizer
    np.testing.assert_allclose(found, [theirs.intercept_, *theirs.coef_], rtol=1e-5, atol=1e-5)


def test_statsmodels_delta_is_t_times_the_scale():
    robust = pytest.importorskip("statsmodels.api")
    samples = heavy()
    design = HuberRegression(samples).design
    model = robust.RLM(samples.y, design, M=robust.robust.norms.HuberT(t=1.5))
    theirs = model.fit(tol=1e-13, maxiter=500)
    found = HuberRegression(samples, 1.5 * theirs.scale).minimizer
    np.testing.assert_allclose(found, theirs.params, rtol=1e-8)


@EXAMPLES
@given(
    n=st.integers(7, 60),
    d=st.integers(1, 6),
    delta=st.floats(-5, 3),
    scale=st.floats(-3, 3),
    seed=st.integers(0, 1000),
)
def test_the_gradient_is_0_at_the_minimiser(n, d, delta, scale, seed):
    samples = heavy(n, d, seed)
    units = 10.0 ** (scale * np.linspace(-1, 1, d))
    loss = HuberRegression(Samples(samples.x * units, samples.y), 10.0**delta)
    lengths = np.sqrt(np.square(loss.design).mean(axis=0))
    slope = loss.gradient(loss.minimizer) / lengths / loss.delta
    np.testing.assert_allclose(slope, 0, atol=1e-12 + 1e-13 * np.abs(samples.y).max() / loss.delta)


@pytest.mark.parametrize(("n", "d", "seed"), [(20, 10, 2), (50, 20, 3), (1000, 10, 1)])
def test_a_small_delta_leaves_few_rows_within(n, d, seed):
    """Nearly the sum of absolute residuals, whose minimiser fits as many rows as there are weights."""
    samples = heavy(n, d, seed)
    loss = HuberRegression(samples, 1e-5)
    within = np.abs(loss.design @ loss.minimizer - samples.y) <= 1e-5
    assert d < within.sum() <= d + 3
    np.testing.assert_allclose(loss.gradient(loss.minimizer) / 1e-5, 0, atol=1e-8)


@pytest.mark.parametrize("second", [[*10 * [0], 1, 1], [*range(10), 15, 15]], ids=["0", "the first"])
def test_rows_within_delta_that_leave_a_weight_open(second):
    """In all of them the second feature is 0, or the first; two others pull both ways alike."""
    x = np.column_stack([[*range(10), 10, 10], second])
    y = 1 + 2 * x[:, 0] + np.array([*10 * [0], 100, -100])
    loss = HuberRegression(Samples(x, y))
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-13)
    np.testing.assert_allclose((loss.design @ loss.minimizer)[:10], y[:10], rtol=1e-12)


@pytest.mark.parametrize("size", [1.0, 1e130])
@pytest.mark.parametrize("delta", [1e-300, 1e-20, 1e-14])
def test_a_delta_below_rounding_is_least_absolute_deviations(size, delta):
    samples = linear_data(12, [6, 5], 2, noise=3, rng=np.random.default_rng(1))
    design = np.column_stack([np.ones(12), samples.x])
    exact = (np.linalg.solve(design[few], samples.y[few]) for few in map(list, combinations(range(12), 3)))
    least = min(np.abs(design @ w - samples.y).mean() for w in exact)
    found = HuberRegression(Samples(samples.x, size * samples.y), delta).minimizer / size
    assert np.abs(design @ found - samples.y).mean() == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize(("size", "delta"), [(1.0, 1e300), (1e-200, 1e300), (1e130, 1e150)])
def test_a_delta_beyond_all_residuals_is_least_squares(size, delta):
    samples = linear_data(12, [6, 5], 2, noise=3, rng=np.random.default_rng(1))
    found = HuberRegression(Samples(samples.x, size * samples.y), delta).minimizer / size
    np.testing.assert_allclose(found, LeastSquares(samples).minimizer, rtol=1e-12)


def test_a_large_delta_is_least_squares():
    samples = heavy()
    loss, least = HuberRegression(samples, 1e4), LeastSquares(samples)
    np.testing.assert_allclose(loss.minimizer, least.minimizer, rtol=1e-12)
    points = rng(1).standard_normal((5, 3))
    np.testing.assert_allclose(loss.value(points), least.value(points), rtol=1e-12)
    np.testing.assert_allclose(loss.hessian(points[0]), least.hessian, rtol=1e-12)


def test_whole_numbers_on_the_kinks():
    x = np.arange(10.0)[:, np.newaxis]
    loss = HuberRegression(Samples(x, np.arange(10) % 2), 0.5)
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-15)
    np.testing.assert_allclose(HuberRegression(Samples(x, 2 * x[:, 0] + 1)).minimizer, [1, 2], rtol=1e-14)
    np.testing.assert_array_equal(HuberRegression(Samples(x, np.zeros(10))).minimizer, 0)


def test_a_feature_that_only_outliers_have():
    loss = HuberRegression(Samples([[0], [0], [0], [0], [1], [1]], [0, 0.1, -0.1, 0.2, 50, 60]))
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-15)
    assert loss.minimizer[0] == pytest.approx(0.05, rel=1e-12)
    assert 51 <= loss.minimizer.sum() <= 59


def test_one_row_far_out_moves_it_by_a_bounded_amount():
    clean = linear_data(50, [6, 5], 2, noise=0.5, rng=rng())
    at = []
    for size in (0, 1e2, 1e4, 1e8):
        y = np.array(clean.y)
        y[7] += size
        at.append(HuberRegression(Samples(clean.x, y)).minimizer)
        assert np.abs(at[-1] - [2, 6, 5]).max() < 0.3
    np.testing.assert_allclose(at[1], at[2], rtol=1e-12)
    np.testing.assert_allclose(at[1], at[3], rtol=1e-6)


@pytest.mark.parametrize("delta", [0, -1, np.inf, np.nan, "1", True])
def test_refuses(delta):
    with pytest.raises(ValueError, match=r"delta is .*, but expected a finite number above 0"):
        HuberRegression(heavy(), delta)
