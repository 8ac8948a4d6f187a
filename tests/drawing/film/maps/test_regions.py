"""Maps of losses that are no quadratics: levels, colours, what fades, signs, numbers."""

import numpy as np
import pytest

from gdclips.drawing.film.maps.map import MapPlace, map_part, rings
from gdclips.drawing.film.maps.planes import ladder_of, marked, minima, section_of
from gdclips.drawing.film.maps.regions import BEYOND, SHARP, contours_of, region_alpha
from gdclips.drawing.film.maps.window import FADES, MOST_RINGS
from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.places import axes_of
from gdclips.drawing.marks import Area, Dots, Words
from gdclips.drawing.theme import THEMES
from gdclips.story.film.maps import whole
from gdclips.story.film.views import Map, Plane, Track
from gdcore import (
    LossSlice,
    Ridge,
    Section,
    descend,
    gradient_descent,
    himmelblau,
    linear_data,
    plane,
    quadratic_bowl,
    rastrigin,
    rosenbrock,
)
from tests.drawing.film.cases import at, look_of
from tests.drawing.film.surfaces import STEPS, hills, near, valley

LOOK = look_of("video")
MAPS = pytest.mark.parametrize("view", [valley(), hills(), near(hills())], ids=["valley", "hills", "near"])


def laid(view, *others, look=LOOK):
    """The section of a map, its axes and the ladder of it and of others."""
    windows = [(each.plane, axes_of(each, look, "full")) for each in (view, *others)]
    return section_of(view.plane), windows[0][1], ladder_of(view.plane, windows, look.px)


def areas(view, look=LOOK, *others):
    section, axes, rungs = laid(view, *others, look=look)
    return [mark for mark in rings(section, axes, rungs, look)[1:] if mark.fill], axes, rungs


def test_levels_halve_and_double_from_the_anchors_over_the_least_known():
    for view, loss in ((valley(), rosenbrock), (hills(), himmelblau)):
        section, axes, rungs = laid(view)
        assert rungs.floor == loss.value(loss.minimizers).min()
        assert rungs.level(0) == pytest.approx(loss.value(view.plane.anchor) - rungs.floor)
        seen = rungs.seen(section, axes, LOOK.px)
        assert seen[0] > 0 > seen[-1]
        assert len(seen) <= MOST_RINGS


@MAPS
def test_a_region_ends_where_the_loss_has_its_level(view):
    marks, axes, rungs = areas(view)
    levels = []
    for mark in marks:
        inside = (np.abs(mark.outline - (LOOK.width / 2, 0.5)) < (LOOK.width / 2, 0.5)).all(axis=1)
        if not inside.any():
            continue
        points = axes.find(mark.outline[inside])
        values = section_of(view.plane).value(points)
        doublings = np.round(np.log2((np.median(values) - rungs.floor) / rungs.first))
        level = rungs.floor + rungs.first * 2.0**doublings
        slope = np.linalg.norm(view.plane.loss.gradient(points) / axes.scale, axis=1) * LOOK.px
        assert (np.abs(values - level) / slope).max() <= SHARP
        levels.append(level)
    assert len(set(levels)) > 6
    assert levels == sorted(levels, reverse=True)


def test_a_level_keeps_its_colour_while_the_window_zooms():
    one, _, rungs = areas(hills(), LOOK, near(hills()))
    other = areas(near(hills()), LOOK, hills())[0]
    assert rungs == areas(near(hills()), LOOK, hills())[2]
    shades = [{mark.fill[:3] for mark in marks} for marks in (one, other)]
    assert len(shades[0] & shades[1]) > 5


def test_there_are_as_many_smallest_rings_as_minima():
    marks, axes, _ = areas(hills())
    places = axes.place(himmelblau.minimizers)
    around = [sum(_holds(mark.outline, place) for mark in marks) for place in places]
    assert min(around) > 8
    small = [mark for mark in marks if np.ptp(mark.outline, axis=0).max() < 60 * LOOK.px]
    assert all(any(_holds(mark.outline, place) for mark in small) for place in places)


def _holds(outline, place):
    (x, y), (x1, y1) = (outline - place).T, (np.roll(outline, -1, axis=0) - place).T
    turned = np.arctan2(x * y1 - x1 * y, x * x1 + y * y1).sum()
    return abs(turned) > np.pi


def test_a_hill_is_a_hole_of_the_region_below_its_foot():
    marks, axes, rungs = areas(hills())
    section, _, _ = laid(hills())
    top = axes.place(np.array([-0.270845, -0.923039]))
    ring = max(ring for ring in rungs.seen(section, axes, LOOK.px) if rungs.floor + rungs.level(ring) < 181.6)
    level = rungs.floor + rungs.level(ring)
    assert [len(loops) for loops in contours_of(section, axes, rungs, LOOK.px).regions(level)] == [2]
    (mark,) = [mark for mark in marks if mark.edge is None]
    assert not _holds(mark.outline, top)
    assert _holds(mark.outline, axes.place(np.array([0.0, 0.5])))


@pytest.mark.parametrize(
    ("pixels", "alpha"), [(6.0, 0.0), (12.0, 0.0), (18.0, 0.5), (24.0, 1.0), (90.0, 1.0)]
)
def test_a_region_fades_as_a_ring_does(pixels, alpha):
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.stack([2 * np.cos(turn), np.sin(turn) / 2], axis=-1) * pixels * LOOK.px
    assert region_alpha(circle, LOOK.px) == pytest.approx(alpha, abs=1e-3)
    assert FADES[1] < BEYOND


