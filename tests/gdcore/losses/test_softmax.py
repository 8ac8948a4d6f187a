"""Softmax regression: against logistic regression and scikit-learn, the plane of minimisers, its layout."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LogisticRegression, Samples, SoftmaxRegression, descend, gradient_descent

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=60)


def rng(seed=0):
    return np.random.default_rng(seed)


def overlapping(n=90, d=2, classes=3, seed=0):
    draw = rng(seed)
    x = draw.standard_normal((n, d))
    odds = x @ draw.standard_normal((d, classes)) + draw.gumbel(size=(n, classes))
    return Samples(x, odds.argmax(axis=1))


def test_values_by_hand():
    loss = SoftmaxRegression(Samples([[1], [-1], [0]], [0, 1, 2]), penalty=0.5)
    assert loss.classes == 3
    assert loss.dim == 6
    assert loss.value(np.zeros(6)) == pytest.approx(np.log(3), rel=1e-15)
    w = np.array([[0, 2], [0, -2], [1, 0]])
    rows = [np.log(np.exp(2) + np.exp(-2) + np.e) - 2] * 2 + [np.log(2 + np.e) - 1]
    assert loss.value(w.ravel()) == pytest.approx(np.mean(rows) + 0.25 * 8, rel=1e-15)
    np.testing.assert_allclose(loss.gradient(np.zeros(6)), [0, -1 / 3, 0, 1 / 3, 0, 0], atol=1e-16)


def test_weights_are_laid_out_class_by_class():
    loss = SoftmaxRegression(overlapping())
    w = np.arange(2 * 9.0).reshape(2, 9)
    np.testing.assert_array_equal(loss.by_class(w), w.reshape(2, 3, 3))
    np.testing.assert_array_equal(loss.predictions(w)[1, 2], loss.design @ w[1, 6:])
    assert loss.by_class(np.empty((0, 9))).shape == (0, 3, 3)


@pytest.mark.parametrize("penalty", [0, 0.2])
def test_two_classes_are_logistic_regression(penalty):
    """With z_1 = -z_0 = z / 2; the squares of both halves add up to half of the whole."""
    samples = overlapping(classes=2)
    softmax, logistic = SoftmaxRegression(samples, penalty), LogisticRegression(samples, penalty / 2)
    w = rng(1).standard_normal((4, 3))
    both = np.concatenate([-w / 2, w / 2], axis=-1)
    np.testing.assert_allclose(softmax.value(both), logistic.value(w), rtol=1e-14)
    best = logistic.minimizer
    np.testing.assert_allclose(softmax.minimizer, [*-best / 2, *best / 2], rtol=1e-12)


@pytest.mark.parametrize("penalty", [1e-3, 0.1, 10])
def test_scikit_learns_c_is_1_over_n_times_the_penalty(penalty):
    linear_model = pytest.importorskip("sklearn.linear_model")
    samples = overlapping()
    model = linear_model.LogisticRegression(C=1 / (90 * penalty), tol=1e-12, solver="newton-cholesky")
    theirs = model.fit(samples.x, samples.y)
    loss = SoftmaxRegression(samples, penalty)
    intercepts = theirs.intercept_ - theirs.intercept_.mean()
    expected = np.column_stack([intercepts, theirs.coef_])
    np.testing.assert_allclose(loss.by_class(loss.minimizer), expected, rtol=1e-7, atol=1e-8)


def test_statsmodels_has_the_same_likelihood():
    discrete = pytest.importorskip("statsmodels.api")
    samples = overlapping()
    loss = SoftmaxRegression(samples)
    theirs = discrete.MNLogit(samples.y, loss.design).fit(disp=0, method="newton", tol=1e-14)
    best = loss.by_class(loss.minimizer)
    np.testing.assert_allclose(best[1:] - best[0], theirs.params.T, rtol=1e-8)
    assert loss.value(loss.minimizer) == pytest.approx(-theirs.llf / 90, rel=1e-13)


@EXAMPLES
@given(
    n=st.integers(10, 60),
    d=st.integers(1, 3),
    classes=st.integers(2, 5),
    penalty=st.floats(-5, 2),
    seed=st.integers(0, 1000),
)
def test_the_minimiser_is_one_and_the_shortest(n, d, classes, penalty, seed):
    draw = rng(seed)
    y = [*range(classes), *draw.integers(0, classes, n - classes)]
    loss = SoftmaxRegression(Samples(draw.standard_normal((n, d)), y), 10.0**penalty)
    np.testing.assert_allclose(loss.gradient(loss.minimizer), 0, atol=1e-14)
    np.testing.assert_allclose(loss.by_class(loss.minimizer).sum(axis=0), 0, atol=1e-10)


@pytest.mark.parametrize("seed", range(40))
def test_features_of_heavy_tails_need_shorter_steps(seed):
    """Whole steps of Newton's method lead astray from 0 for some of these."""
    draw = rng(seed)
    x = draw.standard_t(0.5, (16, 2))
    y = (x @ draw.standard_normal((2, 4)) + draw.gumbel(size=(16, 4))).argmax(axis=1)
    y[:4] = range(4)
    loss = SoftmaxRegression(Samples(x, y), 1e-8)
    size = np.tile(np.sqrt(np.square(loss.design).mean(axis=0)), 4)
    np.testing.assert_allclose(loss.gradient(loss.minimizer) / size, 0, atol=1e-11)


