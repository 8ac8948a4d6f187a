"""What a user writes is written as Unicode has it, and cut between letters."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.story.characters import END as END_OF
from gdclips.story.characters import ISOLATE, brief, clusters, normal, split, written

EXAMPLES = settings(derandomize=True, deadline=None)
ANY = st.text(st.characters(), max_size=30)  # of all of Unicode, unpaired surrogates among them
SHALOM = "\u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize(
    ("name", "is_written"),
    [
        ("size", "size"),
        ("Gro\u0308\u00dfe", "Gr\u00f6\u00dfe"),
        ("price\n(EUR)", "price (EUR)"),
        ("\ta \x07\x1b b\x85\u2028", "a b"),
        ("\ufeffsi\u00adze\u200b", "size"),
        ("gr\udcf6\udcdfe.csv", "gr\ufffd\ufffde.csv"),
        ("\ud83c\udfe0", "\U0001f3e0"),
        ("a\ufffe\uffffb", "a\ufffd\ufffdb"),
        ("", ""),
        (SHALOM, f"{ISOLATE}{SHALOM}{END_OF}"),
        ("\u202eabc", f"{ISOLATE}\u202eabc{END_OF}"),
        ("a\u2069b", "ab"),
        ("\u2068a\u2069 \u2068b\u2069", f"{ISOLATE}\u2068a\u2069 \u2068b\u2069{END_OF}"),
        ("\u2067ab", f"{ISOLATE}\u2067ab{END_OF}{END_OF}"),
    ],
)
def test_a_name_is_written(name, is_written):
    assert written(name) == is_written


@EXAMPLES
@given(ANY)
def test_what_is_written_can_be_kept_as_a_text_and_stays_what_it_is(name):
    text = written(name)
    text.encode()
    assert written(text) == text
    assert not {unicodedata.category(letter) for letter in text} & {"Cc", "Cs", "Zl", "Zp"}
    assert sum(text.count(opener) for opener in "\u2066\u2067\u2068") == text.count(END_OF)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("abc", ["a", "b", "c"]),
        ("", []),
        ("e\u0301x", ["e\u0301", "x"]),
        ("\u0915\u094d\u0937a", ["\u0915\u094d\u0937", "a"]),
        ("\U0001f468\u200d\U0001f469\ufe0f!", ["\U0001f468\u200d\U0001f469\ufe0f", "!"]),
        (f"{ISOLATE}\u05d0\u05d1{END_OF}", [f"{ISOLATE}\u05d0", f"\u05d1{END_OF}"]),
        ("\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"]),
    ],
)
def test_a_text_is_cut_between_what_a_reader_takes_for_letters(text, pieces):
    assert clusters(text) == pieces


@EXAMPLES
@given(ANY.map(normal))
def test_the_pieces_are_the_text(text):
    assert "".join(clusters(text)) == text


def test_a_long_name_is_cut_within_its_isolate():
    assert brief(written(SHALOM * 3), 5) == f"{ISOLATE}{SHALOM}…{END_OF}"
    assert brief("e\u0301" * 3, 3) == "e\u0301" * 3
    assert brief("houses_of_the_county.csv", 8) == "houses_…"


def test_a_line_is_broken_at_spaces_but_not_within_an_isolated_name():
    name = written(f"{SHALOM} {SHALOM}")
    assert split(f"of {name}: 3 rows") == ["of", f"{name}:", "3", "rows"]
    name = written(f"{written(SHALOM)} and \u2067{SHALOM} b\u2069")
    assert split(f"of {name}: 3 rows") == ["of", f"{name}:", "3", "rows"]
