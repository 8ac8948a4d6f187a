"""The update rule, its terms in the colours of their roles, and below it its numbers in each step."""

from __future__ import annotations

from functools import lru_cache

from gdclips.drawing.film.column.words import LEAST, PITCH, height_of, written
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Formula
from gdclips.drawing.text.lettering import line
from gdclips.story.film.views import Rule
from gdclips.story.story import Span
from gdclips.story.timeline import State

MATHS, SMALL = 32.0, 21.0  # pixels of letters
FORMULA = 1.7  # ems of its row's height


def rule_height(view: Rule, look: Look, width: float) -> float:
    """Return the height that a rule takes at a width."""
    sums = 2 * PITCH * look.type(SMALL) if view.sums else 0.0
    return FORMULA * look.type(MATHS) + height_of(_parameters(view), look, SMALL, width) + sums


def _parameters(view: Rule) -> tuple[Span, ...]:
    return (Span("muted", view.parameters),) if view.parameters else ()


def rule_part(view: Rule, look: Look, box: Box) -> Part:
    """Draw a rule at the top of a box, smaller where that is less high."""
    shrink = min(1.0, box.height / rule_height(view, look, box.width))
    size, spans = look.type(MATHS) * shrink, _parameters(view)
    at = (box.left, box.top - FORMULA / 2 * size)
    colors = tuple(look.theme.color(term.role) for term in view.equation)
    words: list[AnyMark] = []
    if view.equation:
        words.append(Formula(terms=view.equation, colors=colors, at=at, size=size, room=box.width))
    words += written(spans, box.left, box.top - FORMULA * size, look, SMALL, box.width, shrink)
    top = box.top - FORMULA * size - height_of(spans, look, SMALL, box.width) * shrink

    def moving(state: State) -> list[AnyMark]:
        if not (state.sums and state.step < len(view.sums)):
            return []
        room = box.width / (look.type(LEAST) * shrink)
        return [*written(_kept(view.sums[state.step], room), box.left, top, look, SMALL, box.width, shrink)]

    return Part((), (), moving, tuple(words))


@lru_cache(maxsize=256)
def _kept(spans: tuple[Span, ...], room: float) -> tuple[Span, ...]:
    """Return spans, without the first, which says whose they are, where two lines have no room for all."""
    wide = sum(line(span.text, bold=True).advance for span in spans)
    return spans[1:] if len(spans) > 1 and wide > 1.8 * room else spans
