"""Logistic regression: by hand, against scikit-learn and statsmodels, far out, and without a minimiser."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LogisticRegression, Samples, descend, gradient_descent, minimize, newton

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=60)
NO_MINIMISER = "has no minimiser, for its classes can be separated, .*: give a penalty above 0"


def rng(seed=0):
    return np.random.default_rng(seed)


def overlapping(n=80, d=3, seed=0):
    draw = rng(seed)
    x = draw.standard_normal((n, d))
    return Samples(x, (x[:, 0] + draw.logistic(size=n) > 0).astype(float))


def test_values_by_hand():
    loss = LogisticRegression(Samples([[0], [1]], [1, 0]), penalty=0.5)
    assert loss.value([0, 0]) == pytest.approx(np.log(2), rel=1e-15)
    assert loss.value([1, 2]) == pytest.approx(
        (np.log1p(np.exp(-1)) + np.log1p(np.exp(3))) / 2 + 0.25 * 4, rel=1e-15
    )
    np.testing.assert_allclose(loss.gradient([0, 0]), [0, 1 / 4], atol=1e-16)
    np.testing.assert_allclose(loss.hessian([0, 0]), [[1 / 4, 1 / 8], [1 / 8, 1 / 8 + 1 / 2]], atol=1e-16)


def test_the_minimiser_of_two_groups_has_their_shares():
    loss = LogisticRegression(Samples([[0], [0], [0], [1], [1], [1], [1]], [1, 0, 0, 1, 1, 1, 0]))
    np.testing.assert_allclose(loss.minimizer, [np.log(1 / 2), np.log(3) - np.log(1 / 2)], rtol=1e-13)


def test_without_features_that_tell_the_penalised_weights_are_0():
    loss = LogisticRegression(Samples([[-1], [1], [-1], [1]], [0, 0, 1, 1]), penalty=1)
    np.testing.assert_allclose(loss.minimizer, 0, atol=1e-15)


@pytest.mark.parametrize("penalty", [1e-3, 0.1, 10])
def test_scikit_learns_c_is_1_over_n_times_the_penalty(penalty):
    linear_model = pytest.importorskip("sklearn.linear_model")
    samples = overlapping()
    model = linear_model.LogisticRegression(C=1 / (80 * penalty), tol=1e-12, solver="newton-cholesky")
    theirs = model.fit(samples.x, samples.y)
    found = LogisticRegression(samples, penalty).minimizer
    np.testing.assert_allclose(found, [*theirs.intercept_, *theirs.coef_[0]], rtol=1e-9, atol=1e-10)


def test_statsmodels_has_the_same_likelihood():
    discrete = pytest.importorskip("statsmodels.api")
    samples = overlapping()
    loss = LogisticRegression(samples)
    theirs = discrete.Logit(samples.y, loss.design).fit(disp=0, tol=1e-14, method="newton")
    np.testing.assert_allclose(loss.minimizer, theirs.params, rtol=1e-9)
    assert loss.value(loss.minimizer) == pytest.approx(-theirs.llf / 80, rel=1e-13)
    covariance = np.linalg.inv(loss.hessian(loss.minimizer)) / 80
    np.testing.assert_allclose(covariance, theirs.cov_params(), rtol=1e-8)


@EXAMPLES
@given(
    n=st.integers(8, 60),
    d=st.integers(1, 4),
    penalty=st.floats(-6, 3),
    scale=st.floats(-4, 4),
    seed=st.integers(0, 1000),
)
def test_with_a_penalty_the_gradient_is_0_at_the_minimiser(n, d, penalty, scale, seed):
    draw = rng(seed)
    x = 10.0**scale * draw.standard_normal((n, d))
    y = np.array([0, 1, *draw.integers(0, 2, n - 2)])
    loss = LogisticRegression(Samples(x, y), 10.0 ** (penalty + 2 * scale))
    np.testing.assert_allclose(loss.gradient(loss.minimizer) / [1, *d * [10.0**scale]], 0, atol=1e-14)


@EXAMPLES
@given(n=st.integers(6, 30), d=st.integers(1, 3), seed=st.integers(0, 10_000))
def test_there_is_a_minimiser_unless_the_classes_can_be_separated(n, d, seed):
    """Whether a direction separates is a linear program; small whole numbers make many draws."""
    optimize = pytest.importorskip("scipy.optimize")
    draw = rng(seed)
    x = draw.integers(-2, 3, (n, d)).astype(float)
    y = (x[:, 0] + draw.choice([0.0, 1.5], n, p=[0.8, 0.2]) * draw.standard_normal(n) > 0).astype(float)
    if y.min() == y.max() or np.linalg.matrix_rank(np.column_stack([np.ones(n), x])) <= d:
        return
    loss = LogisticRegression(Samples(x, y))
    ahead = (2 * y - 1)[:, np.newaxis] * loss.design
    best = optimize.linprog(-ahead.sum(axis=0), A_ub=-ahead, b_ub=np.zeros(n), bounds=(-1, 1))
    if best.fun < -1e-9:
        assert loss.minimizers.shape == (0, d + 1)
    else:
        np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-14)


SEPARATED = {
    "completely": ([[0], [1], [2], [3]], [0, 0, 1, 1]),
    "but for a tie": ([[0], [1], [1], [3]], [0, 0, 1, 1]),
    "by one row": ([[0], [0], [1]], [0, 1, 1]),
    "along one feature of two": ([[0, 0], [0, 1], [0, 0], [0, 1], [1, 0.3]], [0, 1, 1, 0, 1]),
    "far from 0": ([[1e6], [1e6 + 1], [1e6 + 2], [1e6 + 3]], [0, 0, 1, 1]),
}


@pytest.mark.parametrize("name", SEPARATED)
def test_separated_classes_have_no_minimiser_without_a_penalty(name):
    samples = Samples(*SEPARATED[name])
    loss = LogisticRegression(samples)
    assert loss.minimizers.shape == (0, loss.dim)
    with pytest.raises(ValueError, match=NO_MINIMISER):
        loss.minimizer  # noqa: B018
    assert not hasattr(loss, "minimizer")
    for low, high in loss.window:
        assert low < 0 < high
    if loss.dim == 2:
        assert loss.section().value([0, 0]) == pytest.approx(np.log(2))
    penalized = LogisticRegression(samples, 1e-9)
    np.testing.assert_allclose(penalized.gradient(penalized.minimizer), 0, atol=1e-9)


def test_separated_classes_can_still_be_descended():
    loss = LogisticRegression(Samples(*SEPARATED["completely"]))
    run = descend(loss, gradient_descent(1.0), [0, 0], 200)
    assert (np.diff(run.losses) < 0).all()


@pytest.mark.parametrize("overlap", [1e-1, 1e-4, 1e-8])
def test_classes_that_overlap_little_have_a_minimiser_far_out(overlap):
    loss = LogisticRegression(Samples([[0], [1 + overlap], [1], [3]], [0, 0, 1, 1]))
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-15)
    assert loss.minimizer[1] > -np.log(overlap) / 2


@pytest.mark.parametrize("overlap", [1e-2, 1e-4, 1e-6])
def test_the_minimiser_is_exact_where_the_loss_is_flat(overlap):
    """By symmetry the slope s solves (1 + h) sigma(-(1 + h) s) = h sigma(h s), with h half the overlap."""
    optimize = pytest.importorskip("scipy.optimize")
    h = overlap / 2

    def slope(s):
        return (1 + h) / (1 + np.exp((1 + h) * s)) - h / (1 + np.exp(-h * s))

    expected = optimize.brentq(slope, 0, 100, xtol=1e-14)
    loss = LogisticRegression(Samples([[-1 - h], [h], [-h], [1 + h]], [0, 0, 1, 1]))
    np.testing.assert_allclose(loss.minimizer, [0, expected], rtol=1e-12, atol=1e-9)


def test_a_row_far_on_its_own_side_is_no_separation():
    draw = rng(1)
    x, y = [*draw.standard_normal(20), 1e6], [*draw.integers(0, 2, 20), 1]
    loss = LogisticRegression(Samples(np.array(x)[:, np.newaxis], y))
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-14)


def test_far_out_no_digits_are_lost():
    loss = LogisticRegression(Samples([[1], [-1]], [1, 0]))
    with np.errstate(all="raise", under="ignore"):
        for z in (20, 100, 700):
            assert loss.value([0, z]) == pytest.approx(np.exp(-z), rel=1e-13 + np.exp(-z))
            np.testing.assert_allclose(loss.gradient([0, z]), [0, -np.exp(-z)], rtol=1e-8)
            assert loss.hessian([0, z])[1, 1] == pytest.approx(np.exp(-z), rel=1e-8)
            assert loss.value([0, -z]) == pytest.approx(z, rel=1e-8)
        assert loss.value([0, -1e100]) == 1e100


def test_many_points_at_many_rows_take_little_memory():
    samples = overlapping(3000, 2)
    points = rng(2).standard_normal((10, 50, 3))  # 350 fit into a chunk, and 116 Hessians
    loss = LogisticRegression(samples)
    values, bends = loss.value(points), loss.hessian(points[:3])
    for run in ((0, 0), (2, 49), (9, 49)):
        assert values[run] == pytest.approx(loss.value(points[run]), rel=1e-12)
    np.testing.assert_allclose(bends[2, 49], loss.hessian(points[2, 49]), rtol=1e-12)


def test_newtons_method_leads_to_the_minimiser():
    loss = LogisticRegression(overlapping(), 0.01)
    np.testing.assert_allclose(
        minimize(loss, newton(), [0, 0, 0, 0], 10).points[-1], loss.minimizer, atol=1e-12
    )


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1, 2], r"y\[2\] is 2.0, but logistic regression expected 0 or 1"),
        ([-1, 1, 1], r"y\[0\] is -1.0, but logistic regression expected 0 or 1"),
        ([0, 0.5, 1], r"y\[1\] is 0.5"),
        ([1, 1, 1], "y has no row of class 0, but logistic regression expected some of each class"),
        ([0, 0, 0], "y has no row of class 1"),
    ],
)
def test_labels_that_are_none(y, message):
    with pytest.raises(ValueError, match=message):
        LogisticRegression(Samples([[1], [2], [4]], y))


def test_a_penalty_too_small_to_find_the_minimiser():
    loss = LogisticRegression(Samples(*SEPARATED["completely"]), 1e-300)
    with pytest.raises(ValueError, match=r"penalty is 1e-300, too small for Newton's method .* a larger"):
        loss.minimizer  # noqa: B018
