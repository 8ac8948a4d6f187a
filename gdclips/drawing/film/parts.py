"""Parts: what one view contributes to each layer of a picture, and how parts fade and join."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.layers import Piece, nothing
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Gradient, Mesh, Trail, Words
from gdclips.drawing.theme import Rgba
from gdclips.story.film.timeline import State
from gdcore import Array


class Part(msgspec.Struct, frozen=True):
    """What a view contributes: marks that stay, pieces that come, what moves, labels, and what is in front.

    Labels fade while their view moves; ``front`` are those that follow a run, above scrims and the others.
    """

    ground: tuple[AnyMark, ...] = ()
    growing: tuple[Piece, ...] = ()
    moving: Callable[[State], list[AnyMark]] = nothing
    labels: tuple[AnyMark, ...] = ()
    front: Callable[[State], list[AnyMark]] = nothing


def together(parts: Iterable[Part]) -> Part:
    """Return one part of several, in their order."""
    several = tuple(parts)
    return Part(
        tuple(mark for part in several for mark in part.ground),
        tuple(piece for part in several for piece in part.growing),
        lambda state: [mark for part in several for mark in part.moving(state)],
        tuple(mark for part in several for mark in part.labels),
        lambda state: [mark for part in several for mark in part.front(state)],
    )


def faded_part(part: Part, alpha: float) -> Part:
    """Return a part at an opacity."""
    if alpha >= 1.0:
        return part
    if alpha <= 0.0:
        return Part()
    return Part(
        tuple(faded(mark, alpha) for mark in part.ground),
        tuple(Piece(piece.since, faded(piece.mark, alpha)) for piece in part.growing),
        lambda state: [faded(mark, alpha) for mark in part.moving(state)],
        tuple(faded(mark, alpha) for mark in part.labels),
        lambda state: [faded(mark, alpha) for mark in part.front(state)],
    )


def relabelled(part: Part, alpha: float) -> Part:
    """Return a part with its labels, those in front too, at an opacity."""
    if alpha >= 1.0:
        return part
    if alpha <= 0.0:
        return msgspec.structs.replace(part, labels=(), front=nothing)
    return msgspec.structs.replace(
        part,
        labels=tuple(faded(mark, alpha) for mark in part.labels),
        front=lambda state: [faded(mark, alpha) for mark in part.front(state)],
    )


def clipped(part: Part, box: Box) -> Part:
    """Return a part of which nothing is seen outside of a box; marks that have a box of their own keep it."""

    def inside(mark: AnyMark) -> AnyMark:
        return mark if mark.clip else msgspec.structs.replace(mark, clip=box)

    return Part(
        tuple(map(inside, part.ground)),
        tuple(Piece(piece.since, inside(piece.mark)) for piece in part.growing),
        lambda state: [inside(mark) for mark in part.moving(state)],
        tuple(map(inside, part.labels)),
        lambda state: [inside(mark) for mark in part.front(state)],
    )


def faded(mark: AnyMark, alpha: float) -> AnyMark:
    """Return a mark whose every colour has an opacity times its own."""
    if alpha >= 1.0:
        return mark
    replace = msgspec.structs.replace
    match mark:
        case Area():
            return replace(mark, fill=_clear(mark.fill, alpha), edge=_clear(mark.edge, alpha))
        case Curve() | Gradient():
            return replace(mark, color=_dim(mark.color, alpha))
        case Trail():
            return replace(mark, colors=_dimmed(mark.colors, alpha))
        case Mesh():
            return replace(mark, alpha=mark.alpha * alpha)
        case Dots():
            fills = mark.fills if isinstance(mark.fills, np.ndarray) else np.array([mark.fills])
            return replace(mark, fills=_dimmed(fills, alpha), edge=_clear(mark.edge, alpha))
        case Words():
            return replace(mark, color=_dim(mark.color, alpha), halo=_clear(mark.halo, alpha))
        case Formula():
            return replace(mark, colors=tuple(_dim(color, alpha) for color in mark.colors))


def _dim(color: Rgba, alpha: float) -> Rgba:
    return (*color[:3], color[3] * alpha)


def _clear(color: Rgba | None, alpha: float) -> Rgba | None:
    return None if color is None else _dim(color, alpha)


def _dimmed(colors: Array, alpha: float) -> Array:
    return np.asarray(colors * np.array([1.0, 1.0, 1.0, alpha]))


def merged(pieces: Iterable[AnyMark]) -> list[AnyMark]:
    """Return marks in which dots in a row that differ in their places and fills alone are one mark."""
    kept: list[AnyMark] = []
    for mark in pieces:
        last = kept[-1] if kept else None
        if isinstance(mark, Dots) and isinstance(last, Dots) and _alike(last, mark):
            points = np.concatenate([last.points, mark.points])
            fills = np.concatenate([np.atleast_2d(last.fills), np.atleast_2d(mark.fills)])
            kept[-1] = msgspec.structs.replace(last, points=points, fills=fills)
        else:
            kept.append(mark)
    return kept


def _alike(first: Dots, second: Dots) -> bool:
    same = first.radius == second.radius and first.edge == second.edge and first.width == second.width
    each = all(len(np.atleast_2d(dots.fills)) == len(dots.points) for dots in (first, second))
    return same and each and first.clip == second.clip and first.lens == second.lens
