"""What surrounds a panel of the plane: ticks, the axes' names, and words above or below."""

from __future__ import annotations

import numpy as np

from scenes.stage import geometry
from scenes.stage.geometry import Axes
from scenes.stage.layout import Box
from scenes.stage.lettering import fitted, shorten
from scenes.stage.marks import AnyMark, Formula, Term, Words
from scenes.stage.numbers import plain
from scenes.stage.theme import Rgba, Theme, Type

BELOW, BESIDE = 0.078, 0.088  # from the panel's edges to the middles of the axes' names


def framed(axes: Axes, names: tuple[Term | str, Term | str], theme: Theme) -> list[AnyMark]:
    """Return the ticks and the names of both axes."""
    ink = theme.color("ink")
    return [*_ticks(axes, theme), _across(names[0], axes.box, ink), _up(names[1], axes.box, ink)]


def heading(text: str, box: Box, theme: Theme) -> AnyMark:
    """Return words above a panel."""
    text, size = fitted(text, Type.label, box.width, Type.tick)
    return Words(text=text, at=(box.left, box.top + 0.018), size=size, color=theme.color("muted"))


def footnote(text: str, box: Box, theme: Theme) -> AnyMark:
    """Return words below a panel, at its right end."""
    at = (box.right, box.bottom - BELOW - 0.33 * Type.tick)
    return Words(text=text, at=at, size=Type.tick, color=theme.color("muted"), anchor="right")


def level_tick(text: str, box: Box, y: float, color: Rgba) -> AnyMark:
    """Return a tick's number on the upright axis."""
    at = (box.left - 0.012, y - 0.35 * Type.tick)
    return Words(text=text, at=at, size=Type.tick, color=color, anchor="right")


def upright_tick(text: str, box: Box, x: float, color: Rgba) -> AnyMark:
    """Return a tick's number on the level axis."""
    at = (x, box.bottom - 0.012 - 0.70 * Type.tick)
    return Words(text=text, at=at, size=Type.tick, color=color, anchor="center")


def _ticks(axes: Axes, theme: Theme) -> list[AnyMark]:
    box, muted = axes.box, theme.color("muted")
    (left, bottom), (right, top) = axes.window.low, axes.window.high
    room = round(box.width / 0.19), round(box.height / 0.13)
    xs, ys = geometry.ticks(left, right, room[0]), geometry.ticks(bottom, top, room[1])
    across = axes.place(np.stack([xs, np.full(len(xs), bottom)], axis=-1))[:, 0].tolist()
    up = axes.place(np.stack([np.full(len(ys), left), ys], axis=-1))[:, 1].tolist()
    return [
        *(upright_tick(plain(value), box, x, muted) for value, x in zip(xs.tolist(), across, strict=True)),
        *(level_tick(plain(value), box, y, muted) for value, y in zip(ys.tolist(), up, strict=True)),
    ]


def _across(name: Term | str, box: Box, color: Rgba) -> AnyMark:
    """Name the level axis: in the middle where the name is short, from the left where it is words."""
    y = box.bottom - BELOW
    if isinstance(name, str):
        text, at = shorten(name, Type.label, box.width / 2), (box.left, y - 0.33 * Type.label)
        return Words(text=text, at=at, size=Type.label, color=color)
    at = (box.center[0], y)
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")


def _up(name: Term | str, box: Box, color: Rgba) -> AnyMark:
    """Name the upright axis, words reading upwards."""
    at = (box.left - BESIDE, box.center[1])
    if isinstance(name, str):
        text = shorten(name, Type.label, box.height)
        return Words(text=text, at=at, size=Type.label, color=color, anchor="center", upwards=True)
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")
