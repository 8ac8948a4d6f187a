"""PDF encoding: the marks of a moment become a page whose text can be selected."""

from __future__ import annotations

from collections.abc import Sequence

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.encoding.credit import AUTHOR
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.vector.outlines import POINT, fixed_rc
from gdclips.rendering.vector.pdf import PdfDocument


def pdf(marks: Sequence[AnyMark], size: FrameSize, background: Rgba | None, labels: Labels) -> bytes:
    """Return the PDF of marks, one page of their size; without a background it is transparent."""
    width, height, (x, y) = size.width * POINT, size.height * POINT, size.origin
    with fixed_rc():
        document = PdfDocument(metadata(labels), labels.language)
        page = document.page(width, height)
        if background is not None:
            page.fill(background, Box(0.0, 0.0, width, height))
        page.draw(marks, size.unit * POINT, (x * POINT, y * POINT))
        page.finish()
        return document.finish()


def metadata(labels: Labels) -> dict[str, str | None]:
    """Return what a document says of itself; without a date, which would differ each time."""
    return {
        "Title": labels.title,
        "Author": labels.author or AUTHOR,
        "Subject": labels.alt,
        "Keywords": labels.copyright,
        "CreationDate": None,
    }
