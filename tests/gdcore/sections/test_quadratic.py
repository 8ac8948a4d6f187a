"""Sections: slices and profiles against the loss itself, and grids against points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, correlated_data, linear_data


def rng(seed=0):
    return np.random.default_rng(seed)


def loss_of(d, noise=1.0, seed=0):
    return LeastSquares(linear_data(80, np.arange(1, d + 1), 2, noise=noise, rng=rng(seed)))


PLANES = [(1, None), (1, (0, 1)), (1, (1, 0)), (2, None), (2, (1, 2)), (2, (2, 0)), (5, (1, 2)), (5, (5, 3))]
EACH = pytest.mark.parametrize(("d", "axes"), PLANES)


def plane(d, axes):
    return list(axes or ((0, 1) if d == 1 else (1, 2)))


@EACH
def test_a_slice_is_the_loss_with_the_other_weights_held(d, axes):
    loss, at = loss_of(d), rng(1).standard_normal(d + 1) * 3
    points = rng(2).uniform(-5, 5, (30, 2))
    weights = np.tile(at, (30, 1))
    weights[:, plane(d, axes)] = points
    section = loss.section(axes, at=at)
    np.testing.assert_allclose(section.value(points), loss.mse(weights), rtol=1e-12)
    assert section.value(section.center) == pytest.approx(section.floor, rel=1e-14)


@EACH
def test_a_profile_is_the_loss_minimised_over_the_other_weights(d, axes):
    loss, shown = loss_of(d), plane(d, axes)
    hidden = [i for i in range(d + 1) if i not in shown]
    section = loss.section(axes)
    for point in rng(3).uniform(-5, 5, (10, 2)):
        target = loss.samples.y - loss.design[:, shown] @ point
        others = np.linalg.lstsq(loss.design[:, hidden], target, rcond=None)[0]
        best = np.mean((target - loss.design[:, hidden] @ others) ** 2)
        assert section.value(point) == pytest.approx(best, rel=1e-11)
    np.testing.assert_array_equal(section.center, loss.minimizer[shown])
    assert section.floor == loss.minimum


@EACH
@pytest.mark.parametrize("sliced", [True, False])
def test_a_grid_is_its_points(d, axes, sliced):
    loss = loss_of(d)
    at = np.ones(d + 1) if sliced else None
    xs, ys = np.linspace(-2, 6, 7), np.linspace(0, 9, 5)
    grid = loss.grid(xs, ys, axes, at)
    assert grid.shape == (5, 7)
    points = np.stack(np.meshgrid(xs, ys), axis=-1)
    np.testing.assert_allclose(grid, loss.section(axes, at).value(points), rtol=1e-13)


def test_the_default_is_the_profile_of_the_first_two_features():
    loss = loss_of(2)
    xs = np.linspace(0, 3, 4)
    np.testing.assert_array_equal(loss.grid(xs, xs), loss.grid(xs, xs, axes=(1, 2), at=None))


def test_the_notebooks_grid():
    w_true = np.array([2, 5, 4])
    loss = LeastSquares(correlated_data(300, w_true[1:], 2, spread=0.2, noise=1, rng=rng()))
    x, y, coefs = loss.samples.x, loss.samples.y, np.arange(3, 7, 0.1)
    mesh = np.array(np.meshgrid(coefs, coefs))
    fitted = w_true[0] + np.tensordot(x, mesh, axes=1)
    expected = np.mean((y.reshape(-1, 1, 1) - fitted) ** 2, axis=0)
    np.testing.assert_allclose(loss.grid(coefs, coefs, at=w_true), expected, rtol=1e-12)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    d=st.integers(1, 4),
    scales=st.lists(st.floats(-4, 4), min_size=4, max_size=4),
    seed=st.integers(0, 10**6),
    sliced=st.booleans(),
)
def test_contours_are_exact_ellipses_at_any_scale(d, scales, seed, sliced):
    draw = rng(seed)
    size = np.array([1.0, *10.0 ** np.array(scales[:d])])
    x = draw.standard_normal((30, d)) * size[1:]
    loss = LeastSquares(Samples(x, x @ (1 / size[1:]) + draw.standard_normal(30)))
    at = loss.minimizer + draw.standard_normal(d + 1) / size
    shown = plane(d, None)
    section = loss.section(at=at if sliced else None)
    level = 2 * section.floor
    turn = np.linspace(0, 2 * np.pi, 24)
    circle = np.sqrt(level - section.floor) * np.stack([np.cos(turn), np.sin(turn)])
    contour = section.center + np.linalg.solve(section.root, circle).T
    np.testing.assert_allclose(section.value(contour), level, rtol=1e-9)
    assert section.root[1, 0] == 0
    if sliced:
        weights = np.tile(at, (24, 1))
        weights[:, shown] = contour
        np.testing.assert_allclose(loss.mse(weights), level, rtol=1e-9)


def test_without_noise_a_profile_keeps_its_digits_near_the_bottom(exact_mse):
    samples = linear_data(40, [6, 5], 2, rng=rng())
    loss = LeastSquares(samples)
    section = loss.section(at=loss.minimizer)
    for step in 1e-7 * rng(1).standard_normal((5, 2)):
        point = section.center + step
        exact = exact_mse(samples, [loss.minimizer[0], *point])
        assert float(section.value(point)) == pytest.approx(float(exact), rel=1e-6)


def test_points_that_are_not_finite_are_silent():
    section = loss_of(2).section()
    assert not np.isfinite(section.value([np.inf, np.nan]))
    assert not np.isfinite(section.grid([np.inf, 1e200], [0])).any()


def test_sections_are_read_only():
    section = loss_of(2).section(at=np.ones(3))
    for array in (section.center, section.root):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    ("d", "axes", "at", "message"),
    [
        (1, (1, 2), None, r"axes is \(1, 2\), but expected two different weights from 0 to 1"),
        (2, (1, 1), None, r"axes is \(1, 1\)"),
        (2, (-1, 1), None, r"axes is \(-1, 1\)"),
        (2, (0, 3), None, "from 0 to 2"),
        (2, (0, 1, 2), None, r"axes is \(0, 1, 2\)"),
        (2, (0.5, 1), None, r"axes is \(0.5, 1\)"),
        (2, 1, None, "axes is 1,"),
        (2, None, [1, 2], r"at has shape \(2,\), but expected \(3,\)"),
        (2, None, [1, np.nan, 2], r"at\[1\] is nan"),
    ],
)
def test_refuses(d, axes, at, message):
    with pytest.raises(ValueError, match=message):
        loss_of(d).section(axes, at)
