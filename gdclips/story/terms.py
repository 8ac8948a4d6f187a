"""Terms: the parts of a formula, each with its role and its source for each typesetter."""

from __future__ import annotations

import msgspec


class Term(msgspec.Struct, frozen=True):
    """A part of a formula: its role, which gives its colour, and its source for each typesetter."""

    role: str
    typst: str
    mathtext: str
