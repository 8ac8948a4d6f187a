"""The texts of the picture: inside the frame, clear of each other, and whole."""

import itertools

import pytest

from scenes.stage.layout import ASPECT
from scenes.stage.marks import Formula

CLEAR = 0.5  # what is more than half faded may pass over a word
CASES = list(
    itertools.product(("contour_descent", "noise_ball"), ("light", "dark"), ("full", "short"), (False, True))
)


def seen(marks):
    return [mark for mark in marks if not isinstance(mark, Formula) or mark.colors[0][3] > CLEAR]


@pytest.mark.parametrize(("name", "theme", "cut", "bare"), CASES)
def test_texts_lie_in_the_frame_clear_of_each_other_and_whole(
    show, moments, texts, overlaps, name, theme, cut, bare
):
    shown = show(name, theme, cut, bare)
    for seconds in moments(shown):
        names, boxes = texts(seen([*shown.static, *shown.moving(shown.timeline.state(seconds))]))
        assert (boxes[:, :2] >= 0).all(), names
        assert (boxes[:, 2:] <= (ASPECT, 1)).all(), names
        assert overlaps(names, boxes) == [], seconds
        assert not any("…" in text for text in names)


@pytest.mark.parametrize("name", ["contour_descent", "noise_ball"])
def test_a_caption_has_at_most_88_characters(tell, name):
    story = tell(name)
    assert max(len(beat.caption) for beat in (*story.full, *story.short)) <= 88


@pytest.mark.parametrize("name", ["contour_descent", "noise_ball"])
def test_a_bare_picture_lacks_title_and_caption_alone(tell, show, texts, name):
    def written(bare):
        shown = show(name, bare=bare)
        return texts([*shown.static, *shown.moving(shown.timeline.state(12))])[0]

    caption = show(name).timeline.state(12).caption
    words = {text for text in written(False) if not text.replace("−", "").replace(".", "").isdigit()}
    assert {tell(name).title, caption} == words - set(written(True))
