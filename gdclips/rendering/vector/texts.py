"""Text that can be selected: what the outlines of a PDF's words say, laid over them unseen."""

from __future__ import annotations

from typing import Any

import msgspec
from matplotlib.backends.backend_pdf import RendererPdf
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform, Transform

from gdclips.drawing.text.shaping import font_of, language_of
from gdclips.rendering.renderer import DPI
from gdclips.rendering.vector.outlines import rounded

ROW = 0.5  # of an em, by which baselines of one line of text may differ


class Text(msgspec.Struct, frozen=True):
    """A line of text: where its baseline begins, in points, and its size.

    It is what matplotlib asks for the font's properties, and for those of the text.
    """

    words: str
    bold: bool
    at: tuple[float, float]
    size: float
    upwards: bool = False

    @property
    def font(self) -> Any:
        """The font that the words' outlines are of."""
        return font_of(self.words, self.bold)

    def get_size_in_points(self) -> float:
        """Return the letters' size."""
        return self.size

    def get_fontfeatures(self) -> tuple[str, ...]:
        """Return what the outlines are set with: no ligatures."""
        return ("-liga",)

    def get_language(self) -> str | None:
        """Return the language that Han characters are set in."""
        return language_of(self.words)


class Renderer(RendererPdf):  # type: ignore[misc]
    """Matplotlib's, with few digits, and text in the fonts that its outlines are of."""

    def draw_path(self, gc: Any, path: Outline, transform: Transform, rgbFace: Any = None) -> None:
        """Draw a path, its places rounded."""
        super().draw_path(gc, rounded(path, transform), IdentityTransform(), rgbFace)

    def _get_font_ttf(self, prop: Text) -> Any:
        font = prop.font
        font.clear()
        font.set_size(prop.size, DPI)
        return font


def in_order(texts: list[Text]) -> list[Text]:
    """Return texts line by line, from the top, each from the left."""
    lines: list[list[Text]] = []
    for text in sorted(texts, key=lambda text: -text.at[1]):
        if lines and lines[-1][0].at[1] - text.at[1] < ROW * min(text.size, lines[-1][0].size):
            lines[-1].append(text)
        else:
            lines.append([text])
    return [text for row in lines for text in sorted(row, key=lambda text: text.at[0])]
