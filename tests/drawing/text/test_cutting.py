"""Where there is no room, words are shortened and numbers are not: each stands whole, or not at all."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.drawing.text.cutting import NUMBER, shortened
from gdclips.drawing.text.lettering import fitted, line, words_box
from gdclips.story import settings as records
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples

NUMBERS = ["7", "123.45", "−0.324", "1.23·10⁻⁷", "10¹²", "100", "0.25", "−4.5·10¹⁰⁰"]
ALPHABET = st.text(alphabet="abc xyz_;:()=+·", min_size=1, max_size=30)
CUT = re.compile(r"\d…|…\d|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹·.]…")


def numbers(text):
    return NUMBER.findall(text)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.tuples(ALPHABET, st.sampled_from(NUMBERS)), min_size=1, max_size=4), st.integers(0, 120))
def test_no_number_is_lost(parts, room):
    text = "".join(f"{words} {number} " for words, number in parts) + "and so on"
    kept = shortened(text, lambda each: len(each) <= room)
    assert numbers(kept) == numbers(text)
    assert len(kept) <= len(text)
    if len(text) <= room:
        assert kept == text


@pytest.mark.parametrize("room", [0.05, 0.2, 0.5, 1.0])
@pytest.mark.parametrize(
    "text", ["MSE at the best 7 other weights; axes scaled apart: 123.45", "9·10⁹ ", "weight"]
)
def test_what_is_fitted_fits(text, room):
    kept, size = fitted(text, 0.04, room, 0.03)
    assert line(kept).advance * size <= room * (1 + 1e-9)
    assert numbers(kept) == numbers(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("weight of overall_quality", "weight of over…"),
        ("2 of the rooms", "2 of the rooms"),
        ("rooms_2_and_3_of_the_house", "rooms_2_and_3_…"),
        ("123456789012345678901234567890", "12345678901234…"),
    ],
)
def test_names_are_words_whatever_digits_they_have(text, kept):
    assert shortened(text, lambda each: len(each) <= 15) == kept


NAMES = ("overall quality of the house in 2019", "size of the whole lot in square metres", "a", "b", "c", "d")


def table(scene, unit, rng):
    count = 1 if scene == "simple_regression" else 6
    x = rng.normal(size=(40, count))
    y = unit * (x @ np.arange(1.0, count + 1) + rng.normal(size=40) + 1e3)
    return OwnData(Samples(x, y, NAMES[:count]), f"{'houses ' * 20}.csv", "price of it " * 9, True)


AUTO = {"rate": None, "start": None, "batches": (1, 3, 10)}


@pytest.mark.parametrize(("unit", "aspect"), [(1e-9, 0.8), (1e9, ASPECT)])
@pytest.mark.parametrize("name", SCENES)
def test_of_odd_data_no_number_is_cut_and_all_words_are_in_the_frame(name, unit, aspect):
    scene = SCENES[name]
    changes = {key: AUTO[key] for key in AUTO if key in scene.settings.__struct_fields__}
    steps = {"steps": 20_000} if name == "contour_descent" else {"steps": 30}
    own = table(name, unit, np.random.default_rng(1))
    story = scene.story(records.make(scene.settings, changes | steps), own)
    for cut, moments in (("full", (0.0, 8.5, 12.0)), ("short", (1e9,))):
        shown = picture(story, "dark", cut, aspect=aspect)
        for seconds in moments:
            marks = shown.marks(shown.timeline.state(seconds))
            for words in (mark for mark in marks if isinstance(mark, Words)):
                assert not CUT.search(words.text), words.text
                left, bottom, right, top = words_box(words)
                assert -1e-3 < left <= right < shown.aspect + 1e-3, words.text
                assert -1e-3 < bottom <= top < 1 + 1e-3, words.text
