"""Shots: how long they are, when their labels are there again, and when what enters them begins to come."""

import pytest

from gdclips.story.film.shots import DRAW_ON, FADE_IN, LABELS_IN, LABELS_OUT, Beat, Entry, Shot
from gdclips.story.film.views import Plot

HERO = Plot(head="", lines=())


def shot(**fields):
    return Shot(hero=HERO, beats=(Beat(1.2), Beat(2.6)), **fields)


def test_a_caption_has_words_or_there_is_none():
    assert Beat(1.0).caption == "" == Beat(1.0, "").caption
    with pytest.raises(ValueError, match=r"^caption ' \\n': expected words, or an empty text$"):
        Beat(1.0, " \n")


def test_a_shot_is_as_long_as_its_beats():
    assert shot().seconds == pytest.approx(3.8)


@pytest.mark.parametrize("move", [0.6, 0.9, 3.2])
def test_labels_are_there_again_after_they_went_the_move_and_they_came(move):
    assert shot(move=move).settled == pytest.approx(LABELS_OUT + move + LABELS_IN)
    assert shot().settled == 0.0


@pytest.mark.parametrize(
    ("move", "entries", "expected"),
    [
        (0.0, (), (0.0, FADE_IN)),
        (0.9, (), (LABELS_OUT + 0.9, FADE_IN)),
        (0.0, (Entry("plot"),), (0.0, DRAW_ON)),
        (0.9, (Entry("other", 3.0), Entry("plot", 0.4, 2.0)), (LABELS_OUT + 1.3, 2.0)),
        (0.9, (Entry("plot", -0.45),), (LABELS_OUT + 0.45, DRAW_ON)),
    ],
)
def test_what_enters_comes_after_the_move_as_its_entry_says(move, entries, expected):
    assert shot(move=move, entries=entries).entry("plot") == pytest.approx(expected)


@pytest.mark.parametrize(("words", "caption"), [("", ""), ("[a](rate) b \\[c\\]", "a b [c]")])
def test_a_caption_is_plain_text(words, caption):
    assert Beat(1.0, words).caption == caption
