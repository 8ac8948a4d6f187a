"""Slices of a function: points, grids, and what is refused."""

import numpy as np
import pytest

from gdcore import LossSlice


def powers(w):
    return (w**4).sum(axis=-1)


SLICE = LossSlice(powers, (2, 0), np.array([7.0, 2.0, 7.0]))


@pytest.mark.parametrize("shape", [(), (3,), (4, 5), (0,)])
def test_points_of_any_shape(shape):
    points = np.random.default_rng(0).standard_normal((*shape, 2))
    values = SLICE.value(points)
    assert values.shape == shape
    np.testing.assert_allclose(values, powers(points) + 16)
    whole = SLICE.points(points)
    assert whole.shape == (*shape, 3)
    np.testing.assert_array_equal(whole[..., [2, 0]], points)
    assert (whole[..., 1] == 2).all()


def test_a_grid_is_its_points():
    xs, ys = np.linspace(-1, 2, 4), np.linspace(0, 1, 3)
    grid = SLICE.grid(xs, ys)
    assert grid.shape == (3, 4)
    for row, y in enumerate(ys):
        for column, x in enumerate(xs):
            assert grid[row, column] == SLICE.value([x, y])


def test_points_that_are_not_finite_are_silent():
    assert np.isnan(SLICE.value([np.nan, 0]))
    assert SLICE.value([np.inf, 1e200]) == np.inf


def test_the_point_is_a_locked_copy():
    at = np.ones(3)
    made = LossSlice(powers, (0, 1), at)
    at[2] = 5
    assert made.value([0, 0]) == 1
    with pytest.raises(ValueError, match="read-only"):
        made.at[0] = 1


@pytest.mark.parametrize(
    ("axes", "at", "message"),
    [
        ((0, 2), [1, 2], r"axes is \(0, 2\), but expected two different weights from 0 to 1"),
        ((0, 1), 3.0, r"at has shape \(\)"),
        ((0, 1), [np.nan, 1], r"at\[0\] is nan"),
    ],
)
def test_refuses(axes, at, message):
    with pytest.raises(ValueError, match=message):
        LossSlice(powers, axes, at)


def test_refuses_points_that_are_none_and_losses_that_give_no_number_a_point():
    with pytest.raises(ValueError, match=r"points has shape \(2, 3\), but expected two coordinates each"):
        SLICE.value(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"the loss has shape \(\), but expected \(3,\), a number for each"):
        LossSlice(lambda w: (w**4).sum(), (0, 1), [0, 0]).value(np.zeros((3, 2)))
