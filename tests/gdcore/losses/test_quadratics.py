"""Quadratic functions by their curvatures: closed forms, theory, shapes, what is refused."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import QuadraticFunction, descend, gradient_descent, quadratic, quadratic_bowl, theory
from gdcore.losses import is_quadratic


def rotation(weights, seed=0):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((weights, weights)))[0]


CONVEX = [
    quadratic([3.0]),
    quadratic([1, 10], angle=0.4, center=[2, -1]),
    quadratic([5, 0.1, 70, 5], axes=rotation(4), center=[1, 2, 3, 4]),
    quadratic(np.geomspace(1e-3, 1e3, 12), axes=rotation(12)),
    quadratic_bowl(),
    quadratic_bowl(1e4, 0.6),
    quadratic_bowl(1.0),
]
NONCONVEX = [
    quadratic([-2.0]),
    quadratic([1, -1]),
    quadratic([-3, -4, -5], center=[1, 1, 1]),
    quadratic([8, -0.5, 2], axes=rotation(3), center=[0, 1, 0]),
]
EACH = pytest.mark.parametrize("loss", CONVEX + NONCONVEX, ids=lambda q: f"{q.name} {q.curvatures[0]}")


def points_of(loss, shape=(20,)):
    return np.random.default_rng(1).uniform(-3, 3, (*shape, loss.dim))


@pytest.mark.parametrize(
    ("loss", "point", "value"),
    [
        (quadratic([4.0]), [3], 18),
        (quadratic([1, 10]), [3, 1], 9.5),
        (quadratic([1, 10], angle=np.pi / 2), [3, 1], 45.5),
        (quadratic([1, -1], center=[1, 1]), [3, 2], 1.5),
        (quadratic([1, 2, 3]), [1, 1, 1], 3),
        (quadratic([1, 2], axes=[[0, 1], [1, 0]]), [1, 2], 3),
        (quadratic([2, 8], axes=[[0.6, 0.8], [-0.8, 0.6]]), [3, 4], 25),
    ],
)
def test_known_values(loss, point, value):
    assert loss.value(point) == pytest.approx(value)
    assert loss.plotted(point) == loss.value(point)


@EACH
def test_it_is_the_quadratic_form_of_its_hessian(loss):
    points = points_of(loss)
    bend, offset = loss.hessian(points)[0], points - loss.center
    size = np.abs(loss.curvatures).max()
    np.testing.assert_allclose(bend, bend.T, atol=1e-15 * size)
    np.testing.assert_allclose(np.linalg.eigvalsh(bend), np.sort(loss.curvatures), atol=1e-14 * size)
    np.testing.assert_allclose(loss.gradient(points), offset @ bend, atol=1e-13 * size)
    form = 0.5 * np.einsum("ni,ij,nj->n", offset, bend, offset)
    np.testing.assert_allclose(loss.value(points), form, atol=1e-13 * size)
    for curvature, axis in zip(loss.curvatures, loss.axes, strict=True):
        np.testing.assert_allclose(bend @ axis, curvature * axis, atol=1e-13 * size)


@EACH
def test_differences_of_any_width_are_the_gradient_and_the_hessian(loss, difference):
    points, size = points_of(loss), np.abs(loss.curvatures).max()
    np.testing.assert_allclose(loss.gradient(points), difference(loss.value, points, 1.0), atol=1e-13 * size)
    bends = difference(loss.gradient, points, 1.0)
    np.testing.assert_allclose(loss.hessian(points), bends, atol=1e-13 * size)


@pytest.mark.parametrize("loss", CONVEX, ids=lambda loss: loss.name)
def test_convex_ones_are_quadratics_of_theory(loss):
    assert is_quadratic(loss)
    np.testing.assert_allclose(loss.root.T @ loss.root, loss.hessian(loss.center), atol=1e-12)
    np.testing.assert_allclose(theory.curvatures(loss), np.sort(loss.curvatures)[::-1], rtol=1e-12)
    np.testing.assert_array_equal(loss.minimizer, loss.center)
    np.testing.assert_array_equal(loss.minimizers, [loss.center])
    np.testing.assert_array_equal(loss.gradient(loss.minimizer), np.zeros(loss.dim))
    assert loss.value(loss.minimizer) == 0
    assert loss.saddles.shape == (0, loss.dim)
    rate, start = theory.best_rate(loss), points_of(loss, ())
    run = descend(loss, gradient_descent(rate), start, 20)
    np.testing.assert_allclose(run.points, theory.closed_form(loss, rate, start, 20), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("loss", NONCONVEX, ids=lambda loss: str(loss.curvatures))
def test_others_have_no_minimum(loss):
    assert not is_quadratic(loss)
    assert loss.minimizers.shape == (0, loss.dim)
    mixed = loss.curvatures.max() > 0
    assert loss.saddles.shape == (int(mixed), loss.dim)
    assert (loss.saddles == loss.center).all()
    for part in ("root", "minimizer"):
        least = loss.curvatures.min()
        with pytest.raises(
            AttributeError, match=f"{loss.name} has the curvature {least:g}, and so no {part}"
        ):
            getattr(loss, part)
    with pytest.raises(ValueError, match=f"loss is {loss.name}, but expected a convex quadratic one"):
        theory.curvatures(loss)


def test_from_a_saddle_each_curvature_has_its_own_factor():
    loss, rate = quadratic([2, -1], angle=0.3), 0.1
    run = descend(loss, gradient_descent(rate), [1, 1], 30)
    along = run.points @ loss.axes.T
    np.testing.assert_allclose(
        along, along[0] * np.array([0.8, 1.1]) ** np.arange(31)[:, np.newaxis], rtol=1e-12
    )


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3))
def test_opposite_points_have_one_value(offset):
    for loss in (CONVEX[2], NONCONVEX[3]):
        away = np.resize(offset, loss.dim)
        there, opposite = loss.value([loss.center + away, loss.center - away])
        assert there == pytest.approx(opposite, rel=1e-9, abs=1e-9)
    assert CONVEX[2].value(CONVEX[2].center + np.resize(offset, 4)) >= 0


@given(st.floats(-7, 7), st.floats(0.1, 100), st.floats(-100, -0.1))
def test_a_quarter_turn_swaps_the_curvatures(angle, first, second):
    point = [1.3, -0.4]
    swapped = quadratic([second, first], angle=angle + np.pi / 2).value(point)
    assert quadratic([first, second], angle=angle).value(point) == pytest.approx(swapped, rel=1e-9, abs=1e-12)


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 5), (0,)])
def test_leading_axes(loss, shape):
    points = points_of(loss, shape)
    flat = points.reshape(-1, loss.dim)
    for function, form in ((loss.value, 0), (loss.gradient, 1), (loss.hessian, 2)):
        found = function(points)
        assert found.shape == shape + form * (loss.dim,)
        for one, each in zip(found.reshape(-1, *form * (loss.dim,)), flat, strict=True):
            np.testing.assert_allclose(one, function(each), rtol=1e-12, atol=1e-12)


@EACH
@pytest.mark.parametrize("far", [np.nan, np.inf, -np.inf, 1e308])
def test_points_that_are_not_finite_are_silent(loss, far):
    point = np.ones(loss.dim)
    point[-1] = far
    assert not np.isfinite(loss.value(point))
    assert np.isfinite(far) or not np.isfinite(loss.gradient(point)).all()
    assert loss.hessian(point).shape == 2 * (loss.dim,)


@EACH
def test_points_of_another_dimension(loss):
    message = rf"w has shape \({loss.dim + 1},\), but {loss.name} is defined on R\^{loss.dim}"
    for function in (loss.value, loss.gradient, loss.hessian):
        with pytest.raises(ValueError, match=message):
            function(np.ones(loss.dim + 1))


@EACH
@pytest.mark.parametrize("hand_on", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_are_as_good(loss, hand_on):
    loss.value(loss.center)
    other, points = hand_on(loss), points_of(loss)
    assert type(other) is type(loss)
    assert (repr(other), other.__doc__) == (repr(loss), loss.__doc__)
    np.testing.assert_array_equal(other.gradient(points), loss.gradient(points))
    for part in ("curvatures", "axes", "center", "minimizers", "saddles"):
        np.testing.assert_array_equal(getattr(other, part), getattr(loss, part))


@EACH
def test_its_arrays_are_its_own(loss):
    for part in ("curvatures", "axes", "center", "minimizers", "saddles"):
        assert not getattr(loss, part).flags.writeable
        with pytest.raises(ValueError, match="WRITEABLE"):
            getattr(loss, part).flags.writeable = True


def test_what_is_given_is_copied():
    curvatures, axes, center = np.array([1.0, 2.0]), np.eye(2), np.zeros(2)
    loss = quadratic(curvatures, axes=axes, center=center)
    for array in (curvatures, axes, center):
        array[:] = 7
    assert loss.value([1, 1]) == 1.5


def test_its_name_tells_what_it_is():
    assert repr(quadratic([1])) == "<QuadraticFunction: quadratic function of 1 weight>"
    assert repr(quadratic([1, -2])) == "<QuadraticFunction: nonconvex quadratic function of 2 weights>"


@pytest.mark.parametrize(
    ("loss", "window"),
    [
        (quadratic([1, 2], center=[5, -1]), ((2, 8), (-4, 2))),
        (quadratic([1, 2, 3], center=[9, 5, -1]), ((2, 8), (-4, 2))),  # as in `section`, weights 1 and 2
        (quadratic_bowl(), ((-3, 3), (-3, 3))),
    ],
)
def test_its_window_is_about_the_center(loss, window):
    assert loss.window == window


def test_one_weight_has_no_window():
    assert not hasattr(quadratic([1.0]), "window")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"curvatures": 3}, r"curvatures has shape \(\), but expected \(d,\), one for each weight"),
        ({"curvatures": []}, r"curvatures has shape \(0,\)"),
        ({"curvatures": [[1, 2]]}, r"curvatures has shape \(1, 2\)"),
        ({"curvatures": [1, 0]}, r"curvatures\[1\] is 0, but expected numbers other than 0, for one center"),
        ({"curvatures": [1, -0.0]}, r"curvatures\[1\] is 0"),
        ({"curvatures": [np.inf, 1]}, r"curvatures\[0\] is inf, but expected finite numbers"),
        ({"curvatures": ["a"]}, "curvatures is .*, but expected an array of numbers"),
        ({"axes": np.eye(3)}, r"axes has shape \(3, 3\), but expected \(2, 2\), a row for each curvature"),
        ({"axes": [[1, 0], [1, 1]]}, "axes is off by 1, but expected orthonormal rows, as numpy.linalg.qr"),
        ({"axes": [[2, 0], [0, 1]]}, "axes is off by 3"),
        ({"axes": [[1e308, 1e308], [0, 1]]}, "axes is off by (inf|nan), but expected orthonormal rows"),
        ({"axes": [[1, 0], [0, np.nan]]}, r"axes\[1, 1\] is nan, but expected finite numbers"),
        ({"angle": 0.1, "axes": np.eye(2)}, "angle is 0.1, but axes are given too: an angle turns the axes"),
        ({"curvatures": [1, 2, 3], "angle": 0.1}, "angle is 0.1, but there are 3 curvatures: an angle turns"),
        ({"angle": "x"}, "angle is 'x', but expected a finite number of radians"),
        ({"angle": np.inf}, "angle is inf"),
        ({"center": [1, 2, 3]}, r"center has shape \(3,\), but expected \(2,\), one number a weight"),
        ({"center": [1, np.nan]}, r"center\[1\] is nan, but expected finite numbers"),
    ],
)
def test_quadratics_refuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        quadratic(**{"curvatures": [1, 2]} | arguments)


def test_the_class_checks_and_copies_what_it_is_given():
    curvatures, axes, center = np.array([1.0, 4.0]), np.eye(2), np.zeros(2)
    loss = QuadraticFunction(curvatures, axes, center)
    curvatures[0] = axes[0, 0] = center[0] = 7
    assert loss.gradient([1, 1]).tolist() == [1, 4]
    with pytest.raises(ValueError, match=r"^axes is off by 1, but expected orthonormal rows"):
        QuadraticFunction([1, 4], [[1, 0], [1, 0]])
