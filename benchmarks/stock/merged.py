"""Merged marks: a user of stock tools draws one line and one scatter for each style."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdclips.drawing.marks import AnyMark, Curve, Dots, Trail


def merged(pieces: Sequence[AnyMark]) -> list[AnyMark]:
    """Return pieces of the same kind and style as one mark, lines below dots."""
    styles: dict[tuple[object, ...], list[AnyMark]] = {}
    for piece in pieces:
        styles.setdefault(_style(piece), []).append(piece)
    marks = [_merge(found) for found in styles.values()]
    return sorted(marks, key=lambda mark: isinstance(mark, Dots))


def _style(piece: AnyMark) -> tuple[object, ...]:
    """Return what the pieces of one line or scatter have in common."""
    names = {Curve: ("clip", "width", "color"), Trail: ("clip", "width"), Dots: ("clip", "radius", "edge")}
    return (type(piece), *(getattr(piece, name) for name in names[type(piece)]))


def _merge(found) -> AnyMark:
    """Return pieces of one style as one mark; each line starts at the end of the previous one."""
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
