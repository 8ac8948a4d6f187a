"""Gathered marks: what has grown, as a user of stock tools would keep it, one line and one scatter a look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.drawing.marks import AnyMark, Curve, Dots, Trail
from gdclips.drawing.picture import Picture
from gdclips.story.timeline import State


def marks_of(picture: Picture, state: State) -> list[AnyMark]:
    """Return the marks of a state that don't stay: what has grown, in a few marks, and what moves."""
    pieces = [piece.mark for piece in picture.growing[: picture.grown(state)]]
    return [*gathered(pieces), *picture.moving(state)]


def gathered(pieces: Sequence[AnyMark]) -> list[AnyMark]:
    """Return pieces of one kind and look as one mark, the lines below the dots."""
    looks: dict[tuple[object, ...], list[AnyMark]] = {}
    for piece in pieces:
        looks.setdefault(_look(piece), []).append(piece)
    marks = [_one(found) for found in looks.values()]
    return sorted(marks, key=lambda mark: isinstance(mark, Dots))


def _look(piece: AnyMark) -> tuple[object, ...]:
    """Return what pieces of one line or of one scatter have in common."""
    names = {Curve: ("clip", "width", "color"), Trail: ("clip", "width"), Dots: ("clip", "radius", "edge")}
    return (type(piece), *(getattr(piece, name) for name in names[type(piece)]))


def _one(found) -> AnyMark:
    """Return pieces that look alike as one mark; each line begins where the one before ends."""
    first = found[0]
    if isinstance(first, Dots):
        return _dots(found)
    points = np.concatenate([first.points[:1], *(piece.points[1:] for piece in found)])
    if isinstance(first, Curve):
        return Curve(points=points, color=first.color, width=first.width, clip=first.clip)
    colors = np.concatenate([piece.colors for piece in found])
    return Trail(points=points, colors=colors, width=first.width, clip=first.clip)


def _dots(found) -> Dots:
    points = np.concatenate([mark.points for mark in found])
    fills = np.concatenate([np.broadcast_to(mark.fills, (len(mark.points), 4)) for mark in found])
    first = found[0]
    return Dots(
        points=points, radius=first.radius, fills=fills, edge=first.edge, width=first.width, clip=first.clip
    )
