"""Words of the column: a line, or two where one has no room, and the height that they take."""

from __future__ import annotations

from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Words
from gdclips.drawing.text.lettering import fitted, line, shorten
from gdclips.drawing.text.spans import spans_marks
from gdclips.story.terms import Span

LEAST = 20.0  # pixels of the smallest letters
PITCH = 1.3  # ems from one baseline to the next

Row = tuple[Span, ...]


def text_role(role: str, look: Look) -> str:
    """Return the role of a role's lettering."""
    return f"{role}_text" if f"{role}_text" in look.theme.colors else role


def rows_of(spans: Row, look: Look, size: float, room: float) -> int:
    """Return how many lines spans take at a size in pixels, or at the least that letters may have."""
    wide = sum(line(span.text, span.role not in ("ink", "muted")).advance for span in spans)
    return 1 if wide * look.type(min(size, LEAST)) <= room else 2


def height_of(spans: Row, look: Look, size: float, room: float) -> float:
    """Return the height that spans take."""
    return rows_of(spans, look, size, room) * PITCH * look.type(size) if spans else 0.0


def written(
    spans: Row, left: float, top: float, look: Look, size: float, room: float, shrink: float = 1.0
) -> list[Words]:
    """Return spans below ``top``, on the lines that they take; ``shrink`` times as large.

    One span alone is cut short where two lines have no room for it.
    """
    if not spans:
        return []
    em = look.type(size) * shrink
    rows = rows_of(spans, look, size, room)
    y = top - 0.95 * em - (rows - 1) / 2 * PITCH * em
    if len(spans) == 1 and rows == 2:
        bold = spans[0].role not in ("ink", "muted")
        spans = (Span(spans[0].role, shorten(spans[0].text, look.type(LEAST) * shrink, 1.6 * room, bold)),)
    elif len(spans) == 1:
        text, em = fitted(spans[0].text, em, room, look.type(LEAST) * shrink)
        bold = spans[0].role not in ("ink", "muted")
        color = look.theme.color(spans[0].role)
        return [Words(text=text, at=(left, y), size=em, color=color, bold=bold)]
    return spans_marks(spans, (left, y), em, look.theme, room, lines=rows, pitch=PITCH)
