"""A view: what one part of the picture contributes, fixed marks and those of each state."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from scenes.stage.marks import AnyMark
from scenes.stage.timeline import State


def nothing(state: State) -> list[AnyMark]:
    """Return no marks: a view that doesn't move."""
    return []


class View(msgspec.Struct, frozen=True):
    """Marks that stay, drawn first, and a pure function from state to those that don't."""

    static: tuple[AnyMark, ...]
    moving: Callable[[State], list[AnyMark]] = nothing


def together(views: Iterable[View]) -> View:
    """Return one view of several, in their order."""
    parts = tuple(views)
    return View(
        tuple(mark for view in parts for mark in view.static),
        lambda state: [mark for view in parts for mark in view.moving(state)],
    )
