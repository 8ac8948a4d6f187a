"""Adaptive grids: their error is kept with fewer points than a uniform grid needs, in one call a pass."""

import numpy as np
import pytest

from gdcore import LossSlice, Section, adaptive_grid, himmelblau, rosenbrock, section

WINDOW = (-2.0, 2.0), (-1.0, 3.0)
DENSE = 801


def wall(w):
    """Flat, but for a steep step near x = 1."""
    return np.tanh(12 * (w[..., 0] - 1)) + 0.1 * w[..., 1]


STEP = LossSlice(wall, (0, 1), np.zeros(2))
SECTIONS = {"step": STEP, "rosenbrock": section(rosenbrock), "himmelblau": section(himmelblau)}
EACH = pytest.mark.parametrize("made", SECTIONS.values(), ids=SECTIONS)


def interpolated(grid, xs, ys):
    """Bilinear interpolation on the grid of xs and ys."""
    rows = np.array([np.interp(xs, grid.xs, row) for row in grid.values])
    return np.array([np.interp(ys, grid.ys, column) for column in rows.T]).T


def off(made, grid):
    """The largest error in shares of the values' range."""
    xs, ys = (np.linspace(*ends, DENSE) for ends in WINDOW)
    true = made.value(np.stack(np.meshgrid(xs, ys), axis=-1))
    return np.abs(interpolated(grid, xs, ys) - true).max() / np.ptp(true)


def uniform(made, count):
    xs, ys = (np.linspace(*ends, count) for ends in WINDOW)
    return type(adaptive_grid(made, WINDOW))(xs, ys, made.value(np.stack(np.meshgrid(xs, ys), axis=-1)))


@EACH
def test_values_are_the_sections_and_ends_the_windows(made):
    grid = adaptive_grid(made, WINDOW)
    np.testing.assert_array_equal(grid.values, made.value(np.stack(np.meshgrid(grid.xs, grid.ys), axis=-1)))
    for ends, axis in zip(WINDOW, (grid.xs, grid.ys), strict=True):
        assert (axis[0], axis[-1]) == ends
        assert (np.diff(axis) > 0).all()


@EACH
@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 2e-4])
def test_the_error_is_within_the_tolerance(made, tolerance):
    grid = adaptive_grid(made, WINDOW, tolerance=tolerance)
    assert max(grid.values.shape) < 513
    assert off(made, grid) <= 1.02 * tolerance


def test_a_step_takes_a_tenth_of_the_points_of_a_uniform_grid_of_the_same_error():
    grid = adaptive_grid(STEP, WINDOW, tolerance=1e-3)
    assert len(grid.ys) == 33
    count = next(count for count in range(33, 2000, 16) if off(STEP, uniform(STEP, count)) <= off(STEP, grid))
    assert 10 * grid.values.size < count**2


def test_with_levels_only_cells_that_they_cross_are_made_finer():
    over = adaptive_grid(STEP, WINDOW, levels=[0.5, 0.7], tolerance=1e-4)
    far = adaptive_grid(STEP, WINDOW, levels=[5.0], tolerance=1e-4)
    assert far.values.shape == (33, 33)
    assert len(over.xs) > 40
    assert (np.abs(np.repeat(over.xs, 2)[np.flatnonzero(np.diff(over.xs) < 0.1)] - 1) < 3).all()


def crossings(grid, level):
    """Where the interpolation has a level, on the grid's rows."""
    before, after = grid.values[:, :-1] - level, grid.values[:, 1:] - level
    row, column = np.nonzero(before * after < 0)
    share = before[row, column] / (before - after)[row, column]
    return np.stack([grid.xs[column] + share * np.diff(grid.xs)[column], grid.ys[row]], axis=-1)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
def test_level_lines_are_off_by_at_most_the_tolerance_in_shares_of_the_window(tolerance):
    made = Section(np.array([0.3, 0.7]), 2.0, np.array([[1.0, 0.4], [0.0, 3.0]]))
    levels = 2.0 + 4.0 * 2.0 ** np.arange(-8, 3)
    grid = adaptive_grid(made, WINDOW, levels, tolerance)
    for level in levels:
        points = crossings(grid, level)
        assert len(points) >= 4
        stretched = (points - made.center) @ made.root.T
        slope = 2 * np.linalg.norm(stretched @ made.root, axis=-1) * 4.0  # of a window 4 wide and high
        assert (np.abs(made.value(points) - level) / slope).max() <= tolerance


