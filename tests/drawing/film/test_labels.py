"""Labels beside points: in the focus, apart from each other and from what is kept free, with leaders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import REACHES, Labels
from gdclips.drawing.marks import Curve, Words
from gdclips.drawing.text.lettering import words_box
from tests.drawing.film.cases import look_of, outside, overlaps

EXAMPLES = settings(derandomize=True, deadline=None)
LOOK = look_of("video")
FOCUS = LOOK.focus("full")
PX = LOOK.px
MIDDLE = np.array(FOCUS.center)
PLACES = st.tuples(st.floats(0.3, 1.4), st.floats(0.35, 0.65)).map(np.array)
NAMES = ("start", "minimum", "true weights", "predicted 95 %", "8.03")


def words_in(labels):
    return [mark for mark in labels.marks if isinstance(mark, Words)]


@EXAMPLES
@given(st.lists(PLACES, min_size=1, max_size=5), st.lists(PLACES, max_size=30))
def test_labels_lie_in_the_focus_and_apart(points, path):
    labels = Labels(LOOK, FOCUS)
    if len(path) > 1:
        labels.avoid(np.array(path))
    for point, name in zip(points, NAMES, strict=False):
        labels.beside(point, 10.0, name, "ink")
    words = words_in(labels)
    assert [each.text for each in words] == list(NAMES[: len(points)])
    assert outside(words, FOCUS) == []
    assert overlaps(words) == []


@EXAMPLES
@given(PLACES, st.sampled_from([0.0, 10.0, 20.0]))
def test_a_label_stands_within_80_pixels_of_its_point_and_off_its_mark(point, radius):
    labels = Labels(LOOK, FOCUS)
    labels.beside(point, radius, "minimum", "ink")
    (word,) = words_in(labels)
    left, bottom, right, top = words_box(word)
    gap = np.hypot(*(np.clip(point, (left, bottom), (right, top)) - point))
    assert radius * PX < gap <= 80 * PX


@pytest.mark.parametrize("corner", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_beside_a_point_in_a_corner_a_label_turns_inwards(corner):
    point = np.array([(FOCUS.left, FOCUS.right)[corner[0]], (FOCUS.bottom, FOCUS.top)[corner[1]]])
    labels = Labels(LOOK, FOCUS)
    labels.beside(point, 10.0, "true weights", "ink")
    assert outside(words_in(labels), FOCUS) == []


@pytest.mark.parametrize("turn", np.arange(8) * np.pi / 4)
@pytest.mark.parametrize("apart", [30.0, 60.0])
def test_a_label_stands_away_from_a_neighbour(turn, apart):
    way = np.array([np.cos(turn), np.sin(turn)])
    labels = Labels(LOOK, FOCUS)
    labels.avoid(np.array([MIDDLE, MIDDLE + apart * PX * way]))
    labels.beside(MIDDLE + apart * PX * way, 10.0, "true weights", "ink", other=MIDDLE)
    (word,) = words_in(labels)
    left, bottom, right, top = words_box(word)
    gaps = [
        np.hypot(*(np.clip(point, (left, bottom), (right, top)) - point))
        for point in (MIDDLE + apart * PX * way, MIDDLE)
    ]
    assert gaps[1] - gaps[0] > 0.4 * apart * PX


def test_a_label_has_a_leader_where_it_stands_apart_from_its_point():
    for crowd, leaders in ((0, 0), (1, 1)):
        labels = Labels(LOOK, FOCUS)
        if crowd:
            size = 2 * (REACHES[0] + 18) * PX
            labels.reserve(Box(MIDDLE[0] - size / 2, MIDDLE[1] - size / 2, size, size))
        labels.beside(MIDDLE, 10.0, "start", "path_text")
        lines = [mark for mark in labels.marks if isinstance(mark, Curve)]
        assert len(lines) == leaders
        for each in lines:
            assert each.color[:3] == LOOK.theme.color("path_text")[:3]
            near, far = np.linalg.norm(each.points - MIDDLE, axis=1)
            assert 10.0 * PX < near < far


def test_a_label_keeps_off_the_path():
    path = np.linspace(MIDDLE, MIDDLE + (0.4, 0.3), 40)
    labels = Labels(LOOK, FOCUS)
    labels.avoid(path)
    labels.beside(path[0], 10.0, "start", "ink")
    left, bottom, right, top = words_box(words_in(labels)[0])
    inside = (path >= (left, bottom)).all(axis=1) & (path <= (right, top)).all(axis=1)
    assert not inside.any()


@EXAMPLES
@given(st.floats(0, 2 * np.pi), st.floats(0.05, 2.0))
def test_a_number_rides_on_its_axis_end_or_on_the_last_point_in_the_focus(angle, length):
    labels, way = Labels(LOOK, FOCUS), length * np.array([np.cos(angle), np.sin(angle)])
    labels.ride(MIDDLE, way, (way, -way), "27.2", "rate_text")
    (word,) = words_in(labels)
    assert outside([word], FOCUS) == []
    left, bottom, right, top = words_box(word)
    end = np.array([(left + right) / 2, (bottom + top) / 2]) - MIDDLE
    assert end @ way > 0
    off = abs(end[0] * way[1] - end[1] * way[0]) / np.hypot(*way)
    assert off < 60 * PX


def test_two_numbers_on_one_axis_stand_on_its_two_sides():
    labels, way = Labels(LOOK, FOCUS), np.array([0.3, 0.0])
    for text in ("27.2", "1.4"):
        labels.ride(MIDDLE, way, (np.array([0.0, 1.0]), np.array([0.0, -1.0])), text, "rate_text")
    assert overlaps(words_in(labels)) == []


@pytest.mark.parametrize(("box", "free"), [(Box(0.0, 0.0, 0.5, 0.5), False), (Box(0.6, 0.6, 0.3, 0.3), True)])
def test_what_is_reserved_is_not_free(box, free):
    labels = Labels(LOOK, FOCUS)
    labels.reserve(Box(0.2, 0.2, 0.2, 0.2))
    assert labels.free(box) == free
    assert labels.boxes[0].center == pytest.approx((0.3, 0.3))


def test_a_box_beside_a_point_is_kept_free():
    labels = Labels(LOOK, FOCUS)
    half = np.array([0.05, 0.03])
    middle = labels.place(MIDDLE, 10.0, half)
    assert not labels.fits(middle, half)
    assert labels.fits(middle + (0.2, 0.0), half)
