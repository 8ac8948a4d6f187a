"""Directions of a map: axes with labels that ride on them, a compass, and the headline above."""

import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.overlays.maps import headline_box, map_room, overlay_part
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.marks import Area, Curve, Words
from gdclips.drawing.text.lettering import words_box
from gdclips.story.film.overlays import Compass, EigenAxes, Headline
from tests.drawing.film.cases import FRAMES, look_of, outside, overlaps

CENTER = np.array([8.0, 4.5])
ANGLES = np.radians([-80, -45, -10, 0, 10, 45, 80, 90])
TEXTS = (
    ("across, each step keeps", "−0.90", "of the distance", "= 1 − αλ: it changes sides"),
    ("along, it keeps", "0.982", "= 1 − αλ", ""),
)
HEADLINE = Headline(label="condition number κ", text="106", below="λ: curvature, across / along")


def turned(angle):
    return np.array([(np.cos(angle), np.sin(angle)), (np.sin(angle), -np.cos(angle))])


def drawn(overlay, frame="video", share=1.0):
    """The overlay's part, its words, its look, and what it was placed by."""
    look = look_of(frame)
    axes = Axes(Window((0.0, 0.0), (9.0 * look.width, 9.0), equal=True), Box(0.0, 0.0, look.width, 1.0))
    labels = Labels(look, look.focus("full"))
    part = overlay_part(overlay, look, axes, share, labels)
    words = [mark for mark in (*part.labels, *labels.marks) if isinstance(mark, Words)]
    return part, words, look, axes


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("long", [0.4, 2.0, 30.0])
def test_axes_end_where_they_say_and_their_labels_are_apart_and_in_the_safe_area(angle, long):
    ends = turned(angle) * [[0.5], [long]]
    overlay = EigenAxes(center=CENTER, ends=ends, labels=("across: λ = 1.98", "along: λ = 0.02"))
    part, words, look, axes = drawn(overlay)
    lines = [mark for mark in part.ground if isinstance(mark, Curve)]
    for line, end in zip(lines, ends, strict=True):
        np.testing.assert_allclose(axes.find(line.points), [CENTER - end, CENTER + end])
    assert overlaps(words) == []
    assert outside(words, look.focus("full")) == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("angle", ANGLES)
def test_a_compass_has_its_words_apart_and_in_the_room_that_the_map_leaves(frame, angle):
    if FRAMES[frame][1] == "short":
        return
    overlay = Compass(ways=turned(angle), texts=TEXTS, both=(True, False))
    part, words, look, _ = drawn(overlay, frame)
    focus = look.focus("full")
    assert overlaps(words) == []
    assert outside(words, look.frame) == []
    room = map_room((overlay,), look, focus)
    for word in words:
        left, bottom, *_ = words_box(word)
        assert left >= room.right or bottom >= room.top
    arrows = [mark.outline[3] for mark in part.labels if isinstance(mark, Area)]
    assert len(arrows) == 3
    np.testing.assert_allclose(
        np.sum(arrows[:2], axis=0) / 2, arrows[2] - (arrows[2] - arrows[:2]).mean(axis=0)
    )
    way = np.diff(arrows[:2], axis=0)[0]
    assert abs(way @ [-np.sin(angle), np.cos(angle)]) < 1e-9


def test_a_compass_grows_and_its_words_come_later():
    overlay = Compass(ways=turned(0.8), texts=TEXTS)
    part, words, *_ = drawn(overlay, share=0.4)
    assert all(word.color[3] == 0.0 for word in words)
    lengths = []
    for share in (0.4, 1.0):
        part, *_ = drawn(overlay, share=share)
        (outline, _) = (mark.outline for mark in part.labels if isinstance(mark, Area))
        lengths.append(float(np.hypot(*(outline[3] - (outline[0] + outline[-1]) / 2))))
    assert lengths[0] < lengths[1]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_headline_is_in_its_box_at_the_frames_right(frame):
    _, words, look, _ = drawn(HEADLINE, frame)
    box = headline_box((HEADLINE,), look)
    assert box.right <= look.width
    assert outside(words, box) == []
    assert [word.text for word in words] == [HEADLINE.label, HEADLINE.text, HEADLINE.below]
    assert overlaps(words) == []


def test_what_stands_below_a_headline_gives_way_to_what_is_there():
    look = look_of("video")
    labels = Labels(look, look.focus("full"))
    labels.reserve(headline_box((HEADLINE,), look))
    part = overlay_part(
        HEADLINE, look, Axes(Window((0.0, 0.0), (1.0, 1.0), equal=True), look.frame), 1.0, labels
    )
    assert [mark.text for mark in part.labels] == [HEADLINE.label, HEADLINE.text]