def test_a_small_ring_is_made_as_fine_as_a_large_one():
    made = Section(np.array([0.3, 0.7]), 0.0, np.eye(2))
    grid = adaptive_grid(made, WINDOW, levels=[1e-3, 1.0], tolerance=1e-4)
    for level in (1e-3, 1.0):
        points = crossings(grid, level)
        radii = np.linalg.norm(points - made.center, axis=-1)
        np.testing.assert_allclose(radii, np.sqrt(level), atol=4e-4)
    assert np.diff(grid.xs).min() < np.diff(grid.xs).max() / 3


def test_one_call_a_pass_and_none_twice_for_what_is_there():
    asked = []

    def counted(w):
        asked.append(w)
        return wall(w)

    grid = adaptive_grid(LossSlice(counted, (0, 1), np.zeros(2)), WINDOW, tolerance=1e-3)
    assert len(asked) <= 9
    assert len(asked[0]) == 33
    assert len(asked[1]) == 65**2 - 33**2
    assert grid.values.size > 33**2


@pytest.mark.parametrize("loss", [rosenbrock, himmelblau])
def test_far_from_the_levels_and_where_lines_are_right_nothing_is_asked(loss):
    asked = []

    def counted(w):
        asked.append(len(w) if w.ndim == 2 else w[..., 0].size)
        return loss.value(w)

    levels = 4.0 ** np.arange(4)
    values = adaptive_grid(LossSlice(counted, (0, 1), np.zeros(2)), WINDOW, levels, 1e-4).values
    assert sum(asked) < values.size  # all rows and columns half-way would be three times as many


def test_it_is_the_same_each_time():
    first, second = (adaptive_grid(SECTIONS["himmelblau"], WINDOW, [1, 10, 100]) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("most", [33, 40, 100])
def test_the_most_rows_and_columns_are_kept(most):
    grid = adaptive_grid(SECTIONS["rosenbrock"], WINDOW, [0.1, 1, 10], 1e-5, most)
    assert grid.values.shape == (most, most)


def test_jumps_and_values_that_are_not_finite_come_to_an_end():
    jump = LossSlice(lambda w: np.where(w[..., 0] > 0.1, np.inf, w[..., 1]), (0, 1), np.zeros(2))
    assert adaptive_grid(jump, WINDOW).values.shape == (33, 33)
    nothing = LossSlice(lambda w: np.full(w.shape[:-1], np.nan), (0, 1), np.zeros(2))
    assert np.isnan(adaptive_grid(nothing, WINDOW).values).all()
    step = LossSlice(lambda w: np.sign(w[..., 0] - 0.1), (0, 1), np.zeros(2))
    assert adaptive_grid(step, WINDOW, levels=[0.0]).values.shape == (
        33,
        33 + 5,
    )  # a cell is a tolerance wide
    level = LossSlice(lambda w: 0.0 * w[..., 0], (0, 1), np.zeros(2))
    assert adaptive_grid(level, WINDOW, levels=[0.0]).values.shape == (33, 33)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window": ((0, 0), (0, 1))}, "expected .*x0 < x1 and y0 < y1"),
        ({"window": ((0, 1), (1, 0))}, "expected .*x0 < x1 and y0 < y1"),
        ({"window": ((0, 1), (0, np.inf))}, r"window\[1, 1\] is inf"),
        ({"window": (0, 1)}, r"window is \(0, 1\), but expected"),
        ({"levels": [1, np.nan]}, r"levels\[1\] is nan"),
        ({"tolerance": 0.0}, "tolerance is 0.0, but expected a finite number above 0"),
        ({"most": 20}, "most is 20, but expected a whole number of at least 33"),
    ],
)
def test_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        adaptive_grid(STEP, **{"window": WINDOW, **change})