def test_contours_of_a_window_are_found_once():
    section, axes, rungs = laid(hills())
    assert section_of(hills().plane) is section
    assert contours_of(section, axes, rungs, LOOK.px) is contours_of(section, axes, rungs, LOOK.px)


@pytest.mark.parametrize("theme", THEMES)
def test_every_minimum_has_its_sign_and_one_its_name(theme):
    look = Look(THEMES[theme], LOOK.width)
    part = map_part(hills(), look, _place(hills(), look))
    dots = [mark for mark in part.moving(at(STEPS)) if isinstance(mark, Dots) and len(mark.points) == 4]
    assert len(dots) == 2  # a ring on its rim
    np.testing.assert_allclose(_place(hills(), look).axes.find(dots[0].points), himmelblau.minimizers)
    words = [mark.text for mark in part.labels if isinstance(mark, Words)]
    assert words.count("minimum") == 1
    assert "start" in words
    assert "rings: himmelblau" in words


def _place(view, look):
    _, axes, rungs = laid(view, look=look)
    return MapPlace(axes, look.focus("full"), rungs, {})


def test_of_a_hundred_minima_the_least_have_their_signs():
    run = descend(rastrigin, gradient_descent(1e-3), [2.2, 1.4], 5)
    assert len(rastrigin.minimizers) > 100
    np.testing.assert_allclose(minima(_map_of(rastrigin, run).plane), [[0.0, 0.0]])


def test_numbers_stand_on_their_lines_apart_from_each_other():
    part = map_part(valley(), LOOK, _place(valley(), LOOK))
    axes, rungs = _place(valley(), LOOK).axes, _place(valley(), LOOK).ladder
    words = {mark.text: mark for mark in part.labels if isinstance(mark, Words)}
    for ring, text in ((0, "loss 24.2"), (-1, "12.1"), (-2, "6.05")):
        word = words[text]
        middle = axes.find(np.add(word.at, (0.0, 0.33 * word.size)))
        slope = np.linalg.norm(rosenbrock.gradient(middle) / axes.scale) * LOOK.px
        assert abs(rosenbrock.value(middle) - rungs.level(ring)) / slope < 0.5


def tilted(w):
    """Unbounded below, and no minimiser known."""
    return w[..., 0] + np.sin(w[..., 1])


class Tilted:
    def value(self, w):
        return tilted(np.asarray(w))

    def gradient(self, w):
        return np.stack([np.ones_like(w[..., 0]), np.cos(w[..., 1])], axis=-1)


def test_a_loss_of_ones_own_that_knows_nothing_has_a_map():
    run = descend(Tilted(), gradient_descent(0.1), [3.0, 1.0], 20)
    plane = Plane(loss=Tilted(), axes=(0, 1), names=("x", "y"), note="mine", anchor=run.points[0])
    view = Map(plane=plane, seen=whole(plane, run), levels=True)
    assert minima(plane).shape == marked(plane).shape == (0, 2)
    marks, axes, rungs = areas(view)
    low = axes.find(np.array([(0.0, 0.0), (LOOK.width, 1.0)]))[0, 0]
    assert rungs.floor == pytest.approx(low - 1, abs=0.5)
    assert len(marks) > 3
    part = map_part(view, LOOK, _place(view, LOOK))
    assert part.moving(at(0)) == []


def test_a_quadratic_without_data_has_exact_ellipses_and_one_in_the_plane_of_a_path_too():
    ridge = Ridge(linear_data(40, [6, 5, -1], 2, rng=np.random.default_rng(0)), 0.1)
    path = descend(ridge, gradient_descent(0.1), np.zeros(4), 20)
    seen = plane(path)
    flat = seen.restricted(ridge)
    for loss, start in ((quadratic_bowl(9.0, 0.4), [3.0, 1.0]), (flat, seen.coordinates[0])):
        run = descend(loss, gradient_descent(0.1), start, 20)
        view = _map_of(loss, run)
        section, _, rungs = laid(view)
        assert isinstance(section, Section)
        part = map_part(view, LOOK, _place(view, LOOK))
        assert rungs.level(0) == pytest.approx(float(section.value(start)) - section.floor)
        assert any(mark.text.startswith("loss ") for mark in part.labels if isinstance(mark, Words))


def _map_of(loss, run):
    made = Plane(loss=loss, axes=(0, 1), names=("x", "y"), note="mine", anchor=run.points[0])
    return Map(plane=made, seen=whole(made, run), tracks=(Track(run),), levels=True)


def test_a_slice_of_more_weights_has_the_signs_that_lie_in_it():
    class Three:
        dim = 3
        minimizers = np.array([[1.0, 2.0, 0.0], [-1.0, -2.0, 5.0]])

        def value(self, w):
            return ((np.asarray(w) - 1.0) ** 4).sum(axis=-1)

        def gradient(self, w):
            return 4 * (np.asarray(w) - 1.0) ** 3

    at = np.array([7.0, 7.0, 5.0])
    plane = Plane(loss=Three(), axes=(0, 1), names=("x", "y"), note="", anchor=np.zeros(3), at=at)
    np.testing.assert_array_equal(minima(plane), [[-1.0, -2.0]])
    assert isinstance(section_of(plane), LossSlice)


def test_what_is_cut_off_is_cut_off_beyond_the_frame():
    marks = areas(valley())[0]
    assert all(isinstance(mark, Area) for mark in marks)
    ends = np.concatenate([mark.outline for mark in marks]) / LOOK.px
    size = np.array([LOOK.width, 1.0]) / LOOK.px
    assert (ends >= -BEYOND * (1 + 1e-9)).all()
    assert (ends <= (size + BEYOND) * (1 + 1e-9)).all()
    assert np.isclose(ends[:, 1], -BEYOND).any()