def test_without_a_penalty_any_shift_of_all_classes_is_as_good():
    loss = SoftmaxRegression(overlapping())
    shifts = np.tile(rng(2).standard_normal((5, 3)), 3)
    points = loss.minimizer + shifts
    np.testing.assert_allclose(loss.value(points), loss.value(loss.minimizer), rtol=1e-14)
    np.testing.assert_allclose(loss.gradient(points), 0, atol=1e-14)
    np.testing.assert_allclose(loss.hessian(loss.minimizer) @ shifts.T, 0, atol=1e-14)
    assert (np.linalg.norm(points, axis=1) > np.linalg.norm(loss.minimizer)).all()
    assert np.linalg.matrix_rank(loss.hessian(loss.minimizer), tol=1e-10) == 6


def test_with_a_penalty_the_intercepts_can_be_shifted_alone():
    loss = SoftmaxRegression(overlapping(), 0.1)
    point = loss.minimizer + np.tile([0.7, 0, 0], 3)
    assert loss.value(point) == pytest.approx(float(loss.value(loss.minimizer)), rel=1e-14)
    assert loss.value(loss.minimizer + np.tile([0, 0.7, 0], 3)) > loss.value(loss.minimizer) + 0.01


def test_descent_from_0_leads_to_the_shortest():
    loss = SoftmaxRegression(overlapping())
    run = descend(loss, gradient_descent(1.0), np.zeros(9), 2000)
    np.testing.assert_allclose(run.points[-1], loss.minimizer, atol=1e-8)


def test_far_out_nothing_overflows():
    loss = SoftmaxRegression(Samples([[1], [-1], [0]], [0, 1, 2]), penalty=0)
    w = np.array([0, 1e4, 0, -1e4, 100, 0])
    with np.errstate(all="raise", under="ignore"):
        assert loss.value(w) == pytest.approx(0, abs=1e-40)
        assert loss.value(-w) == pytest.approx((4e4 + 100 + np.log(2)) / 3, rel=1e-14)
        np.testing.assert_allclose(loss.gradient(-w).reshape(3, 2).sum(axis=0), 0, atol=1e-15)


def test_far_out_no_digits_are_lost():
    """Each row's own class is ahead by 50 of one or of two others."""
    loss, small = SoftmaxRegression(Samples([[1], [-1], [0]], [0, 1, 2])), np.exp(-50)
    w = [0, 100, 0, -100, 50, 0]
    assert loss.value(w) == pytest.approx(4 * small / 3, rel=1e-13)
    np.testing.assert_allclose(loss.gradient(w)[[1, 3]], [-small / 3, small / 3], rtol=1e-13)
    np.testing.assert_allclose(loss.hessian(w)[[1, 3], [1, 3]], small / 3, rtol=1e-13)
    np.testing.assert_allclose(
        loss.batch_gradient(w, [0]), [-small, -small, 0, 0, small, small], rtol=1e-13, atol=1e-80
    )


SEPARATED = {
    "three clusters": (np.repeat([[0, 0], [9, 9], [-9, 9]], 10, axis=0), np.repeat([0, 1, 2], 10)),
    "one of three": (np.repeat([[0, 0], [0, 1], [-9, 9]], 10, axis=0), [*10 * [0, 1], *10 * [2]]),
}


@pytest.mark.parametrize("name", SEPARATED)
def test_separated_classes_have_no_minimiser_without_a_penalty(name):
    x, y = SEPARATED[name]
    samples = Samples(x + rng(3).standard_normal(x.shape), y)
    loss = SoftmaxRegression(samples)
    assert loss.minimizers.shape == (0, 9)
    with pytest.raises(ValueError, match="has no minimiser, for its classes can be separated"):
        loss.minimizer  # noqa: B018
    penalized = SoftmaxRegression(samples, 1e-6)
    np.testing.assert_allclose(penalized.gradient(penalized.minimizer), 0, atol=1e-13)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1, 0.5], r"y\[2\] is 0.5, but softmax regression expected a whole number of at least 0"),
        ([0, -1, 1], r"y\[1\] is -1.0"),
        ([0, 2, 2], "y has no row of class 1, but softmax regression expected some of each class"),
        ([0, 0, 0], "y has no row of class 1"),
        ([1, 1, 1], "y has no row of class 0"),
        ([0, 1, 1e9], r"y\[2\] is 1000000000.0"),
    ],
)
def test_labels_that_are_none(y, message):
    with pytest.raises(ValueError, match=message):
        SoftmaxRegression(Samples([[1], [2], [4]], y), 1.0)
