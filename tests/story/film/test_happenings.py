"""Happenings: one short word for each beat, by which files are named."""

import re

import msgspec
import pytest

from gdclips.story.film.happenings import happenings
from gdclips.story.scenes import SCENES
from tests.drawing.film.films import every_transition
from tests.rendering.test_films import film_of


@pytest.mark.parametrize(
    ("name", "cut", "words"),
    [
        ("noise_ball", "full", "title steps zoom counter steps end rule"),
        ("noise_ball", "short", "map steps end"),
        ("surface_descent", "full", "title steps rise map steps steps fall plot steps end"),
        ("surface_descent", "short", "bowl steps end"),
        ("ravine", "full", "title sweep zoom steps map steps plot"),
        ("ravine", "short", "sweep sweep"),
        ("simple_regression", "full", "title steps rule steps plot steps end"),
        ("simple_regression", "short", "data steps end"),
    ],
)
def test_a_beat_is_called_by_what_happens_in_it(name, cut, words):
    assert happenings(film_of(name).timeline(cut)) == words.split()


@pytest.mark.parametrize("cut", ["full", "short"])
@pytest.mark.parametrize("film", [*map(film_of, SCENES), every_transition()], ids=lambda film: film.title)
def test_each_beat_has_one_short_word_of_letters_which_no_caption_changes(film, cut):
    shots = film.full if cut == "full" else film.short
    told = happenings(film.timeline(cut))
    assert len(told) == sum(len(shot.beats) for shot in shots)
    assert all(re.fullmatch("[a-z]{1,12}", word) for word in told)
    silent = tuple(
        msgspec.structs.replace(
            shot, beats=tuple(msgspec.structs.replace(beat, words="") for beat in shot.beats)
        )
        for shot in shots
    )
    assert happenings(msgspec.structs.replace(film, full=silent, short=silent).timeline(cut)) == told


def test_the_kinds_of_moves_have_their_words():
    words = "title steps zoom counter steps sweep fall steps rise fall steps data plot"
    assert happenings(every_transition().timeline("full")) == words.split()
