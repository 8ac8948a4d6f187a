"""Sections of any loss: exact where it is quadratic, else its values; what is asked of `axes` and `at`."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

import gdcore
from gdcore import (
    LeastSquares,
    LossSlice,
    Section,
    himmelblau,
    linear_data,
    quadratic,
    quadratic_bowl,
    rosenbrock,
    section,
)
from gdcore.losses import Sectioned

POINTS = np.random.default_rng(0).uniform(-3, 3, (4, 5, 2))


class Quartic(Sectioned):
    """The fourth powers of d weights less 1, 2, ...; it is shown tenfold."""

    def __init__(self, dim, known=False):
        self.dim = dim
        if known:
            self.minimizers = np.arange(1.0, dim + 1)[np.newaxis]

    def value(self, w):
        return ((np.asarray(w) - np.arange(1, self.dim + 1)) ** 4).sum(axis=-1)

    def gradient(self, w):
        return 4 * (np.asarray(w) - np.arange(1, self.dim + 1)) ** 3

    def plotted(self, w):
        return 10 * self.value(w)


class Stretched:
    """A quadratic of one's own, |root (w - minimizer)|^2 / 2 + floor, shown as `times` of it and `more`."""

    def __init__(self, root, minimizer, floor=0.0, times=1.0, more=0.0, power=1.0):
        self.root, self.minimizer, self.floor = np.array(root), np.array(minimizer), floor
        self.plotted = lambda w: times * self.value(w) ** power + more

    def value(self, w):
        return self.floor + 0.5 * np.square((w - self.minimizer) @ self.root.T).sum(axis=-1)

    def gradient(self, w):
        return (w - self.minimizer) @ self.root.T @ self.root


ROOT = [[2.0, 0.3, 1.0], [0.2, 1.0, 0.0], [0.0, 0.5, 3.0]]


@pytest.mark.parametrize("surface", [rosenbrock, himmelblau])
def test_a_surface_is_its_own_section(surface):
    made = section(surface)
    assert isinstance(made, LossSlice)
    np.testing.assert_array_equal(made.value(POINTS), surface.value(POINTS))
    xs, ys = np.linspace(-2, 2, 5), np.linspace(0, 1, 3)
    np.testing.assert_array_equal(surface.grid(xs, ys), made.grid(xs, ys))
    np.testing.assert_array_equal(section(surface, (1, 0)).value(POINTS[..., ::-1]), surface.value(POINTS))


def test_a_slice_shows_what_is_shown_of_the_loss_with_the_other_weights_held():
    loss, at = Quartic(4), np.array([0.5, 9.0, -1.0, 9.0])
    weights = np.tile(at, (4, 5, 1))
    weights[..., [3, 1]] = POINTS
    for made in (section(loss, (3, 1), at), loss.section((3, 1), at)):
        np.testing.assert_array_equal(made.value(POINTS), 10 * loss.value(weights))
    np.testing.assert_array_equal(
        loss.grid([1, 2], [3], (3, 1), at), loss.section((3, 1), at).grid([1, 2], [3])
    )


def test_without_a_point_the_others_are_at_the_known_minimiser():
    made = section(Quartic(3, known=True))
    assert made.axes == (1, 2)
    np.testing.assert_array_equal(made.at, [1, 2, 3])
    assert made.value([2, 3]) == 0


CLASSES = gdcore.Samples(np.random.default_rng(1).standard_normal((40, 2)), np.arange(40.0) % 2)
DATA = linear_data(40, [6, 5], 2, noise=1, rng=np.random.default_rng(0))
BUILT_IN = {
    "least squares": gdcore.LeastSquares(DATA),
    "ridge": gdcore.Ridge(DATA, 0.3),
    "lasso": gdcore.Lasso(DATA, 0.3),
    "logistic": gdcore.LogisticRegression(CLASSES),
    "softmax": gdcore.SoftmaxRegression(CLASSES),
    "huber": gdcore.HuberRegression(DATA),
    "quadratic": gdcore.quadratic([1.0, 4.0, 9.0], center=[1, 2, 3]),
    "bowl": quadratic_bowl(10.0, 0.3),
    "no bowl": gdcore.quadratic([1.0, -4.0]),
    **{
        name: getattr(gdcore, name)
        for name in ("beale", "booth", "himmelblau", "neuron", "plateau", "rastrigin", "rosenbrock", "saddle")
    },
}
EXACT = {"least squares", "ridge", "quadratic", "bowl", "booth"}


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_loss_has_its_section_and_its_grid(name):
    loss = BUILT_IN[name]
    at = np.random.default_rng(2).standard_normal(loss.dim)
    made = loss.section(at=at)
    assert isinstance(made, Section if name in EXACT else LossSlice)
    axes = [0, 1] if loss.dim == 2 else [1, 2]
    weights = np.tile(at, (*POINTS.shape[:-1], 1))
    weights[..., axes] = POINTS
    np.testing.assert_allclose(made.value(POINTS), loss.plotted(weights), rtol=1e-9, atol=1e-12)
    (x0, x1), (y0, y1) = loss.window
    xs, ys = np.linspace(x0, x1, 4), np.linspace(y0, y1, 3)
    np.testing.assert_array_equal(loss.grid(xs, ys, at=at), made.grid(xs, ys))
    assert np.isfinite(loss.section().grid(xs, ys)).all()
    np.testing.assert_array_equal(section(loss, at=at).value(POINTS), made.value(POINTS))


