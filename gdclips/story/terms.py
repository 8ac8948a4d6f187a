"""Terms and spans: the parts of a formula, and of a line of words, each with its role."""

from __future__ import annotations

import msgspec

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Term(msgspec.Struct, frozen=True):
    """A part of a formula: its role, which gives its colour, and its source for each typesetter."""

    role: str
    typst: str
    mathtext: str


class Span(msgspec.Struct, frozen=True):
    """A part of a line of words, in the colour of a role."""

    role: str
    text: str


def word(name: Term | str) -> str:
    """Return a weight's name in plain text."""
    return name if isinstance(name, str) else name.typst.replace("_", "").translate(SUBSCRIPTS)
