"""The lasso: by hand, by its optimality conditions, against scikit-learn; its smooth part and its prox."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import Lasso, LeastSquares, Samples, linear_data, theory

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=150)


def rng(seed=0):
    return np.random.default_rng(seed)


def sparse(n=60, d=5, seed=0, noise=1.0):
    draw = rng(seed)
    x = draw.standard_normal((n, d))
    return Samples(x, 1 + x[:, : min(3, d)] @ [3, -2, 1][: min(3, d)] + noise * draw.standard_normal(n))


def excess(loss, w):
    """By how much w violates the conditions of a minimiser: 0 in the subdifferential, at every weight."""
    slope, at = loss.smooth.gradient(w), loss.penalty
    moving, still = w[1:] != 0, w[1:] == 0
    pulls = slope[1:][moving] + at * np.sign(w[1:][moving])
    beyond = np.abs(slope[1:][still]) - at
    return np.max([np.abs(slope[0]), *np.abs(pulls), *beyond, 0.0])


def test_values_by_hand():
    loss = Lasso(Samples([[-1], [1]], [-2, 2]), 0.5)
    assert loss.value([0, 1]) == pytest.approx(0.5 + 0.5, rel=1e-15)
    assert loss.plotted([1, -1]) == pytest.approx((16 + 4) / 2 + 1, rel=1e-15)
    np.testing.assert_allclose(loss.gradient([0, 1]), [0, -1 + 0.5], atol=1e-15)
    np.testing.assert_allclose(loss.gradient([0, -1]), [0, -3 - 0.5], atol=1e-15)
    np.testing.assert_allclose(loss.gradient([0, 0]), [0, -2], atol=1e-15)
    np.testing.assert_allclose(loss.minimizer, [0, 1.5], atol=1e-15)
    np.testing.assert_allclose(loss.hessian, np.eye(2), atol=1e-15)


@pytest.mark.parametrize("penalty", [0, 0.3, 1.9, 2, 2.1, 50])
def test_orthonormal_features_have_the_soft_threshold(penalty):
    x = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]])
    loss = Lasso(Samples(x, 5 + x @ [2, -1]), penalty)
    expected = [5, max(2 - penalty, 0), -max(1 - penalty, 0)]
    np.testing.assert_allclose(loss.minimizer, expected, atol=1e-14)
    if penalty > 2:
        assert (loss.minimizer[1:] == 0).all()


@EXAMPLES
@given(
    n=st.integers(2, 40),
    d=st.integers(1, 30),
    share=st.floats(-4, 0.1),
    kind=st.sampled_from(["independent", "correlated", "repeated", "whole numbers", "far from 0"]),
    seed=st.integers(0, 1000),
)
def test_the_minimiser_meets_the_conditions(n, d, share, kind, seed):
    draw = rng(seed)
    x = draw.standard_normal((n, d))
    if kind == "correlated":
        x = x[:, :1] + 0.1 * x
    elif kind == "repeated":
        x[:, d // 2 :] = x[:, : d - d // 2]
    elif kind == "whole numbers":
        x = draw.integers(-2, 3, (n, d)).astype(float)
        x[0] = 1  # so that no column is 0
    elif kind == "far from 0":
        x = x + 100
    y = x[:, 0] + draw.standard_normal(n)
    most = np.abs((x - x.mean(axis=0)).T @ (y - y.mean())).max() / n
    if most == 0:
        return
    loss = Lasso(Samples(x, y), most * 10.0**share)
    assert excess(loss, loss.minimizer) <= 1e-12 * np.square(loss.design).mean(axis=0).max() * np.abs(y).max()
    assert (np.abs(loss.minimizer[1:][loss.minimizer[1:] != 0]) > 1e-13).all()
    if share > 0:
        assert (loss.minimizer[1:] == 0).all()


@pytest.mark.parametrize("penalty", [1e-3, 0.1, 1])
@pytest.mark.parametrize(("n", "d"), [(60, 5), (30, 60)])
def test_scikit_learns_alpha_is_the_penalty(penalty, n, d):
    linear_model = pytest.importorskip("sklearn.linear_model")
    samples = sparse(n, d)
    theirs = linear_model.Lasso(alpha=penalty, tol=1e-13, max_iter=1_000_000).fit(samples.x, samples.y)
    loss, fitted = Lasso(samples, penalty), np.array([theirs.intercept_, *theirs.coef_])
    np.testing.assert_allclose(loss.minimizer, fitted, atol=1e-6)
    np.testing.assert_array_equal(loss.minimizer == 0, fitted == 0)
    assert loss.value(loss.minimizer) <= loss.value(fitted) * (1 + 1e-15)


def test_a_larger_penalty_leaves_fewer_weights():
    counts = [np.count_nonzero(Lasso(sparse(60, 20), p).minimizer[1:]) for p in (0, 0.1, 0.3, 1.5, 2.5, 5)]
    assert counts[0] == 20
    assert sorted(counts, reverse=True) == counts
    assert counts[-1] == 0


def test_of_fewer_rows_than_weights_no_more_are_left_than_rows():
    loss = Lasso(sparse(20, 200), 0.01)
    assert 0 < np.count_nonzero(loss.minimizer[1:]) < 20
    assert excess(loss, loss.minimizer) < 1e-12


@pytest.mark.parametrize("seed", [1785, 2220, 4129])
def test_weights_that_return_to_0_are_exactly_0(seed):
    """On the way to these minimisers a weight changes its sign where rounding leaves 1e-17 of it."""
    draw = rng(seed)
    x = draw.standard_normal((20, 20))
    best = Lasso(Samples(x, x @ draw.standard_normal(20)), 1e-2).minimizer
    assert (np.abs(best[best != 0]) > 1e-10).all()


def test_without_a_penalty_it_is_least_squares():
    samples = sparse()
    np.testing.assert_allclose(Lasso(samples, 0).minimizer, LeastSquares(samples).minimizer, rtol=1e-12)


@pytest.mark.parametrize("penalty", [0, 1e-12])
def test_columns_of_very_different_units(penalty):
    samples, units = sparse(d=3), np.array([1, 1e8, 1e-8])
    loss = Lasso(Samples(samples.x * units, samples.y), penalty)
    expected = LeastSquares(samples).minimizer[1:] / units
    np.testing.assert_allclose(loss.minimizer[1:], expected, rtol=1e-3)
    np.testing.assert_allclose(loss.smooth.minimizer[1:], expected, rtol=1e-12)
    slope = loss.smooth.gradient(loss.minimizer)[1:]
    np.testing.assert_allclose((slope + penalty * np.sign(expected)) / units, 0, atol=1e-12)


@pytest.mark.parametrize("rows", [60, 3])  # with 3 rows there are 6 weights
def test_theory_knows_the_smooth_part(rows):
    samples = sparse()
    smooth = Lasso(Samples(samples.x[:rows], samples.y[:rows]), 0.5).smooth
    known = np.linalg.eigvalsh(smooth.hessian)[::-1]
    np.testing.assert_allclose(theory.curvatures(smooth), known, rtol=1e-12, atol=1e-14)
    assert theory.max_rate(smooth) == pytest.approx(2 / known[0], rel=1e-12)


def test_a_tall_table():
    loss = Lasso(linear_data(50_000, [6, 0], 2, noise=3, rng=rng()), 0.5)
    assert excess(loss, loss.minimizer) < 1e-12
    assert loss.minimizer[2] == 0


def test_the_smooth_part_is_half_the_mse():
    samples = sparse()
    smooth, least = Lasso(samples, 0.5).smooth, LeastSquares(samples)
    points = rng(1).standard_normal((4, 6))
    np.testing.assert_allclose(smooth.value(points), least.value(points), rtol=1e-12)
    np.testing.assert_allclose(smooth.gradient(points), least.gradient(points), rtol=1e-9)
    np.testing.assert_allclose(smooth.hessian, least.hessian, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(smooth.minimizer, least.minimizer, rtol=1e-12)


@EXAMPLES
@given(
    w=st.lists(st.floats(-10, 10), min_size=3, max_size=3), rate=st.floats(0.01, 5), seed=st.integers(0, 99)
)
def test_the_prox_is_the_minimum_that_defines_it(w, rate, seed):
    loss, w = Lasso(sparse(10, 2), 0.7), np.array(w)

    def objective(u):
        return rate * 0.7 * np.abs(u[..., 1:]).sum(axis=-1) + np.square(u - w).sum(axis=-1) / 2

    found = loss.prox(w, rate)
    around = found + rng(seed).standard_normal((100, 3)) * 10.0 ** rng(seed).uniform(-6, 1, (100, 1))
    assert (objective(around) >= objective(found)).all()
    assert found[0] == w[0]
    np.testing.assert_array_equal(found[1:] == 0, np.abs(w[1:]) <= rate * 0.7)


def test_the_prox_of_many_points():
    loss, points = Lasso(sparse(10, 2), 1.0), rng(2).standard_normal((4, 5, 3))
    together = loss.prox(points, 0.5)
    assert together.shape == (4, 5, 3)
    np.testing.assert_array_equal(together[3, 1], loss.prox(points[3, 1], 0.5))
    assert np.isnan(loss.prox([np.nan, np.nan, 1], 0.5)[:2]).all()
    assert loss.prox([np.inf, -np.inf, 0.2], 0.5).tolist() == [np.inf, -np.inf, 0]
    np.testing.assert_array_equal(loss.prox(points, 0), points)


@pytest.mark.parametrize(
    ("w", "rate", "message"),
    [
        ([1, 2], 0.1, r"w has shape \(2,\), but lasso of 2 features and an intercept is defined on R\^3"),
        ([1, 2, 3], -1, "rate is -1, but expected a finite number of at least 0"),
        ([1, 2, 3], np.nan, "rate is nan"),
    ],
)
def test_the_prox_refuses(w, rate, message):
    with pytest.raises(ValueError, match=message):
        Lasso(sparse(10, 2), 1.0).prox(w, rate)
