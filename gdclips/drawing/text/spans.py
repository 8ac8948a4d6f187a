"""Spans as words: a line or two of text whose parts have colours of their own, at one size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from gdclips.drawing.marks import Anchor, Words
from gdclips.drawing.text.lettering import SHARES, line
from gdclips.drawing.theme import Rgba, Theme
from gdclips.story.characters import WORD
from gdclips.story.terms import Span

PLAIN = ("ink", "muted")  # the roles of words that have no role's colour
PITCH = 1.25  # ems from one baseline to the next

Row = tuple[Span, ...]


def spans_marks(
    spans: Row,
    at: tuple[float, float],
    size: float,
    theme: Theme,
    room: float,
    lines: int = 1,
    pitch: float = PITCH,
    anchor: Anchor = "left",
    alpha: float = 1.0,
    halo: Rgba | None = None,
) -> list[Words]:
    """Return spans one after the other on a line that begins, is centred or ends at ``at``.

    All have one size: ``size``, or less where the line is wider than ``room``, in stage units. Before that
    the line is broken at a word where two ``lines`` may be used, so that both are as equal as can be; they
    stand evenly above and below ``at``, ``pitch`` ems apart. Words in a role's colour are semibold.
    """
    rows = _rows(spans, room / size, lines)
    size = min(size, room / max([1e-9, *map(_advance, rows)]))
    top = at[1] + (len(rows) - 1) / 2 * pitch * size
    marks: list[Words] = []
    for index, row in enumerate(rows):
        left = at[0] - SHARES[anchor] * _advance(row) * size
        for span, start in _placed(row):
            place, color = (left + start * size, top - index * pitch * size), theme.color(span.role, alpha)
            marks.append(
                Words(text=span.text, at=place, size=size, color=color, bold=_is_bold(span), halo=halo)
            )
    return marks


@lru_cache(maxsize=256)
def _rows(spans: Row, room: float, lines: int) -> tuple[Row, ...]:
    """Return spans on one line, or on two where that is wider than ``room``, in ems, and two may be used."""
    words = [(each.start(), each.end()) for each in WORD.finditer("".join(span.text for span in spans))]
    if not words:
        return ()
    begin, end = words[0][0], words[-1][1]
    whole = _cut(spans, begin, end)
    if lines < 2 or len(words) < 2 or _advance(whole) <= room:
        return (whole,)
    pairs = [
        (_cut(spans, begin, before), _cut(spans, after, end)) for (_, before), (after, _) in pairwise(words)
    ]
    return min(pairs, key=lambda pair: max(map(_advance, pair)))


def _cut(spans: Row, begin: int, end: int) -> Row:
    """Return the part of spans from one letter up to another."""
    starts = accumulate((len(span.text) for span in spans), initial=0)
    parts = [
        Span(span.role, span.text[max(begin - start, 0) : max(end - start, 0)])
        for span, start in zip(spans, starts, strict=False)
    ]
    return tuple(part for part in parts if part.text)


def _advance(row: Row) -> float:
    return sum(line(span.text, _is_bold(span)).advance for span in row)


def _placed(row: Row) -> Iterator[tuple[Span, float]]:
    """Yield the words of each span of a line, without the spaces about them, and where they begin, in ems."""
    end = 0.0
    for span in row:
        words = span.text.lstrip(" ")
        if words:
            before = span.text[: -len(words)]
            yield Span(span.role, words.rstrip(" ")), end + line(before, _is_bold(span)).advance
        end += _advance((span,))


def _is_bold(span: Span) -> bool:
    return span.role not in PLAIN
