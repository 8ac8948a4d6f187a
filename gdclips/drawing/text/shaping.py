"""Shaping: lines whose letters join, combine or run from right to left, or are in fonts of the system.

matplotlib's layout does it, which stands on HarfBuzz, SheenBidi and libraqm.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.font_manager import FontPath, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from gdclips.drawing.text.fonts import fallback_file, font_file, others
from gdclips.story.characters import normal

EM = text_to_path.FONT_SCALE
HAN = {
    "Hira": "ja",
    "Kana": "ja",
    "Hang": "ko",
    "Bopo": "zh-Hant",
    "Hani": "zh-Hans",
}  # the first that is there


def shaped(text: str, bold: bool) -> tuple[Outline, float]:
    """Return a line's outline and its advance, in ems; a Missing if no font has some of its letters."""
    text = normal(text)
    font, language = font_of(text, bold), language_of(text)
    font.set_size(EM, 72)
    placed, outlines, _ = text_to_path.get_glyphs_with_font(font, text, language=language)
    vertices, codes = [np.zeros((0, 2))], [np.zeros(0, Outline.code_type)]
    for glyph, x, y, scale in placed:
        points, kinds = outlines[glyph]
        vertices.append((points * scale + (x, y)) / EM)
        codes.append(kinds)
    font.set_text(text, flags=LoadFlags.NO_HINTING, language=language)
    outline = Outline(np.concatenate(vertices), np.concatenate(codes))
    return outline, font.get_width_height()[0] / (64 * EM)


def font_of(text: str, bold: bool) -> Any:
    """Return the font of a text, which has others for what it lacks; a Missing if there are none."""
    faces = [FontPath(face.file, face.index) for face in others(text, bold)]
    return get_font([str(font_file(bold)), *faces, str(fallback_file(bold))])


def language_of(text: str) -> str | None:
    """Return the language whose forms of Han characters a text is to be set in, if it has any."""
    from fontTools.unicodedata import script

    scripts = {script(letter) for letter in text}
    return next((HAN[each] for each in HAN if each in scripts), None)
