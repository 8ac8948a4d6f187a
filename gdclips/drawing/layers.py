"""Pictures: a clip's marks in layers, for each state of its timeline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import msgspec

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.story.film.timeline import State, Timeline


def nothing(state: State) -> list[AnyMark]:
    """Return no marks: a view that doesn't move."""
    return []


class Piece(msgspec.Struct, frozen=True):
    """A mark that is there from the time on when ``since`` iterations are done, 1 or more, and stays."""

    since: int
    mark: AnyMark


class Layers(msgspec.Struct, frozen=True, eq=False):
    """The marks of a stretch of a clip, in the order in which they are drawn.

    The ``ground`` stays; of the ``growing`` pieces, sorted by when they come, those are seen that have come;
    ``moving`` gives the marks of a state; the ``top`` stays above all of these, as scrims do, and so do the
    ``rising`` pieces upon it, sorted likewise; ``front`` gives the marks of a state above the top. So a point
    that moves below a scrim has only its own surroundings drawn again. A top that differs from frame to frame
    costs more than its marks cost in front.
    """

    ground: tuple[AnyMark, ...] = ()
    growing: tuple[Piece, ...] = ()
    moving: Callable[[State], list[AnyMark]] = nothing
    top: tuple[AnyMark, ...] = ()
    front: Callable[[State], list[AnyMark]] = nothing
    rising: tuple[Piece, ...] = ()

    def grown(self, state: State) -> int:
        """Return how many of the pieces are there by a state."""
        return _come(self.growing, state)

    def risen(self, state: State) -> int:
        """Return how many of the pieces on the top are there by a state."""
        return _come(self.rising, state)

    def still(self, state: State) -> list[AnyMark]:
        """Return the marks that are there by a state and stay: the ground and the pieces."""
        return [*self.ground, *(piece.mark for piece in self.growing[: self.grown(state)])]

    def marks(self, state: State) -> list[AnyMark]:
        """Return all marks of a state, in the order in which they are drawn."""
        risen = (piece.mark for piece in self.rising[: self.risen(state)])
        return [*self.still(state), *self.moving(state), *self.top, *risen, *self.front(state)]


def _come(pieces: tuple[Piece, ...], state: State) -> int:
    return bisect_right(pieces, state.step, key=lambda piece: piece.since)


class Picture(msgspec.Struct, frozen=True):
    """A cut of a story in a theme: a timeline, and the layers of marks that each state shows.

    ``layers`` gives the same object as long as its ground, pieces and top stay: only what moves is drawn
    again then. ``aspect`` is that of the stage on which the marks stand.
    """

    timeline: Timeline
    background: Rgba
    layers: Callable[[State], Layers]
    aspect: float = ASPECT

    def marks(self, state: State) -> list[AnyMark]:
        """Return all marks of a state, in the order in which they are drawn."""
        return self.layers(state).marks(state)
