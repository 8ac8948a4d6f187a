"""Least squares: against NumPy's solver, rational arithmetic, certified values and finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, correlated_data, linear_data

# https://www.itl.nist.gov/div898/strd/lls/data/LINKS/v-Longley.shtml
CERTIFIED = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683]
CERTIFIED += [-1.03322686717359, -0.0511041056535807, 1829.15146461355]
CERTIFIED_SQUARES = 836424.055505915


def rng(seed=0):
    return np.random.default_rng(seed)


def noisy(n=100, d=2, seed=0):
    return linear_data(n, np.arange(1, d + 1), 2, noise=3, rng=rng(seed))


def residual(samples, w):
    return w[0] + samples.x @ w[1:] - samples.y


@st.composite
def regressions(draw):
    """Well-posed data whose features' scales are from 1e-4 to 1e4."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    d = draw(st.integers(1, 5))
    n = draw(st.integers(d + 4, 60))
    scale = 10.0 ** np.array(draw(st.lists(st.floats(-4, 4), min_size=d, max_size=d)))
    x = (generator.standard_normal((n, d)) + draw(st.floats(-2, 2))) * scale
    return Samples(x, 10.0 ** draw(st.floats(-3, 3)) * generator.standard_normal(n) + x @ (1 / scale))


EXAMPLES = settings(deadline=None, derandomize=True, max_examples=100)


def test_a_line_by_hand():
    loss = LeastSquares(Samples([[0], [1], [2]], [1, 3, 5], ("t",)))
    np.testing.assert_allclose(loss.minimizer, [1, 2], rtol=1e-14)
    assert loss.minimum == pytest.approx(0, abs=1e-29)
    assert loss.mse([0, 0]) == pytest.approx(35 / 3, rel=1e-14)
    assert loss.value([0, 0]) == pytest.approx(35 / 6, rel=1e-14)
    assert loss.plotted([0, 0]) == loss.mse([0, 0])
    np.testing.assert_allclose(loss.gradient([0, 0]), [-3, -13 / 3], rtol=1e-14)
    np.testing.assert_allclose(loss.hessian, [[1, 1], [1, 5 / 3]], rtol=1e-14)
    np.testing.assert_array_equal(loss.design, [[1, 0], [1, 1], [1, 2]])
    assert (loss.n, loss.dim) == (3, 2)


def test_certified_values(longley):
    loss = LeastSquares(longley)
    np.testing.assert_allclose(loss.minimizer, CERTIFIED, rtol=1e-10)
    assert loss.minimum * 16 == pytest.approx(CERTIFIED_SQUARES, rel=1e-10)
    assert loss.mse(CERTIFIED) * 16 == pytest.approx(CERTIFIED_SQUARES, rel=1e-8)


@EXAMPLES
@given(samples=regressions(), seed=st.integers(0, 1000))
def test_everything_agrees_with_the_definition(samples, seed):
    loss = LeastSquares(samples)
    best = np.linalg.lstsq(loss.design, samples.y, rcond=None)[0]
    size = np.linalg.norm(loss.design, axis=0) / np.sqrt(loss.n)
    w = best + rng(seed).standard_normal(loss.dim) / size
    error = residual(samples, w)
    scale = np.sqrt(np.mean(samples.y**2)) + size @ np.abs(w)
    np.testing.assert_allclose(size * (loss.minimizer - best), 0, atol=1e-9 * scale)
    assert loss.mse(w) == pytest.approx(np.mean(error**2), rel=1e-11)
    assert loss.minimum == pytest.approx(np.mean(residual(samples, best) ** 2), rel=1e-9)
    slope = loss.gradient(w) - loss.design.T @ error / loss.n
    np.testing.assert_allclose(slope / size, 0, atol=1e-13 * scale)
    bend = loss.hessian - loss.design.T @ loss.design / loss.n
    np.testing.assert_allclose(bend / np.outer(size, size), 0, atol=1e-13)
    np.testing.assert_allclose(loss.root.T @ loss.root, loss.hessian)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_gradient_and_hessian_are_the_differences(d, difference):
    loss = LeastSquares(noisy(d=d))
    points = rng(1).standard_normal((20, d + 1)) * 5
    np.testing.assert_allclose(
        loss.gradient(points), difference(loss.value, points, 1e-3), rtol=1e-8, atol=1e-7
    )
    bends = difference(loss.gradient, points, 1e-3)
    np.testing.assert_allclose(bends, np.broadcast_to(loss.hessian, bends.shape), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 4), (0,)])