def test_a_loss_that_says_no_dimension_has_two_weights_or_those_of_the_point():
    bare = SimpleNamespace(value=lambda w: np.abs(w).sum(axis=-1), gradient=np.sign)
    assert section(bare).value([1, -2]) == 3
    assert section(bare, (0, 2), [0, 5, 0]).value([1, -2]) == 8


def test_a_loss_with_a_section_of_its_own_keeps_it():
    loss = LeastSquares(linear_data(20, [6, 5], 2, rng=np.random.default_rng(0)))
    own = SimpleNamespace(value=loss.value, gradient=loss.gradient, section=lambda axes, at: (axes, at))
    assert section(own, (0, 1)) == ((0, 1), None)
    np.testing.assert_array_equal(section(loss).root, loss.section().root)


@pytest.mark.parametrize("at", [None, [1.0, -2.0, 0.5]])
@pytest.mark.parametrize(("times", "more"), [(1.0, 0.0), (2.0, 0.0), (0.5, 3.0)])
@pytest.mark.parametrize("floor", [0.0, 1e4])
def test_a_quadratic_of_ones_own_has_exact_ellipses(at, times, more, floor):
    loss = Stretched(ROOT, [1.0, 2.0, 3.0], floor, times, more)
    made = section(loss, (2, 0), at)
    assert isinstance(made, Section)
    hessian = loss.root.T @ loss.root
    for point in POINTS.reshape(-1, 2):
        w = np.array(at if at else loss.minimizer)
        w[[2, 0]] = point
        if at is None:  # the other is where the loss is least
            w[1] -= hessian[1] @ (w - loss.minimizer) / hessian[1, 1]
        assert made.value(point) == pytest.approx(loss.plotted(w), rel=1e-12)


def test_a_bowl_has_exact_ellipses():
    bowl = quadratic_bowl(10.0, 0.3)
    np.testing.assert_allclose(bowl.section().value(POINTS), bowl.value(POINTS), rtol=1e-13)
    assert isinstance(bowl.section(), Section)


@pytest.mark.parametrize(
    "loss",
    [
        Stretched(ROOT, [1.0, 2.0, 3.0], power=2.0),
        Stretched(ROOT, [1.0, 2.0, 3.0], times=-1.0),
        Stretched([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]], [1.0, 2.0, 3.0]),
    ],
)
def test_what_is_shown_otherwise_or_has_no_one_minimum_has_its_values(loss):
    made = section(loss)
    assert isinstance(made, LossSlice)
    weights = np.insert(POINTS, 0, 1.0, axis=-1)
    np.testing.assert_array_equal(made.value(POINTS), loss.plotted(weights))


def test_sections_survive_another_process():
    for made in (section(rosenbrock), section(Quartic(3), at=[1, 1, 1]), quadratic_bowl().section()):
        again = pickle.loads(pickle.dumps(made))
        np.testing.assert_array_equal(again.value(POINTS), made.value(POINTS))


@pytest.mark.parametrize(
    ("loss", "axes", "at", "message"),
    [
        (rosenbrock, (0, 2), None, r"axes is \(0, 2\), but expected two different weights from 0 to 1"),
        (rosenbrock, (0, 0), None, r"axes is \(0, 0\)"),
        (rosenbrock, None, [0, 0, 0], r"at has shape \(3,\), but expected \(2,\), one number a weight"),
        (rosenbrock, None, [0, np.inf], r"at\[1\] is inf"),
        (rosenbrock, None, [[0, 0]], r"at has shape \(1, 2\)"),
        (Quartic(3), None, None, r"loss is Quartic, which knows no minimiser, but expected `at`, \(3,\)"),
        (Quartic(3), (3, 1), [0, 0, 0], "from 0 to 2"),
        (quadratic([2.0]), None, None, "loss has 1 weight, but expected at least two, which span a plane"),
        (SimpleNamespace(gradient=np.sign), None, None, "has no `value`"),
    ],
)
def test_refuses(loss, axes, at, message):
    with pytest.raises(ValueError, match=message):
        section(loss, axes, at)
