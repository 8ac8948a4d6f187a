"""Losses of data: what data and penalties they take, and the windows that follow from these."""

import numpy as np
import pytest

from gdcore import HuberRegression, Lasso, LeastSquares, LogisticRegression, Ridge, Samples, SoftmaxRegression
from tests.gdcore.losses.data.tables import NUMBERS, THREE, TWO, N, X


def test_windows_follow_the_units_of_the_data():
    for make in (LeastSquares, HuberRegression, lambda samples: Ridge(samples, 1e-9)):
        scaled = Samples(NUMBERS.x * [10, 0.1, 1], 5 * NUMBERS.y)
        before = np.array(make(NUMBERS).window) * [[0.5], [50]]
        after = make(scaled).window
        if make is HuberRegression:
            after = HuberRegression(scaled, 5.0).window
        np.testing.assert_allclose(after, before, rtol=1e-6)


def test_the_window_of_one_feature_is_that_of_intercept_and_slope():
    loss = LeastSquares(Samples(X[:, :1], NUMBERS.y))
    np.testing.assert_allclose(np.mean(loss.window, axis=1), loss.minimizer)


def test_a_constant_target_has_a_window_too():
    (low, high), _ = LeastSquares(Samples(X, np.zeros(N))).window
    assert low < 0 < high


@pytest.mark.parametrize(
    "make", [LeastSquares, HuberRegression, LogisticRegression, SoftmaxRegression, Ridge, Lasso]
)
def test_what_is_no_samples(make):
    more = (1.0,) if make in (Ridge, Lasso) else ()
    with pytest.raises(ValueError, match=r"samples is 3, but expected Samples: Samples\(x, y\)"):
        make(3, *more)


PENALIZED = pytest.mark.parametrize(
    ("make", "samples"),
    [(Ridge, NUMBERS), (Lasso, NUMBERS), (LogisticRegression, TWO), (SoftmaxRegression, THREE)],
)


@PENALIZED
@pytest.mark.parametrize("penalty", [-1, np.nan, np.inf, "1", None])
def test_penalties_that_are_none(make, samples, penalty):
    with pytest.raises(ValueError, match=r"penalty is .*, but expected a finite number of at least 0"):
        make(samples, penalty)


@pytest.mark.parametrize("make", [Ridge, Lasso, LogisticRegression, SoftmaxRegression, HuberRegression])
def test_data_that_determine_nothing(make):
    y = np.arange(6) % 2
    more = (0.0,) if make in (Ridge, Lasso) else ()
    with pytest.raises(ValueError, match="samples has 3 rows, but expected at least 4"):
        make(Samples(X[:3], y[:3]), *more)
    with pytest.raises(ValueError, match="x1, x2 are linearly dependent"):
        make(Samples(np.column_stack([X[:6, 0], 2 * X[:6, 0]]), y), *more)


@PENALIZED
def test_with_a_penalty_dependent_columns_have_one_minimiser(make, samples):
    loss = make(Samples(np.column_stack([samples.x, samples.x[:, 0]]), samples.y), 0.1)
    best = loss.minimizer.reshape(-1, 5)
    if make is Lasso:  # of two equal columns, any split of a weight
        alone = make(samples, 0.1)
        assert loss.value(loss.minimizer) == pytest.approx(alone.value(alone.minimizer))
    else:
        np.testing.assert_allclose(best[:, 1], best[:, 4], atol=1e-12)


@PENALIZED
@pytest.mark.parametrize("size", [0, 1e-160, 1e160])
def test_columns_that_doubles_cannot_square(make, samples, size):
    with pytest.raises(ValueError, match=r"x2 has the mean square .*: leave it out or rescale it"):
        make(Samples(samples.x * [1, size, 1], samples.y), 0.1)
