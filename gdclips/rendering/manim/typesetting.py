"""Typesetting: formulas as outlines for Cairo, set by Typst through Manim."""

from __future__ import annotations

from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import Any

from manim import MathTypst, tempconfig

from gdclips.rendering.cairo.outlines import FINE, scratch
from gdclips.rendering.cairo.painter import Part, Set

TYPST_EM = 0.5  # Manim units in an em of MathTypst at its default size, 48


@lru_cache(maxsize=256)
def typeset_terms(terms: tuple[str, ...]) -> Set:
    """Typeset terms with Typst; return the parts, and the width, bottom and top, all in ems.

    Each term gets a red of its own, by which its parts are found; black would become Manim's white.
    """
    source = " thin ".join(f"#text(fill: rgb({i}, 0, 0))[${term}$]" for i, term in enumerate(terms, 1))
    with TemporaryDirectory() as folder, tempconfig({"tex_dir": folder, "verbosity": "WARNING"}):
        formula = MathTypst(source, use_svg_cache=False)  # because the result is cached here
    left, bottom, top = formula.get_left()[0], formula.get_bottom()[1], formula.get_top()[1]
    parts = [_part(glyph, left) for glyph in formula.family_members_with_points()]
    return parts, (formula.width / TYPST_EM, bottom / TYPST_EM, top / TYPST_EM)


def _part(glyph: Any, left: float) -> Part:
    context = scratch()
    stroked = glyph.get_fill_opacity() == 0
    for subpath in glyph.get_subpaths():
        corners = (subpath[:, :2] - (left, 0.0)) * (FINE / TYPST_EM)
        context.move_to(*corners[0])
        for curve in corners.reshape(-1, 4, 2):
            context.curve_to(*curve[1:].ravel())
    color = glyph.get_stroke_color() if stroked else glyph.get_fill_color()
    stroke = glyph.stroke_width / 100 / TYPST_EM if stroked else 0.0
    return context.copy_path(), round(255 * float(color.to_rgb()[0])) - 1, stroke
