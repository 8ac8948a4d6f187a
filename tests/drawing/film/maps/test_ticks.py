"""Numbers on a map's rings: the MSE there, on the rings, away from the path, told apart."""

import itertools

import numpy as np
import pytest

from gdclips.drawing.box import ASPECT, Box
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.maps.ticks import level_numbers
from gdclips.drawing.film.maps.window import fitted, ladder
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Words
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import DARK
from gdclips.story.numbers import plain
from gdcore import Section

LOOK = Look(DARK, ASPECT)
START = np.array([-2.0, 1.5])


def numbers(floor=0.0, scale=1.0, focus=None):
    """Return the section of a map, its axes, and the words on its rings."""
    section = Section(np.zeros(2), floor, scale * np.array([[1.0, 0.3], [0.0, 0.8]]))
    axes = fitted(np.array([START, -START]), LOOK.focus("full"), LOOK.frame, np.ones(2))
    rungs = ladder(section, START, [(section, axes)], LOOK.px)
    labels = Labels(LOOK, focus or LOOK.focus("full"))
    level_numbers(section, axes, rungs, labels, axes.place(np.linspace(START, 0.0 * START, 20)))
    return section, axes, [mark for mark in labels.marks if isinstance(mark, Words)]


@pytest.mark.parametrize(("floor", "scale"), [(0.0, 1.0), (3.0, 1.0), (1e6, 1.0), (0.0, 1e-4), (2.5, 1e3)])
def test_rings_have_their_mse_and_each_is_half_as_far_above_the_least(floor, scale):
    section, axes, words = numbers(floor, scale)
    excess = section.value(START) - floor
    digits = next(d for d in range(3, 9) if len({plain(floor + excess / 2**k, d) for k in range(3)}) == 3)
    texts = [plain(floor + excess / 2**k, digits) for k in range(3)]
    assert len(words) >= (3 if max(map(len, texts)) < 6 else 2)  # long ones leave no room for the next
    for word in words:
        ring = texts.index(word.text.removeprefix("MSE "))
        assert word.text.startswith("MSE ") == (ring == 0)
        middle = axes.find(np.add(word.at, (0.0, 0.33 * word.size)))
        assert section.value(middle) - floor == pytest.approx(excess / 2**ring, rel=1e-6)
        assert word.size == LOOK.type(LABEL)


def test_they_stand_away_from_the_path_and_apart():
    _, axes, words = numbers()
    path = axes.place(np.linspace(START, 0.0 * START, 50))
    boxes = [np.reshape(words_box(word), (2, 2)) for word in words]
    for low, high in boxes:
        assert not ((path > low) & (path < high)).all(axis=1).any()
    for one, other in itertools.pairwise(boxes):
        assert (one[0] > other[1]).any() or (other[0] > one[1]).any()


def test_where_there_is_no_room_there_are_none():
    _, _, words = numbers(focus=Box(0.0, 0.0, 0.01, 0.01))
    assert words == []
