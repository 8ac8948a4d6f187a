"""Runs on maps: the path so far, clouds, the point on its way, and the arrows of gradients."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.film.runs import CLEAR, LONGEST_ARROW, TAIL, colors_of, run_part, shaft
from gdclips.drawing.marks import Area, Dots, Trail
from gdclips.drawing.space.style import HEAD, PATH
from gdclips.drawing.theme import THEMES
from gdclips.story.film.views import Track
from gdclips.story.terms import Term
from tests.drawing.film.cases import at, look_of, marks_of
from tests.story.film.tasks import descended

LOOK = look_of("video")
PX = LOOK.px
STEPS = 12
RUN = descended(STEPS)[1]
PLACED = np.stack([np.linspace(0.3, 1.2, STEPS + 1), 0.5 + 0.2 * np.cos(np.arange(STEPS + 1))], axis=-1)
NONE = np.zeros((0, 2))
ARROW = Term("gradient_text", "-nabla L", r"-\nabla L")


def part_of(strides=NONE, **fields):
    return run_part(Track(RUN, **fields), LOOK, PLACED, STEPS + 1, strides)


def head_in(part, state):
    """Where the moving point is."""
    discs = [m for m in part.moving(state) if isinstance(m, Dots) and m.radius == pytest.approx(HEAD * PX)]
    (disc,) = discs
    return disc.points[0]


@pytest.mark.parametrize("cloud", [False, True])
@pytest.mark.parametrize(("step", "glide"), [(0, 0.0), (0, 0.5), (5, 0.25), (STEPS - 1, 1.0), (STEPS, 0.0)])
def test_the_point_is_at_its_iterate_or_on_its_way_to_the_next(step, glide, cloud):
    there = PLACED[min(step + 1, STEPS)]
    head = head_in(part_of(cloud=cloud, arrival=3), at(step, glide))
    np.testing.assert_allclose(head, PLACED[step] + glide * (there - PLACED[step]))


@pytest.mark.parametrize("step", [0, 1, 7, STEPS])
def test_a_path_is_whole_from_the_start_to_the_point(step):
    part = part_of()
    trails = [m for m in marks_of(part, at(step, 0.5)) if isinstance(m, Trail)]
    points = np.concatenate([trail.points[:1] for trail in trails] + [trails[-1].points[1:]])
    np.testing.assert_allclose(points[:-1], PLACED[: step + 1])
    np.testing.assert_allclose(points[-1], head_in(part, at(step, 0.5)))
    assert all(trail.width == pytest.approx(PATH * PX) for trail in trails)


def test_each_iterate_has_a_dot_and_none_is_seen_before_it_is_reached():
    part = part_of()
    for step in (0, 4, STEPS):
        dots = np.concatenate([m.points for m in marks_of(part, at(step)) if isinstance(m, Dots)])
        for iterate, place in enumerate(PLACED):
            there = np.abs(dots - place).max(axis=1).min() < 1e-12
            assert there == (iterate <= step)


def test_steps_of_a_pixel_are_a_line_without_dots():
    placed = np.stack([0.3 + np.cumsum([0.0, *[0.1] * 6, *[0.001] * 6]), np.full(STEPS + 1, 0.5)], axis=-1)
    part = run_part(Track(RUN), LOOK, placed, STEPS + 1, NONE)
    marks = [piece.mark for piece in part.growing]
    assert [type(mark) for mark in marks] == [*[Trail, Dots] * 6, *[Trail] * 6]


def test_a_cloud_keeps_its_iterates_as_clear_dots_and_its_newest_steps_as_a_line():
    part = part_of(cloud=True, arrival=2)
    pieces = [piece.mark for piece in part.growing]
    assert sum(isinstance(mark, Trail) for mark in pieces) == 2
    clear = [m for m in pieces if isinstance(m, Dots) and m.fills[0, 3] == CLEAR]
    np.testing.assert_array_equal([m.points[0] for m in clear], PLACED[2:-1])
    (tail,) = [m for m in part.moving(at(STEPS)) if isinstance(m, Trail) and len(m.points) > 2]
    np.testing.assert_array_equal(tail.points[:-1], PLACED[STEPS + 1 - TAIL :])
    assert (np.diff(tail.colors[:, 3]) > 0).all()


def test_pieces_come_in_the_order_of_their_steps():
    since = [piece.since for piece in part_of().growing]
    assert since == sorted(since)
    assert set(since) == set(range(1, STEPS + 1))


def test_a_run_after_another_waits_at_its_start():
    part = part_of(first=4)
    for step, own in ((0, 0), (3, 0), (4, 0), (6, 2), (4 + STEPS, STEPS)):
        np.testing.assert_allclose(head_in(part, at(step)), PLACED[own])
    np.testing.assert_allclose(head_in(part, at(2, 0.7)), PLACED[0])
    assert min(piece.since for piece in part.growing) == 5


def test_a_run_that_ended_stays_where_it_did():
    part = part_of()
    np.testing.assert_allclose(head_in(part, at(STEPS + 30, 0.6)), PLACED[-1])


def test_a_run_that_others_have_followed_is_fainter():
    for clear, faint in zip(marks_of(part_of(), at(3)), marks_of(part_of(opacity=0.5), at(3)), strict=True):
        if isinstance(clear, Trail):
            np.testing.assert_allclose(faint.colors[:, 3], 0.5 * clear.colors[:, 3])


@pytest.mark.parametrize("theme", THEMES)
def test_a_path_goes_from_old_to_new_along_its_ramp_and_others_have_one_colour(theme):
    look = THEMES[theme]
    ramp = colors_of("path", look, 100)
    np.testing.assert_allclose(ramp[[0, -1]], look.ramp(look.path, np.array([0.0, 1.0])))
    np.testing.assert_allclose(colors_of("rival", look, 3), [look.color("rival")] * 3)


# Arrows.

STRIDES = np.array([(0.4 * 0.8**k, -0.3 * 0.8**k) for k in range(STEPS)])


@pytest.mark.parametrize("step", [0, 3, STEPS - 1])
def test_an_arrow_goes_along_the_negative_gradient_and_shrinks_with_it(step):
    tail, tip = shaft(PLACED, STRIDES, step, LOOK)
    np.testing.assert_array_equal(tail, PLACED[step])
    along = tip - tail
    np.testing.assert_allclose(along / np.hypot(*along), STRIDES[step] / np.hypot(*STRIDES[step]))
    assert np.hypot(*along) == pytest.approx((LONGEST_ARROW * 0.8**step + HEAD) * PX)


def test_no_gradient_has_no_arrow():
    for strides in (np.zeros((STEPS, 2)), np.full((STEPS, 2), np.nan), np.full((STEPS, 2), np.inf)):
        assert shaft(PLACED, strides, 0, LOOK) is None


def test_the_longest_arrow_is_that_of_the_largest_gradient_on_the_frame():
    placed, strides = PLACED.copy(), STRIDES.copy()
    placed[2], strides[2] = (9.0, 9.0), (1e9, 0.0)
    tail, tip = shaft(placed, strides, 0, LOOK)
    assert np.hypot(*(tip - tail)) == pytest.approx((LONGEST_ARROW + HEAD) * PX)


@pytest.mark.parametrize("grown", [0.4, 1.0])
def test_an_arrow_is_seen_as_far_as_it_has_grown_while_its_step_is_taken(grown):
    part = part_of(STRIDES, arrow=ARROW)
    state = msgspec.structs.replace(at(0), arrow=grown, arrow_alpha=0.8)
    (arrow,) = [mark for mark in part.moving(state) if isinstance(mark, Area)]
    whole = np.diff(shaft(PLACED, STRIDES, 0, LOOK), axis=0)[0]
    np.testing.assert_allclose(arrow.outline[3] - PLACED[0], grown * whole)
    assert arrow.fill == LOOK.theme.color("gradient", 0.8)
    for other in (at(0), msgspec.structs.replace(state, step=STEPS)):
        assert not any(isinstance(mark, Area) for mark in part.moving(other))


def test_a_run_after_another_begins_at_its_first_step_and_one_that_is_over_is_faint():
    part, alone = part_of(first=20, opacity=0.4), part_of()
    np.testing.assert_allclose(head_in(part, at(7, 0.5)), PLACED[0])
    np.testing.assert_allclose(head_in(part, at(25, 0.5)), head_in(alone, at(5, 0.5)))
    assert {piece.since for piece in part.growing} == {20 + piece.since for piece in alone.growing}
    for mark, same in zip(part.moving(at(25)), alone.moving(at(5)), strict=True):
        for faint, clear in zip(alphas(mark), alphas(same), strict=True):
            assert faint == pytest.approx(0.4 * clear)


def alphas(mark):
    """The opacities of a mark's colours."""
    colors = mark.colors if isinstance(mark, Trail) else mark.fills
    return np.atleast_2d(np.asarray(colors))[:, 3].tolist()
