"""Ready-made surfaces: derivatives by finite differences and complex steps, known points, shapes."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import gdcore
from gdcore import (
    Surface,
    beale,
    booth,
    descend,
    gradient_descent,
    himmelblau,
    neuron,
    plateau,
    rastrigin,
    rosenbrock,
    saddle,
)

SURFACES = [rosenbrock, beale, himmelblau, saddle, plateau, rastrigin, neuron]
EACH = pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
READY_MADE = pytest.mark.parametrize("loss", [*SURFACES, booth], ids=lambda loss: loss.name)
EPS = np.finfo(float).eps


def inside(surface, many=40, seed=0):
    """Points of a surface's window."""
    return np.random.default_rng(seed).uniform(*np.transpose(surface.window), (many, 2))


def known(surface):
    return np.concatenate([surface.minimizers, surface.saddles])


def test_these_are_all_that_there_are():
    ready_made = {id(value) for value in vars(gdcore).values() if isinstance(value, Surface)}
    assert ready_made == set(map(id, SURFACES))


@READY_MADE
def test_its_name_is_that_it_is_imported_by(loss):
    assert getattr(gdcore, loss.name) is loss
    assert loss.dim == 2


@EACH
def test_what_is_shown_is_what_is_descended(surface):
    points = inside(surface)
    np.testing.assert_array_equal(surface.plotted(points), surface.value(points))


@EACH
def test_gradient_and_hessian_are_the_differences(surface, difference):
    points = inside(surface)
    slope, bend = surface.gradient(points), surface.hessian(points)
    size = np.abs(bend).max()
    np.testing.assert_allclose(slope, difference(surface.value, points), rtol=1e-6, atol=1e-8 * size)
    np.testing.assert_allclose(bend, difference(surface.gradient, points), rtol=1e-6, atol=1e-8 * size)


def complex_steps(function, x, y, width=1e-100):
    """The derivatives along x and y of an analytic function, in which no digits cancel."""
    return [np.imag(function(*point)) / width for point in ((x + 1j * width, y), (x, y + 1j * width))]


@EACH
def test_gradient_and_hessian_are_the_complex_steps(surface):
    x, y = inside(surface, 200, seed=1).T
    xx, xy, yy = surface.curvature(x, y)
    pairs = [
        (complex_steps(surface.formula, x, y), surface.slope(x, y)),
        (complex_steps(lambda *at: surface.slope(*at)[0], x, y), (xx, xy)),
        (complex_steps(lambda *at: surface.slope(*at)[1], x, y), (xy, yy)),
    ]
    for steps, derivatives in pairs:
        for step, derivative in zip(steps, derivatives, strict=True):
            largest = np.abs(derivative).max()
            np.testing.assert_allclose(step, derivative, rtol=1e-14, atol=1e-15 * largest)


@EACH
def test_gradient_and_hessian_are_what_slope_and_curvature_give(surface):
    points = inside(surface)
    (along_x, along_y), (xx, xy, yy) = (part(*points.T) for part in (surface.slope, surface.curvature))
    np.testing.assert_array_equal(surface.gradient(points), np.column_stack([along_x, along_y]))
    np.testing.assert_array_equal(surface.hessian(points).T, [[xx, xy], [xy, yy]])


@EACH
def test_minimizers_and_saddles_are_such(surface):
    minima, saddles = (
        np.linalg.eigvalsh(surface.hessian(at)) for at in (surface.minimizers, surface.saddles)
    )
    assert (minima > 0).all()
    assert ((saddles[:, 0] < 0) & (saddles[:, 1] > 0)).all()
    size = np.abs(surface.hessian(known(surface))).max()
    np.testing.assert_allclose(surface.gradient(known(surface)), 0, atol=10 * EPS * size)


@EACH
def test_their_digits_are_all_right(surface):
    """A step of Newton's method, which doubles right digits, changes none but the last."""
    at = known(surface)
    step = np.linalg.solve(surface.hessian(at), surface.gradient(at)[..., np.newaxis])[..., 0]
    assert (np.abs(step) <= 2 * EPS * np.maximum(np.abs(at), 0.1)).all()


@EACH
def test_the_minimizer_is_the_least(surface):
    np.testing.assert_array_equal(surface.minimizer, surface.minimizers[0])
    values = surface.value(surface.minimizers)
    assert values[0] <= values.min() + 1e-24
    assert values[0] <= surface.value(inside(surface, 2000)).min()


@EACH
def test_each_is_there_once_and_in_the_window(surface):
    points, (low, high) = known(surface), np.transpose(surface.window)
    assert len(np.unique(points.round(6), axis=0)) == len(points)
    assert ((low < points) & (points < high)).all()


