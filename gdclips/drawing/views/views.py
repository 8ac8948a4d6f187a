"""A view: what one part of the picture contributes, fixed marks, those that come to stay, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gdclips.drawing.layers import Piece, nothing
from gdclips.drawing.marks import AnyMark
from gdclips.story.timeline import State


class View(msgspec.Struct, frozen=True):
    """Marks that stay, drawn first, a pure function from state to those that don't, and what grows.

    A path is made of pieces, so that a frame costs as much at its end as at its start.
    """

    static: tuple[AnyMark, ...]
    moving: Callable[[State], list[AnyMark]] = nothing
    growing: tuple[Piece, ...] = ()


def together(views: Iterable[View]) -> View:
    """Return one view of several, in their order."""
    parts = tuple(views)
    return View(
        tuple(mark for view in parts for mark in view.static),
        lambda state: [mark for view in parts for mark in view.moving(state)],
        tuple(piece for view in parts for piece in view.growing),
    )
