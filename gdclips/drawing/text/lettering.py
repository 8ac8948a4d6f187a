"""Lettering as outlines: the same glyphs at the same places in every renderer.

Outlines are matplotlib paths in ems, the baseline at y = 0. Text is set in Source Sans Pro, whose
digits are equally wide; glyphs that it lacks are set in DejaVu Sans, which matplotlib ships, or in fonts
of the system.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from gdclips.drawing.marks import Formula, Words
from gdclips.drawing.text.cutting import has_number, shortened
from gdclips.drawing.text.fonts import fallback_file, font_file, glyphs, own_files
from gdclips.drawing.text.shaping import EM, shaped
from gdclips.story.characters import simple
from gdcore import Array

FINE = 1000.0  # an em's units where curves are taken as polygons
SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}
TERM_GAP = 0.16  # ems between a formula's terms


class Line(msgspec.Struct, frozen=True):
    """A set line: its outline and its advance, in ems."""

    outline: Outline
    advance: float


@cache
def _plain(letter: str, bold: bool) -> bool:
    """Tell whether a letter needs no shaping, and the project's fonts have it."""
    return simple(letter) and any(ord(letter) in glyphs(file) for file in own_files(bold))


def _runs(text: str, bold: bool) -> list[tuple[str, Path]]:
    """Return plain text in pieces, each with the font file that has its glyphs."""
    own = glyphs(font_file(bold))
    pieces = groupby(text, lambda letter: ord(letter) in own)
    return [("".join(piece), (font_file if has else fallback_file)(bold)) for has, piece in pieces]


@cache
def _glyph(letter: str, file: Path) -> tuple[Array, NDArray[np.uint8]]:
    """Return the outline of a letter: its vertices (k, 2), in ems, and their codes (k,)."""
    font = _sized(file)
    font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    return vertices / EM, codes


def _sized(file: Path) -> FT2Font:
    font = get_font(str(file))
    font.set_size(EM, 72)
    return font


@lru_cache(maxsize=4096)
def _word(word: str, file: Path) -> Line:
    """Set letters of one font; without ligatures, so that each letter has a place."""
    font = _sized(file)
    places = np.asarray(font.set_text(word, flags=LoadFlags.NO_HINTING, features=("-liga",))) / (64 * EM)
    glyphs = [_glyph(letter, file) for letter in word]
    vertices = [outline + place for (outline, _), place in zip(glyphs, places, strict=True)]
    codes = [codes for _, codes in glyphs]
    return Line(
        Outline(np.concatenate(vertices), np.concatenate(codes)), font.get_width_height()[0] / (64 * EM)
    )


@lru_cache(maxsize=4096)
def line(text: str, bold: bool = False) -> Line:
    """Return a line of text; word by word, for the next line may have all words but one of it again.

    Raises a Missing if there is no font for some of it.
    """
    if not all(_plain(letter, bold) for letter in text):
        return Line(*shaped(text, bold))
    vertices, codes, end = [np.zeros((0, 2))], [np.zeros(0, Outline.code_type)], 0.0
    for run, file in _runs(text, bold):
        for word in re.split("( )", run):
            if word:
                piece = _word(word, file)
                vertices.append(piece.outline.vertices + (end, 0.0))
                codes.append(piece.outline.codes)
                end += piece.advance
    return Line(Outline(np.concatenate(vertices), np.concatenate(codes)), end)


@lru_cache(maxsize=256)
def math_line(mathtext: str) -> Line:
    """Return a formula in matplotlib's mathtext, in Computer Modern."""
    properties, source = FontProperties(math_fontfamily="cm"), f"${mathtext}$"
    vertices, codes = text_to_path.get_text_path(properties, source, ismath=True)
    advance, _, _ = text_to_path.get_text_width_height_descent(source, properties, True)
    outline = Outline(np.asarray(vertices).reshape(-1, 2) / EM, codes)
    return Line(outline, advance / properties.get_size_in_points())