def test_leading_axes(shape):
    loss = LeastSquares(noisy())
    points = rng(2).standard_normal((*shape, 3))
    flat = points.reshape(-1, 3)
    assert loss.value(points).shape == loss.plotted(points).shape == shape
    assert loss.gradient(points).shape == points.shape
    np.testing.assert_allclose(loss.value(points).ravel(), [loss.value(w) for w in flat], rtol=1e-13)
    singly = np.array([loss.gradient(w) for w in flat]).reshape(-1, 3)
    np.testing.assert_allclose(loss.gradient(points).reshape(-1, 3), singly, rtol=1e-11)


@pytest.mark.parametrize("n", [31, 32, 1023, 1024, 1025, 3000, 70_001])
@pytest.mark.parametrize("d", [1, 2, 30])
def test_blocks_of_rows_make_no_difference(n, d):
    samples = noisy(n, d)
    loss = LeastSquares(samples)
    w = rng(3).standard_normal(d + 1)
    error = residual(samples, w)
    assert loss.mse(w) == pytest.approx(np.mean(error**2), rel=1e-11)
    np.testing.assert_allclose(loss.gradient(w), loss.design.T @ error / n, rtol=1e-9, atol=1e-10)


def test_many_features_in_blocks_of_their_own_height():
    samples = noisy(3000, 200)
    loss = LeastSquares(samples)
    np.testing.assert_allclose(loss.hessian, loss.design.T @ loss.design / 3000, atol=1e-12)


@pytest.mark.parametrize("distance", [1e-3, 1e-5, 1e-7])
@pytest.mark.parametrize(
    "samples",
    [
        linear_data(60, [6, 5], 2, rng=rng()),
        correlated_data(60, [5, 4], 2, spread=0.2, noise=0, rng=rng()),
        linear_data(60, [3], 2, rng=rng()),
        Samples(1e4 * rng().standard_normal((40, 2)), np.zeros(40)),
    ],
    ids=["two features", "correlated", "one feature", "all zero"],
)
def test_near_the_minimiser_of_data_without_noise(samples, distance, exact_mse):
    loss = LeastSquares(samples)
    for direction in rng(4).standard_normal((10, loss.dim)):
        w = loss.minimizer + distance * direction / np.linalg.norm(direction)
        assert float(loss.mse(w)) == pytest.approx(float(exact_mse(samples, w)), rel=1e-6)


def test_in_the_flattest_direction_too(exact_mse):
    samples = correlated_data(60, [5, 4], 2, spread=0.2, noise=0, rng=rng())
    loss = LeastSquares(samples)
    flattest = np.linalg.eigh(loss.hessian)[1][:, 0]
    w = loss.minimizer + 1e-7 * flattest
    assert float(loss.mse(w)) == pytest.approx(float(exact_mse(samples, w)), rel=1e-6)


def test_the_minimiser_is_refined_by_the_data(exact_mse):
    """The triangular factor alone leaves up to 1.5e-7 here."""
    errors = []
    for seed in range(60):
        samples = correlated_data(60, [5, 4], 2, spread=0.2, noise=0, rng=rng(seed))
        loss = LeastSquares(samples)
        w = np.array([2, 5, 4]) + 1e-7 * np.linalg.eigh(loss.hessian)[1][:, 0]
        errors.append(float(loss.mse(w) / float(exact_mse(samples, w))) - 1)
    assert np.abs(errors).max() < 8e-8


@pytest.mark.parametrize("rows", [[0], [3, 3, 3], [5, 1, 99], list(range(100))])
def test_batch_gradient_is_the_mean_over_its_rows(rows):
    samples = noisy()
    loss = LeastSquares(samples)
    w = np.array([1.0, -2.0, 3.0])
    expected = np.mean([residual(samples, w)[i] * loss.design[i] for i in rows], axis=0)
    np.testing.assert_allclose(loss.batch_gradient(w, np.array(rows)), expected, rtol=1e-12)


def test_batch_gradient_of_all_rows_is_the_gradient():
    loss = LeastSquares(noisy())
    w = rng().standard_normal((4, 3))
    np.testing.assert_allclose(loss.batch_gradient(w, np.arange(100)), loss.gradient(w), rtol=1e-11)


