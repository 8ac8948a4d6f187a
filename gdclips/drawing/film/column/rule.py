"""The update rule, its terms in the colours of their roles, and below it its numbers in each step."""

from __future__ import annotations

from functools import lru_cache

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST, height_of, written
from gdclips.drawing.film.parts import Part, faded
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import AnyMark, Formula
from gdclips.drawing.text.lettering import line, mathtext_size
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Rule
from gdclips.story.terms import Span, Term

MATHS, BROKEN, SMALL = 32.0, 24.0, 21.0  # pixels of letters: a rule smaller than the second is broken
ROW = 1.7  # ems of a formula's height


def rule_height(view: Rule, look: Look, width: float) -> float:
    """Return the height that a rule takes at a width."""
    longest = max(view.sums, key=lambda spans: sum(len(span.text) for span in spans), default=())
    rows = len(_rows(view.equation, width / look.type(BROKEN)))
    words = (_parameters(view), longest)
    return rows * ROW * look.type(MATHS) + sum(height_of(spans, look, SMALL, width) for spans in words)


def rule_part(view: Rule, look: Look, box: Box) -> Part:
    """Draw a rule at the top of a box, smaller where that is less high."""
    shrink = min(1.0, box.height / rule_height(view, look, box.width))
    size, spans, top = look.type(MATHS) * shrink, _parameters(view), box.top
    labels: list[AnyMark] = []
    for terms in _rows(view.equation, box.width / look.type(BROKEN)):
        colors = tuple(look.theme.color(term.role) for term in terms)
        at = (box.left, top - ROW / 2 * size)
        labels.append(Formula(terms=terms, colors=colors, at=at, size=size, room=box.width))
        top -= ROW * size
    labels += written(spans, box.left, top, look, SMALL, box.width, shrink)
    top -= height_of(spans, look, SMALL, box.width) * shrink

    def moving(state: State) -> list[AnyMark]:
        if not (state.sums and state.step < len(view.sums)):
            return []
        room = box.width / (look.type(LEAST) * shrink)
        told = _kept(view.sums[state.step], room)
        words = written(told, box.left, top, look, SMALL, box.width, shrink)
        return [faded(word, state.arrow * state.arrow_alpha) for word in words]

    return Part((), (), moving, tuple(labels))


def _parameters(view: Rule) -> tuple[Span, ...]:
    return (Span("muted", view.parameters),) if view.parameters else ()


@lru_cache(maxsize=64)
def _rows(terms: tuple[Term, ...], room: float) -> list[tuple[Term, ...]]:
    """Return the terms on a line, or on two as equal as can be where they are wider than ``room``, in ems."""
    if not terms:
        return []
    if len(terms) == 1 or _advance(terms) <= room:
        return [terms]
    pairs = [(terms[:i], terms[i:]) for i in range(1, len(terms))]
    return list(min(pairs, key=lambda pair: max(map(_advance, pair))))


def _advance(terms: tuple[Term, ...]) -> float:
    return mathtext_size(tuple(term.mathtext for term in terms))[0]


@lru_cache(maxsize=256)
def _kept(spans: tuple[Span, ...], room: float) -> tuple[Span, ...]:
    """Return spans, without the first, which says whose they are, where two lines have no room for all."""
    wide = sum(line(span.text, bold=True).advance for span in spans)
    return spans[1:] if len(spans) > 1 and wide > 1.8 * room else spans
