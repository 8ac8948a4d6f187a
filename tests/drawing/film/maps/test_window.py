"""Windows of maps: fitted to what they show, on their way to others, and the levels of their rings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.box import Box
from gdclips.drawing.film.maps.map import ring_alpha, rings
from gdclips.drawing.film.maps.window import FADES, MOST_RINGS, Ladder, between, fitted, ladder, radius
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import UNEQUAL, Axes, Window
from gdclips.drawing.theme import THEMES
from gdclips.rendering.canvas import mark_key
from gdcore import LeastSquares, Samples

EXAMPLES = settings(derandomize=True, deadline=None)
FRAME, FOCUS = Box(0.0, 0.0, 16 / 9, 1.0), Box(0.1, 0.2, 1.2, 0.6)
UNIT = np.array([1.0, 1.0])
PX = 1 / 720
NUMBERS = st.floats(-100.0, 100.0)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6).map(np.array)
SHARES = np.linspace(0, 1, 21)


@EXAMPLES
@given(POINTS)
def test_a_fitted_window_shows_all_points_in_the_focus_as_large_as_it_allows(points):
    axes = fitted(points, FOCUS, FRAME, UNIT)
    placed = axes.place(points)
    slack = 1e-6
    assert (placed >= np.array([FOCUS.left, FOCUS.bottom]) - slack).all()
    assert (placed <= np.array([FOCUS.right, FOCUS.top]) + slack).all()
    shares = np.ptp(placed, axis=0) / (FOCUS.width, FOCUS.height)
    assert shares.max() == pytest.approx(1.0, abs=1e-6) or not np.ptp(points, axis=0).max() > 1e-6
    np.testing.assert_allclose((placed.min(axis=0) + placed.max(axis=0)) / 2, FOCUS.center, atol=1e-6)


@EXAMPLES
@given(POINTS)
def test_a_unit_is_as_long_on_both_axes_unless_that_makes_a_strip(points):
    axes = fitted(points, FOCUS, FRAME, UNIT)
    size = np.ptp(points, axis=0)
    if axes.window.equal:
        assert axes.scale[0] == pytest.approx(axes.scale[1])
    else:
        ratio = (FOCUS.width / size[0]) / (FOCUS.height / size[1])
        assert max(ratio, 1 / ratio) > UNEQUAL * 0.999


@pytest.mark.parametrize("point", [(0.0, 0.0), (1e12, -3.0), (1e-9, 1e9)])
def test_a_window_of_one_point_is_as_large_as_a_unit(point):
    axes = fitted(np.array([point, point]), FOCUS, FRAME, np.array([2.0, 3.0]))
    size = np.subtract(axes.window.high, axes.window.low) * (FOCUS.width / FRAME.width, FOCUS.height)
    assert size.min() >= 2.0 * 0.999
    np.testing.assert_allclose(axes.place(np.array(point)), FOCUS.center, atol=1e-3)


def axes_of(low, high):
    return Axes(Window(low, high), FRAME)


@st.composite
def windows(draw):
    center = np.array(draw(st.tuples(NUMBERS, NUMBERS)))
    half = draw(st.floats(0.05, 200.0)) * np.array([FRAME.width, FRAME.height])
    return axes_of(tuple((center - half).tolist()), tuple((center + half).tolist()))


@EXAMPLES
@given(windows(), windows())
def test_in_a_zoom_the_logarithm_of_a_unit_is_even_in_the_share(first, last):
    units = np.array([1 / between(first, last, share).scale for share in SHARES])
    steps = np.diff(np.log(units), axis=0)
    np.testing.assert_allclose(steps, np.broadcast_to(steps[:1], steps.shape), atol=1e-9)


@EXAMPLES
@given(windows(), windows(), st.tuples(NUMBERS, NUMBERS))
def test_in_a_zoom_every_point_runs_straight(first, last, point):
    places = np.array([between(first, last, share).place(np.array(point)) for share in SHARES])
    way = places[-1] - places[0]
    length = np.hypot(*way)
    if length < 1e-6:
        return
    off = np.abs((places - places[0]) @ np.array([-way[1], way[0]])) / length
    assert off.max() <= 1e-6 * max(length, np.abs(places).max(), 1.0)
    along = (places - places[0]) @ way / length
    assert (np.diff(along) >= -1e-6 * max(length, 1.0)).all()


@EXAMPLES
@given(windows(), windows())
def test_a_zoom_begins_and_ends_on_its_windows_and_goes_back_as_it_came(first, last):
    assert between(first, last, 0.0) is first
    assert between(first, last, 1.0) is last
    there, back = between(first, last, 0.3).window, between(last, first, 0.7).window
    size = np.subtract(there.high, there.low).max()
    np.testing.assert_allclose(there.low, back.low, atol=1e-6 * size)
    np.testing.assert_allclose(there.high, back.high, atol=1e-6 * size)


# Levels.


@pytest.fixture(scope="module")
def section():
    x = np.random.default_rng(1).normal(size=(50, 2)) @ [[1.0, 0.6], [0.0, 0.8]]
    return LeastSquares(Samples(x, x @ (6.0, 5.0) + np.cos(np.arange(50.0)))).section((1, 2))


def zoomed(section, factor):
    half = 4.0 * factor * np.array([FRAME.width, FRAME.height])
    low, high = section.center - half, section.center + half
    return axes_of(tuple(low.tolist()), tuple(high.tolist()))


def ladder_of(section, *factors):
    windows = [(section, zoomed(section, factor)) for factor in factors]
    return ladder(section, section.center + (2.0, 1.0), windows, PX)


def test_rings_halve_inwards_and_double_outwards_from_that_through_the_anchor(section):
    rungs = ladder_of(section, 1.0)
    over = np.square(section.root @ (2.0, 1.0)).sum()
    assert rungs.level(0) == pytest.approx(over)
    levels = [rungs.level(ring) for ring in rungs.seen(section, zoomed(section, 1.0), PX)]
    np.testing.assert_allclose(np.divide(levels[1:], levels[:-1]), 0.5)


@pytest.mark.parametrize("theme", THEMES)
def test_a_level_keeps_its_colour_in_every_window_of_a_clip(section, theme):
    rungs, colors = ladder_of(section, 1.0, 0.1, 4.0), {}
    for factor in (4.0, 1.0, 0.5, 0.1):
        axes = zoomed(section, factor)
        look = Look(THEMES[theme], FRAME.width)
        marks = rings(section, axes, rungs, look)
        for mark in marks[1:]:
            point = axes.find(mark.outline[0])
            over = np.square(section.root @ (point - section.center)).sum()
            colors.setdefault(round(np.log2(over / rungs.first)), set()).add(mark.fill[:3])
    assert len(colors) > 8
    assert all(len(found) == 1 for found in colors.values())
    assert len({color for found in colors.values() for color in found}) > 4


@pytest.mark.parametrize("factor", [4.0, 1.0, 0.3, 0.1])
def test_a_window_is_filled_with_rings_from_its_corners_to_the_smallest_that_is_large_enough(section, factor):
    axes, rungs = zoomed(section, factor), ladder_of(section, 4.0, factor)
    seen = rungs.seen(section, axes, PX)
    corner = np.square(section.root @ (np.array(axes.window.high) - section.center)).sum()
    other = np.array([axes.window.low[0], axes.window.high[1]])
    largest = max(corner, np.square(section.root @ (other - section.center)).sum())
    assert rungs.level(seen[0]) < largest <= 2 * rungs.level(seen[0]) * (1 + 1e-9)
    assert (
        radius(section, axes, rungs.level(seen[-1]))
        >= FADES[0] * PX
        > 0.7 * radius(section, axes, rungs.level(seen[-1] - 1))
    )
    assert len(seen) <= MOST_RINGS


@pytest.mark.parametrize("factor", [4.0, 1.0, 0.3])
def test_on_another_background_only_a_window_that_reaches_beyond_the_outermost_ring_is_not_filled(
    section, factor
):
    rungs, axes, theme = ladder_of(section, 4.0, 0.3), zoomed(section, factor), THEMES["light"]
    whole = rings(section, axes, rungs, Look(theme, FRAME.width))
    ended = rings(section, axes, rungs, Look(theme.on("#F4F1E8"), FRAME.width))
    filled = whole if factor < 4.0 else whole[1:]
    assert list(map(mark_key, ended)) == list(map(mark_key, filled))
    np.testing.assert_array_equal(whole[0].outline, FRAME.corners)


@pytest.mark.parametrize(
    ("pixels", "alpha"), [(6.0, 0.0), (12.0, 0.0), (18.0, 0.5), (24.0, 1.0), (100.0, 1.0)]
)
def test_a_ring_comes_in_while_its_half_width_grows_from_12_to_24_pixels(section, pixels, alpha):
    axes = zoomed(section, 1.0)
    level = (pixels * PX / radius(section, axes, 1.0)) ** 2
    assert ring_alpha(section, axes, level, PX) == pytest.approx(alpha, abs=1e-3)


def test_a_rings_half_width_is_that_of_the_circle_of_its_area(section):
    axes = zoomed(section, 1.0)
    angle = np.linspace(0, 2 * np.pi, 4001)
    circle = np.sqrt(3.0) * np.stack([np.cos(angle), np.sin(angle)])
    x, y = axes.place(section.center + np.linalg.solve(section.root, circle).T).T
    area = abs(np.sum(x[:-1] * np.diff(y) - y[:-1] * np.diff(x))) / 2
    assert radius(section, axes, 3.0) == pytest.approx(np.sqrt(area / np.pi), rel=1e-5)


def test_a_start_at_the_minimum_and_windows_without_size_have_a_ladder(section):
    at_minimum = ladder(section, section.center, [(section, zoomed(section, 1.0))], PX)
    assert at_minimum.first > 0.0
    assert len(at_minimum.seen(section, zoomed(section, 1.0), PX)) > 3
    flat = Ladder(0.0, 0, 0)
    assert list(flat.seen(section, zoomed(section, 1.0), PX)) == []