@pytest.mark.parametrize("batch", [1, 2, 17])
def test_batch_gradient_of_runs_is_that_of_each_run(batch):
    loss = LeastSquares(noisy())
    w, rows = rng().standard_normal((6, 3)), rng().integers(0, 100, (6, batch))
    together = loss.batch_gradient(w, rows)
    singly = [loss.batch_gradient(point, drawn) for point, drawn in zip(w, rows, strict=True)]
    np.testing.assert_allclose(together, singly, rtol=1e-12)
    shared = [loss.batch_gradient(point, rows[0]) for point in w]
    np.testing.assert_allclose(loss.batch_gradient(w, rows[0]), shared, rtol=1e-12)
    one = [loss.batch_gradient(w[0], drawn) for drawn in rows]
    np.testing.assert_allclose(loss.batch_gradient(w[0], rows), one, rtol=1e-12)


def test_rows_beyond_the_data():
    with pytest.raises(ValueError, match="rows from 100 to 100, but expected from 0 to 99"):
        LeastSquares(noisy()).batch_gradient([1, 2, 3], np.array([100]))


@pytest.mark.parametrize("w", [[np.nan, 0, 0], [np.inf, 0, 0], [1e200, 1e200, -1e200], [-np.inf, np.inf, 0]])
def test_weights_that_are_not_finite_are_silent(w):
    loss = LeastSquares(noisy())
    assert not np.isfinite(loss.mse(w))
    loss.gradient(w)
    loss.batch_gradient(w, np.array([1, 2]))
    loss.batch_gradient([w, w], np.array([[1], [2]]))


@pytest.mark.parametrize("method", ["value", "mse", "plotted", "gradient"])
@pytest.mark.parametrize("w", [1.0, [1.0], [1, 2], [[1, 2, 3, 4]]])
def test_weights_of_another_number(method, w):
    with pytest.raises(ValueError, match=r"w has shape .*, but least squares of 2 features .* R\^3"):
        getattr(LeastSquares(noisy()), method)(w)


def test_results_are_read_only():
    loss = LeastSquares(noisy())
    for array in (loss.minimizer, loss.hessian, loss.root, loss.design):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def dependent():
    x = rng().standard_normal((50, 3))
    return [
        (np.column_stack([x, x[:, 0]]), ("a", "b", "c", "d"), "^a, d are linearly dependent"),
        (np.column_stack([x, x[:, 0] - 2 * x[:, 1]]), None, "^x1, x2, x4 are linearly dependent"),
        (
            np.column_stack([x, np.full(50, 7.0)]),
            ("a", "b", "c", "d"),
            "^the intercept, d are linearly dependent",
        ),
        (np.column_stack([1e4 * x[:, 0], 1e-4 * x[:, 0]]), None, "^x1, x2 are linearly dependent"),
        (
            np.column_stack([x[:, 0], 1 + 1e-3 * x[:, 0]]),
            None,
            "^the intercept, x1, x2 are linearly dependent",
        ),
        (np.column_stack([x[:, 0], 0 * x[:, 0]]), None, "^x2 has the mean square 0"),
        (np.column_stack([x[:, 0], 1e200 * x[:, 1]]), None, "^x2 has the mean square inf"),
        (np.column_stack([x[:, 0], 1e-200 * x[:, 1]]), None, "^x2 has the mean square 0"),
        (x[:3], None, "samples has 3 rows, but expected at least 4"),
    ]


@pytest.mark.parametrize("size", [1e160, 1e300])
def test_a_target_too_large_to_be_squared(size):
    with pytest.raises(ValueError, match=r"^the target has the mean square inf, but expected one from"):
        LeastSquares(Samples([[1], [2], [4]], [size, 0, size]))


@pytest.mark.parametrize(("x", "names", "message"), dependent())
def test_refuses_data_without_one_best_fit(x, names, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares(Samples(x, np.ones(len(x)), names))


def test_nearly_dependent_columns_are_allowed():
    year = np.arange(1947.0, 1963.0)
    LeastSquares(Samples(np.column_stack([year, year**2]), year))
    data = correlated_data(50, [1, 1], 0, spread=1e-6, noise=0, rng=rng())
    np.testing.assert_allclose(LeastSquares(data).minimizer, [0, 1, 1], atol=1e-8)


def test_as_many_rows_as_weights_are_fitted_exactly():
    samples = Samples([[1, 2], [3, 5], [8, 13]], [1, 2, 4])
    loss = LeastSquares(samples)
    assert loss.minimum == pytest.approx(0, abs=1e-26)
    np.testing.assert_allclose(residual(samples, loss.minimizer), 0, atol=1e-12)
