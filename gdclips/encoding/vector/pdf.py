"""PDF encoding: the marks of a moment become a page whose text can be selected."""

from __future__ import annotations

from collections.abc import Sequence

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.vector.layers import Layer, layers
from gdclips.rendering.vector.outlines import POINT, fixed_rc
from gdclips.rendering.vector.pdf import PdfDocument

WHITE: Rgba = (1.0, 1.0, 1.0, 1.0)


def pdf(marks: Sequence[AnyMark], size: FrameSize, background: Rgba | None, labels: Labels) -> bytes:
    """Return the PDF of marks, one page of their size; without a background it is transparent."""
    width, height, (x, y) = size.width * POINT, size.height * POINT, size.origin
    unit, corner, whole = size.unit * POINT, (x * POINT, y * POINT), Box(0.0, 0.0, width, height)
    with fixed_rc():
        document, below = PdfDocument(metadata(labels), labels.language), None
        *lower, last = layers(marks) if background is None else [Layer(list(marks), [])]
        for layer in lower:
            drawn, group = document.group(width, height)
            if below:
                drawn.put(*below)
            drawn.draw(layer.marks, unit, corner)
            drawn.finish()
            faded, mask = document.group(width, height)
            faded.fill(WHITE, whole)
            faded.draw(layer.fades, unit, corner)
            faded.finish()
            below = group, document.masked(mask)
        page = document.page(width, height)
        if background is not None:
            page.fill(background, whole)
        if below:
            page.put(*below)
        page.draw(last.marks, unit, corner)
        page.finish()
        return document.finish()


def metadata(labels: Labels) -> dict[str, str | None]:
    """Return what a document says of itself; without a date, which would differ each time."""
    return {
        "Title": labels.title,
        "Author": labels.creator,
        "Subject": labels.alt,
        "Keywords": labels.copyright,
        "CreationDate": None,
    }
