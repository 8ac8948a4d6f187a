"""Contours: those of a quadratic are its ellipses, all have their levels, and regions have holes."""

import numpy as np
import pytest

from gdclips.drawing.contours import Contours
from gdclips.drawing.geometry import Window
from gdcore import LossSlice, Section, himmelblau, rosenbrock, section

WINDOW = Window((-3.0, -2.0), (3.0, 2.0))
SIDES = np.array([6.0, 4.0])
ROUND = Section(np.array([0.4, -0.2]), 3.0, np.array([[1.2, 0.5], [0.0, 2.0]]))
NARROW = Section(np.array([-0.5, 0.1]), 0.0, np.array([[1.0, -7.0], [0.0, 9.0]]))
LEVELS = 0.02 * 2.0 ** np.arange(7)  # over the least; all ellipses lie in the window


def apart(line, others):
    """The largest distance of points from a polyline, in shares of the window's sides."""
    start, way = others[:-1] / SIDES, np.diff(others / SIDES, axis=0)
    points = (line / SIDES)[:, None]
    share = ((points - start) * way).sum(axis=-1) / np.square(way).sum(axis=-1)
    nearest = start + np.clip(share, 0.0, 1.0)[..., None] * way
    return np.linalg.norm(points - nearest, axis=-1).min(axis=1).max()


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 2e-4])
@pytest.mark.parametrize("exact", [ROUND, NARROW], ids=["round", "narrow"])
def test_lines_of_a_quadratic_are_its_ellipses_up_to_the_tolerance(exact, tolerance):
    contours = Contours(exact, WINDOW, exact.floor + LEVELS, tolerance)
    turn = np.linspace(0, 2 * np.pi, 2001)
    for level in LEVELS[1:]:
        (line,) = contours.lines(exact.floor + level)
        circle = np.sqrt(level) * np.stack([np.cos(turn), np.sin(turn)])
        ellipse = exact.center + np.linalg.solve(exact.root, circle).T
        np.testing.assert_array_equal(line[0], line[-1])
        assert apart(line, ellipse) <= tolerance
        assert apart(ellipse, line) <= 2 * tolerance  # a chord between two points that are off


@pytest.mark.parametrize("loss", [rosenbrock, himmelblau])
@pytest.mark.parametrize("tolerance", [1e-3, 3e-4])
def test_on_its_lines_a_loss_has_the_level(loss, tolerance):
    levels = 8.0 * 2.0 ** np.arange(5)
    contours = Contours(section(loss), WINDOW, levels, tolerance)
    for level in levels:
        lines = contours.lines(level)
        assert lines
        points = np.concatenate(lines)
        slope = np.linalg.norm(loss.gradient(points) * SIDES, axis=-1)
        assert (np.abs(loss.value(points) - level) / slope).max() <= tolerance


def area(loop):
    (x, y), (x1, y1) = loop.T, np.roll(loop, -1, axis=0).T
    return float((x * y1 - x1 * y).sum()) / 2


def test_a_region_is_what_lies_below_its_level_and_the_window_ends_it():
    tall = Window((-5.0, -5.0), (5.0, 5.0))
    contours = Contours(section(himmelblau), tall, np.array([10.0, 150.0, 181.0, 1000.0]), 3e-4)
    assert [len(loops) for loops in contours.regions(10.0)] == [1, 1, 1, 1]
    assert [len(loops) for loops in contours.regions(181.0)] == [2]  # the hill in the middle is a hole
    assert [len(loops) for loops in contours.regions(1000.0)] == [1]
    grid = np.linspace(-5, 5, 1001)
    for level in (10.0, 150.0, 181.0, 1000.0):
        loops = [loop for region in contours.regions(level) for loop in region]
        below = (himmelblau.grid(grid, grid) <= level).mean() * 100
        assert sum(map(area, loops)) == pytest.approx(below, rel=5e-3)
        for region in contours.regions(level):
            assert area(region[0]) > 0
            assert all(area(hole) < 0 for hole in region[1:])
    assert contours.regions(-1.0) == []
    ((whole,),) = contours.regions(1e9)
    assert area(whole) == pytest.approx(100)


def test_where_a_loss_is_not_finite_there_is_no_region():
    half = LossSlice(lambda w: np.log(w[..., 0]) + w[..., 1] ** 2, (0, 1), np.zeros(2))
    contours = Contours(half, WINDOW, np.array([0.0]), 1e-3)
    ((loop,),) = contours.regions(0.0)
    assert loop[:, 0].min() > 0
    (line,) = contours.lines(0.0)
    np.testing.assert_allclose(line[:, 0], np.exp(-(line[:, 1] ** 2)), atol=6e-3)
