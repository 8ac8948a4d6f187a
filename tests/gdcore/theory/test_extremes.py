"""Theory at the ends of what doubles hold: finite or infinite as it should be, else refused."""

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    Samples,
    adam,
    exact_line_search,
    linear_data,
    minimize,
    quadratic,
    quadratic_bowl,
    section,
    theory,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def scaled(size):
    """A least squares whose features are of a size."""
    return LeastSquares(Samples(size * rng().standard_normal((30, 2)), rng(1).standard_normal(30)))


NOISY = LeastSquares(linear_data(30, [6, 5], 2, noise=3, rng=rng()))
FAR = np.full(3, 1e300)


@pytest.mark.parametrize("size", [1e-100, 1e100])
@pytest.mark.parametrize(
    "told",
    [
        lambda loss: theory.max_rate(loss, batch=1),
        lambda loss: theory.best_rate(loss, batch=1),
        lambda loss: theory.stationary_covariance(loss, 0.1, 1),
        lambda loss: theory.learning_curve(loss, 0.1, 1, [1, 1, 1], 3),
        lambda loss: theory.decay_covariance(loss, 1.0, 1.0, 1),
    ],
    ids=["max_rate", "best_rate", "stationary", "learning_curve", "decay"],
)
def test_curvatures_whose_products_are_no_numbers_are_refused(told, size):
    with pytest.raises(ValueError, match=r"^loss has curvatures from .*: rescale the features$"):
        told(scaled(size))


@pytest.mark.parametrize("size", [1e-40, 1e40])
def test_units_do_not_matter(size):
    rate = theory.best_rate(scaled(size), batch=2)
    loss = LeastSquares(Samples(size * NOISY.samples.x, size * NOISY.samples.y))
    assert np.isfinite(theory.learning_curve(loss, rate / size, 2, [1, 1, 1], 3)).all()


def test_what_overflows_is_infinite():
    assert np.isinf(theory.learning_curve(NOISY, 0.1, 1, FAR, 3)).all()
    assert np.isinf(theory.average_learning_curve(NOISY, 1e300, 1, [1, 1, 1], 5)[1:]).all()
    assert not np.isfinite(theory.second_moments(NOISY, 1e300, 1, [1, 1, 1], 5)[-1]).any()
    assert np.isinf(np.diag(theory.estimate_covariance(NOISY, noise=1e308))).all()
    assert theory.condition_number(quadratic_bowl(1e300, 1.0)) == np.inf
    assert theory.best_nesterov(quadratic_bowl(1e300, 1.0))[1] == 1
    assert theory.decay_exponents(NOISY, 1e300, 1e-300).tolist() == [1, 1, 1]
    assert not theory.inside_ellipse([1e308, -1e308], [0, 0], np.eye(2), 0.95)


def test_a_wide_ellipse_of_decays_is_that_of_a_large_rate():
    found = theory.decay_covariance(NOISY, 1e200, 1e-5, 1)
    np.testing.assert_allclose(found, 1e205 * theory.decay_covariance(NOISY, 1e15, 1, 1) / 1e15, rtol=1e-8)
    with pytest.raises(ValueError, match=r"^a / k is inf, but expected a finite number above 0$"):
        theory.decay_covariance(NOISY, 1e200, 1e-200, 1)


@pytest.mark.parametrize(
    "loss", [quadratic([1e-300, 1e-300]), quadratic([1e300, 1e290]), quadratic_bowl(1e16)]
)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 1 - 2**-53, 1e-300])
def test_modes_of_any_curvatures(loss, momentum):
    best = theory.modes(loss, theory.best_rate(loss), momentum)
    assert np.isfinite(best.shares(7)).all()
    assert np.isfinite(best.envelope(7)).all()
    still = theory.modes(loss, 1e-300, momentum)
    assert (still.factors <= 1).all()


def test_a_rate_whose_square_is_no_number_is_refused():
    with pytest.raises(ValueError, match=r"^rate is 1e\+300, but expected at most 1e\+149: beyond"):
        theory.modes(quadratic_bowl(10), 1e300)


def test_a_start_whose_gradient_is_no_number_is_refused():
    with pytest.raises(ValueError, match=r"^start has a gradient that is not finite"):
        theory.closed_form(quadratic_bowl(1e16), 1e-16, [1e300, 1e300], 3)


def test_reshuffled_epochs_that_change_nothing_are_refused():
    with pytest.raises(
        ValueError, match=r"^rate is 1e-300, but expected one of at least .*: below, rounding"
    ):
        theory.reshuffled_epochs(NOISY, 1e-300, 1, rng=rng(), permutations=4)
    with pytest.raises(
        ValueError, match=r"^rate is 0.1, but to the last digit an epoch changes nothing along"
    ):
        theory.reshuffled_epochs(scaled(1e-100), 0.1, 1, rng=rng(), permutations=4)


class Own:
    """A quadratic of one's own, by a root and a minimiser that may be wrong."""

    name = "mine"

    def __init__(self, root, minimizer):
        self.root, self.minimizer = root, minimizer

    def value(self, w):
        return 0.5 * np.square(w).sum(axis=-1)

    def gradient(self, w):
        return np.array(w)


@pytest.mark.parametrize(
    ("root", "minimizer", "message"),
    [
        ([[np.nan, 0], [0, 1]], [0, 0], r"the root of mine\[0, 0\] is nan, but expected finite numbers"),
        ([1.0, 2.0], [0, 0], r"loss is mine, whose `root` has shape \(2,\), but expected \(2, 2\)"),
        (np.ones((3, 2)), [0, 0], r"loss is mine, whose `root` has shape \(3, 2\)"),
        ([["a", "b"], ["c", "d"]], [0, 0], r"the root of mine is .*, but expected an array of numbers"),
        (None, [0, 0], "the root of mine is None"),
        (1j * np.eye(2), [0, 0], "the root of mine is .* complex128"),
        (np.eye(2), [0, np.nan], r"the minimizer of mine\[1\] is nan"),
        (np.eye(2), [[0, 0]], r"loss is mine, whose `minimizer` has shape \(1, 2\), but expected \(2,\)"),
        (np.zeros((2, 2)), [0, 0], "loss is mine, whose `root` is 0, but expected curvature along some axis"),
        (np.empty((0, 0)), [], r"loss is mine, whose `root` has shape \(0, 0\)"),
    ],
)
@pytest.mark.parametrize(
    "told",
    [theory.curvatures, theory.eigenvectors, theory.best_momentum, lambda loss: theory.modes(loss, 0.1)],
    ids=["curvatures", "eigenvectors", "best_momentum", "modes"],
)
def test_says_what_is_wrong_with_an_own_quadratic(told, root, minimizer, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        told(Own(root, minimizer))


def test_an_own_quadratic_may_have_lists():
    loss = Own([[1, 0], [0, 1]], [0, 0])
    assert theory.curvatures(loss).tolist() == [1, 1]
    assert minimize(loss, exact_line_search(), [1, 2], 1).points[-1].tolist() == [0, 0]
    assert theory.best_settings(adam, loss, [1, 2], steps=20, tolerance=0.5).steps > 0
    assert section(loss).value([3, 4]) == pytest.approx(12.5)
