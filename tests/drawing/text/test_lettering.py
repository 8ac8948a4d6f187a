import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.marks import Formula, Words
from gdclips.drawing.text import lettering
from gdclips.drawing.text.fonts import glyphs
from gdclips.drawing.text.lettering import (
    fit,
    fitted,
    line,
    math_line,
    mathtext_outlines,
    origin,
    shorten,
    words_box,
)
from gdclips.story.terms import Term

INK = (0.0, 0.0, 0.0, 1.0)
EXAMPLES = settings(derandomize=True, deadline=None)
LETTERS = st.text(st.sampled_from("abc XYZ ,=α−⁻"), min_size=1, max_size=40)


def drawn(outline):
    """Return points along an outline."""
    return np.concatenate(outline.interpolated(8).to_polygons(closed_only=False))


@pytest.mark.parametrize("bold", [False, True])
def test_digits_are_equally_wide(bold):
    assert len({line(digit, bold).advance for digit in "0123456789"}) == 1
    assert line("1118", bold).advance == pytest.approx(line("8000", bold).advance)


def test_semibold_is_wider_than_regular():
    assert line("gradient", bold=True).advance > line("gradient").advance


@pytest.mark.parametrize("text", ["10⁻⁷", "α = 0.1", "∞", "−2", "w₀₁₂", "Größe", "Ωмега", "x→y", "…"])
@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_is_drawn_in_a_font_that_has_it(text, bold):
    """Source Sans lacks some; a glyph that no font has would be a warning, and so an error here."""
    assert "".join(piece for piece, _ in lettering._runs(text, bold)) == text
    for piece, file in lettering._runs(text, bold):
        assert {ord(letter) for letter in piece} <= glyphs(file)
    extents = line(text, bold).outline.get_extents()
    assert extents.x0 >= 0
    assert extents.x1 <= line(text, bold).advance + 0.05


def test_letters_of_two_fonts_stand_side_by_side():
    mixed = line("0⁻7")
    assert len(lettering._runs("0⁻7", False)) == 3
    assert mixed.advance == pytest.approx(2 * line("0").advance + line("⁻").advance)


@EXAMPLES
@given(LETTERS, st.floats(0.02, 0.06), st.floats(0.05, 1.0))
def test_a_shortened_text_has_room(text, size, room):
    short = shorten(text, size, room)
    if line(text).advance * size <= room:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        assert line(short).advance * size <= room or len(short) == 2


@pytest.mark.parametrize(("anchor", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
@pytest.mark.parametrize("bold", [False, True])
def test_words_stand_by_their_anchor(anchor, share, bold):
    words = Words(text="Loss 12", at=(0.7, 0.3), size=0.05, color=INK, anchor=anchor, bold=bold)
    assert origin(words) == pytest.approx((0.7 - share * line("Loss 12", bold).advance * 0.05, 0.3))
    left, bottom, right, top = words_box(words)
    ink = drawn(line("Loss 12", bold).outline) * 0.05 + origin(words)
    np.testing.assert_allclose((left, bottom, right, top), [*ink.min(axis=0), *ink.max(axis=0)], atol=1e-4)


@pytest.mark.parametrize(("anchor", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_words_that_read_upwards_are_words_turned_about_their_anchor(anchor, share):
    look = {"text": "weight of gy", "at": (0.7, 0.3), "size": 0.05, "color": INK, "anchor": anchor}
    level, upright = words_box(Words(**look)), words_box(Words(**look, upwards=True))
    left, bottom, right, top = np.subtract(level, (0.7, 0.3, 0.7, 0.3))
    np.testing.assert_allclose(upright, (0.7 - top, 0.3 + left, 0.7 - bottom, 0.3 + right))
    advance = line("weight of gy").advance * 0.05
    assert origin(Words(**look, upwards=True)) == pytest.approx((0.7, 0.3 - share * advance))


@EXAMPLES
@given(LETTERS, st.floats(0.02, 0.06), st.floats(0.02, 1.0))
def test_a_fitted_text_is_smaller_before_it_is_shorter(text, size, room):
    smallest = 0.02
    fit_text, fit_size = fitted(text, size, room, smallest)
    assert smallest <= fit_size <= size
    if line(text).advance * smallest <= room:
        assert fit_text == text
        assert line(text).advance * fit_size <= room * (1 + 1e-9)
        assert fit_size == size or line(text).advance * size > room
    else:
        assert fit_size == smallest
        assert fit_text.endswith("…")


@pytest.mark.parametrize(("text", "top"), [("H", 0.66), ("x", 0.49), ("0", 0.66)])
def test_ems_are_ems(text, top):
    """Source Sans Pro's capital and x-height are 0.66 and 0.486 of its em."""
    extents = line(text).outline.get_extents()
    assert extents.y1 == pytest.approx(top, abs=0.02)
    assert extents.y0 == pytest.approx(0, abs=0.02)


def formula(anchor="left", room=np.inf, size=0.05):
    terms = (Term("ink", "a", "w^{t+1} ="), Term("gradient_text", "b", r"\frac{1}{n}"))
    return Formula(terms=terms, colors=(INK, INK), at=(0.5, 0.4), size=size, anchor=anchor, room=room)


def box(outlines):
    vertices = np.concatenate([drawn(outline) for outline in outlines])
    return vertices.min(axis=0), vertices.max(axis=0)


@pytest.mark.parametrize(("anchor", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
@pytest.mark.parametrize("room", [np.inf, 0.1])
def test_a_formula_is_centred_on_its_line_and_has_room(anchor, share, room):
    low, high = box(mathtext_outlines(formula(anchor, room)))
    assert (low[1] + high[1]) / 2 == pytest.approx(0.4, abs=0.003)
    assert high[0] - low[0] <= min(room, 0.3)
    assert low[0] * (1 - share) + high[0] * share == pytest.approx(0.5, abs=0.006)


def test_a_formulas_terms_follow_each_other():
    first, second = mathtext_outlines(formula())
    assert first.get_extents().x1 < second.get_extents().x0


@pytest.mark.parametrize(
    "source", ["w_{0}", r"-\nabla L_i", r"\frac{1}{b}\,X_B^{\mathsf{T}}(y_B - X_B w^{t})"]
)
def test_mathtext_is_set(source):
    assert 0 < math_line(source).outline.get_extents().x1 <= math_line(source).advance + 0.05


def test_a_formula_too_wide_is_set_smaller():
    for room, size in itertools.product((0.1, 1.0), (0.04, 0.05)):
        scale, x, y = fit(formula(room=room, size=size), 4.0, -0.5, 1.5)
        assert scale == pytest.approx(min(size, room / 4))
        assert (x, y) == pytest.approx((0.5, 0.4 - 0.5 * scale))
