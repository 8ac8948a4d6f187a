"""Texts of the world are set right, or it is told which of their letters no font has."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdclips.drawing.text.fonts import others
from gdclips.drawing.text.lettering import fitted, line, shorten
from gdclips.story.characters import Missing, clusters, written

EXAMPLES = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ALEF, BET = "\u05d0", "\u05d1"
HAN = "\u9762\u7a4d"  # no font of the project's has it
EMOJI = "\U0001f9ff"


def same(one, other):
    return one.advance == pytest.approx(other.advance, abs=1e-6) and np.allclose(
        one.outline.vertices, other.outline.vertices, atol=1e-6
    )


def starts(text, bold=False):
    """Where the contours of a line begin, from the left (k,)."""
    outline = line(text, bold).outline
    return np.sort(outline.vertices[outline.codes == outline.MOVETO][:, 0])


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("e\u0301", "\u00e9"),
        ("Gro\u0308\u00dfe", "Gr\u00f6\u00dfe"),
        ("Die\u0323\u0302n", "Di\u1ec7n"),
        ("a\u00adb\u200b\ufeff", "ab"),
        ("a\tb\n", "a b "),
        ("a\ufe0f\u200db", "ab"),
        ("\u202ecba\u202c", "abc"),
        ("\u2067\u2066abc\u2069\u2069", "abc"),
        ("a\udc80", "a\ufffd"),
    ],
)
def test_texts_that_mean_the_same_look_the_same(text, alike, bold):
    assert same(line(text, bold), line(alike, bold))


@pytest.mark.parametrize("bold", [False, True])
def test_lam_and_alef_are_one_letter(bold):
    lam, alef = "\u0644", "\u0627"
    assert line(lam + alef, bold).advance < line(lam, bold).advance + line(alef, bold).advance - 0.1


def test_hebrew_begins_at_the_right():
    """The second letter of a word stands where it stands alone, the first one after it."""
    word, bet = line(ALEF + BET), line(BET)
    count = len(bet.outline.vertices)
    np.testing.assert_allclose(word.outline.vertices[:count], bet.outline.vertices, atol=1e-6)
    assert word.outline.vertices[count:, 0].min() > bet.advance - 0.1


def test_brackets_are_mirrored_and_numbers_run_from_left_to_right():
    name = f"{ALEF} (12)"
    np.testing.assert_allclose(starts(name), starts(f"\u200e(12) {ALEF}"), atol=0.02)
    assert same(line(written(f"{ALEF}!")), line(f"!\u200e{ALEF}"))


def test_a_name_from_right_to_left_orders_no_word_of_its_sentence():
    sentence = line(f"weight of {written(f'{ALEF}!')}: 3")
    parts = ["weight of ", "!", ALEF, ": 3"]
    assert sentence.advance == pytest.approx(sum(line(part).advance for part in parts), abs=0.05)
    end = line(": 3").outline.vertices[:, 0] + sentence.advance - line(": 3").advance
    np.testing.assert_allclose(sentence.outline.vertices[-len(end) :, 0], end, atol=0.02)


def test_a_name_from_right_to_left_is_cut_at_its_left():
    name = written((ALEF + BET) * 10)
    short = shorten(name, 0.05, line(name).advance * 0.05 / 2)
    assert short.startswith(name[:3])
    assert short.endswith("…")
    dots = line("…").outline.vertices
    np.testing.assert_allclose(line(short).outline.vertices[: len(dots)], dots, atol=1e-6)
    assert line(short).outline.vertices[len(dots) :, 0].min() > dots[:, 0].max()


@pytest.mark.parametrize("name", ["e\u0301" * 20, written("\u0644\u0627" * 20)])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_what_is_cut_is_cut_between_letters(name, share):
    text, size = fitted(name, 0.05, line(name).advance * 0.05 * share, 0.05)
    assert size == 0.05
    assert text.endswith("…")
    assert text[:-1] in accumulate(clusters(name))


def test_fonts_of_the_system_are_taken_for_what_the_projects_lack(system, font, tmp_path):
    file = font(tmp_path / "own.ttf", HAN)
    system(file)
    assert [(face.family, face.file) for face in others(HAN, False)] == [("Own Sans", str(file))]
    assert line(f"a{HAN}b").advance == pytest.approx(line("a").advance + 1.8 + line("b").advance, abs=0.01)
    assert len(line(HAN).outline.to_polygons()) == 2
    assert others("Größe", False) == ()


@pytest.mark.parametrize("lack", [HAN, EMOJI])
def test_a_letter_that_no_font_has_is_told(system, lack):
    with pytest.raises(Missing) as raised:
        line(f"weight of {lack}, a")
    assert raised.value.clusters == list(lack)


def test_a_letter_without_an_outline_is_missing(system, font, tmp_path):
    system(font(tmp_path / "color.ttf", "a", lack=EMOJI))
    with pytest.raises(Missing):
        line(EMOJI)


def test_what_is_no_font_is_passed_over(system, font, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    system(tmp_path / "broken.ttf", tmp_path / "gone.ttf", font(tmp_path / "own.ttf", HAN))
    assert len(others(HAN, False)) == 1


def test_a_font_of_placeholders_is_none(system, font, tmp_path):
    system(font(tmp_path / "last.ttf", HAN, family="LastResort"))
    with pytest.raises(Missing):
        line(HAN)


def test_the_choice_of_a_font_does_not_depend_on_their_order(system, font, tmp_path):
    looks = [("Own Serif", 400), ("Own Sans", 400), ("Own Sans", 600), ("Own Sans Mono", 400), ("A", 400)]
    files = [
        font(tmp_path / f"{n}.ttf", HAN, family=family, weight=weight)
        for n, (family, weight) in enumerate(looks)
    ]
    for request in (files, files[::-1], files[2:] + files[:2]):
        system(*request)
        for bold, weight in ((False, 400), (True, 600)):
            (face,) = others(HAN, bold)
            assert (face.family, face.weight) == ("Own Sans", weight)


def test_a_letter_and_its_marks_are_of_one_font(system, font, tmp_path):
    """The project's have the letter, not the mark."""
    mark = "\u1ab0"
    system(font(tmp_path / "mark.ttf", mark))
    with pytest.raises(Missing) as raised:
        line(f"x{mark}")
    assert raised.value.clusters == [f"x{mark}"]
    system(font(tmp_path / "mark.ttf", mark), font(tmp_path / "both.ttf", f"x{mark}", family="Own Long Sans"))
    assert [face.family for face in others(f"x{mark}", False)] == ["Own Long Sans"]
    assert line(f"x{mark}").advance >= 0.9


@EXAMPLES
@given(st.text(st.characters(), max_size=12), st.booleans())
def test_whatever_unicode_can_write_is_set_or_told(system, text, bold):
    """A glyph that no font has would be a warning of matplotlib's, and so an error here."""
    try:
        others(text, bold)
    except Missing as error:
        assert all(cluster.strip() for cluster in error.clusters)
        with pytest.raises(Missing):
            line(text, bold)
    else:
        set_line = line(f"weight of {written(text)}", bold)
        assert np.isfinite(set_line.outline.vertices).all()
        assert set_line.advance > 0
        shorten(written(text), 0.05, 0.1, bold)