@lru_cache(maxsize=256)
def _ink(mathtext: str) -> tuple[float, float]:
    """Return the bottom and the top of a formula, in ems."""
    _, bottom, _, top = _extents(math_line(mathtext).outline)
    return bottom, top


def _extents(outline: Outline) -> tuple[float, float, float, float]:
    """Return the left, bottom, right and top of an outline, in ems.

    It is taken as polygons, fine ones: the path's own extents solve each curve in Python.
    """
    polygons = outline.transformed(Affine2D().scale(FINE)).to_polygons(closed_only=False)
    points = np.concatenate([np.zeros((0, 2)), *polygons]) / FINE
    if not len(points):
        return 0.0, 0.0, 0.0, 0.0
    (left, bottom), (right, top) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, bottom, right, top


def fitted(text: str, size: float, room: float, smallest: float, bold: bool = False) -> tuple[str, float]:
    """Return ``text`` and a size at which it is at most ``room`` wide.

    It is set smaller, down to ``smallest``, before its words are shortened, and smaller still rather than
    that a number is.
    """
    size = max(smallest, min(size, room / max(line(text, bold).advance, 1e-9)))
    if size > smallest:
        return text, size
    kept = shorten(text, size, room, bold)
    return kept, min(size, room / line(kept, bold).advance) if has_number(kept) else size


def shorten(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return ``text``, its words cut with an ellipsis where it is wider than ``room`` at ``size``."""
    return shortened(text, lambda words: line(words, bold).advance * size <= room)


def origin(words: Words) -> tuple[float, float]:
    """Return where the baseline of ``words`` begins, in stage units."""
    back = SHARES[words.anchor] * line(words.text, words.bold).advance * words.size
    return (words.at[0], words.at[1] - back) if words.upwards else (words.at[0] - back, words.at[1])


def words_box(words: Words) -> tuple[float, float, float, float]:
    """Return the left, bottom, right and top of the ink of ``words``, in stage units."""
    x, y = origin(words)
    sides = _extents(line(words.text, words.bold).outline)
    left, bottom, right, top = (side * words.size for side in sides)
    if words.upwards:
        left, bottom, right, top = -top, left, -bottom, right
    return x + left, y + bottom, x + right, y + top


def fit(formula: Formula, width: float, bottom: float, top: float) -> tuple[float, float, float]:
    """Return a formula's scale and origin in stage units.

    ``width``, ``bottom`` and ``top`` are the ink's, in ems, of the line as its renderer set it.
    """
    scale = formula.size * min(1.0, formula.room / (width * formula.size))
    return (
        scale,
        formula.at[0] - SHARES[formula.anchor] * width * scale,
        formula.at[1] - (bottom + top) / 2 * scale,
    )


@lru_cache(maxsize=256)
def mathtext_size(terms: tuple[str, ...]) -> tuple[float, float, float]:
    """Return the width, bottom and top of a formula's terms set in mathtext, in ems."""
    bottoms, tops = zip(*map(_ink, terms), strict=True)
    width = sum(math_line(term).advance + TERM_GAP for term in terms) - TERM_GAP
    return width, min(bottoms), max(tops)


@lru_cache(maxsize=256)
def _mathtext_line(terms: tuple[str, ...]) -> tuple[Outline, ...]:
    """Return the outlines of terms set one after the other, in ems."""
    starts = np.cumsum([0.0] + [math_line(term).advance + TERM_GAP for term in terms])
    outlines = (math_line(term).outline for term in terms)
    return tuple(
        Outline(each.vertices + (start, 0.0), each.codes)
        for each, start in zip(outlines, starts[:-1].tolist(), strict=True)
    )


def mathtext_outlines(formula: Formula) -> list[Outline]:
    """Return the outline of each term of a formula set in mathtext, in stage units."""
    terms = tuple(term.mathtext for term in formula.terms)
    scale, x, y = fit(formula, *mathtext_size(terms))
    return [Outline(each.vertices * scale + (x, y), each.codes) for each in _mathtext_line(terms)]