@pytest.mark.parametrize(
    ("surface", "start", "rate", "steps"),
    [
        (rosenbrock, [-1.2, 1], 1e-3, 50_000),
        (beale, [1, 1], 0.01, 20_000),
        (himmelblau, [0, 0], 0.01, 1000),
        (saddle, [1, 1e-6], 0.1, 1000),
        (plateau, [2, 1], 1.0, 1000),
        (rastrigin, [0.3, -0.2], 1e-3, 1000),
        (neuron, [0.1, 0.1], 0.5, 2000),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_its_usual_start_leads_to_the_minimizer(surface, start, rate, steps):
    (x0, x1), (y0, y1) = surface.window
    assert x0 < start[0] < x1
    assert y0 < start[1] < y1
    end = descend(surface, gradient_descent(rate), start, steps).points[-1]
    np.testing.assert_allclose(end, surface.minimizer, atol=1e-6)


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 5), (0,)])
def test_leading_axes(surface, shape):
    points = np.random.default_rng(1).standard_normal((*shape, 2))
    flat = points.reshape(-1, 2)
    for function, form in ((surface.value, ()), (surface.gradient, (2,)), (surface.hessian, (2, 2))):
        found = function(points)
        assert found.shape == (*shape, *form)
        assert found.dtype == np.float64
        for one, each in zip(found.reshape(-1, *form), flat, strict=True):
            np.testing.assert_allclose(one, function(each), rtol=1e-12)


@READY_MADE
def test_its_map_over_the_window_has_its_values(loss):
    xs, ys = (np.linspace(*ends, 7) for ends in loss.window)
    values = loss.value(np.stack(np.meshgrid(xs, ys), axis=-1))
    np.testing.assert_allclose(loss.grid(xs, ys), values, rtol=1e-12, atol=1e-12)


@READY_MADE
@pytest.mark.parametrize("point", [[np.nan, 0], [np.inf, 1], [1, -np.inf], [np.inf, np.inf]])
def test_points_that_are_not_finite_are_silent(loss, point):
    assert not np.isfinite(loss.value(point))
    assert not np.isfinite(loss.gradient(point)).all()
    assert loss.hessian(point).shape == (2, 2)
    beside = loss.value([point, [1, 1]])
    assert beside[1] == loss.value([1, 1])


@READY_MADE
@pytest.mark.parametrize("point", [[1e308, -1e308], [1e200, 1], [0, 1e4], [-800, 800]])
def test_far_points_are_silent(loss, point):
    assert not loss.value(point) < loss.value(loss.minimizer)
    assert loss.gradient(point).shape == (2,)
    assert loss.hessian(point).shape == (2, 2)


@READY_MADE
@pytest.mark.parametrize("function", ["value", "plotted", "gradient", "hessian"])
@pytest.mark.parametrize(
    ("w", "message"),
    [
        ([1, 2, 3], r"w has shape \(3,\), but {name} is defined on R\^2"),
        (1, r"w has shape \(\), but {name} is defined on R\^2"),
        ([[1], [2]], r"w has shape \(2, 1\), but {name} is defined on R\^2"),
        (["a", "b"], "w is .*, but expected an array of numbers"),
        ([1j, 0], "w is .*, but expected an array of numbers"),
    ],
)
def test_points_that_are_refused(loss, function, w, message):
    with pytest.raises(ValueError, match=message.format(name=loss.name)):
        getattr(loss, function)(w)


@READY_MADE
def test_points_are_not_changed(loss):
    points = inside(loss)
    before = points.copy()
    for function in (loss.value, loss.gradient, loss.hessian):
        function(points)
    np.testing.assert_array_equal(points, before)


@READY_MADE
@pytest.mark.parametrize("hand_on", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_are_as_good(loss, hand_on):
    other, points = hand_on(loss), inside(loss)
    assert (other.name, other.dim, other.window, other.__doc__, repr(other)) == (
        loss.name,
        loss.dim,
        loss.window,
        loss.__doc__,
        repr(loss),
    )
    for function in ("value", "gradient", "hessian"):
        np.testing.assert_array_equal(getattr(other, function)(points), getattr(loss, function)(points))
    for part in ("minimizers", "saddles", "minimizer"):
        np.testing.assert_array_equal(getattr(other, part), getattr(loss, part))
        assert not getattr(other, part).flags.writeable


@EACH
def test_its_parts_can_not_be_set(surface):
    for part in ("name", "minimizers", "window"):
        with pytest.raises(FrozenInstanceError):
            setattr(surface, part, None)
