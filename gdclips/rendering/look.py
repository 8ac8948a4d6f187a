"""A look: how a picture is to be looked at: theme, size, frame rate, renderer, cut, and bare or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from gdclips.story.story import Cut

Renderer = Literal["matplotlib", "manim"]
RENDERERS: tuple[Renderer, ...] = get_args(Renderer)


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How pictures look, as it is written, not yet checked; what is None is decided elsewhere.

    The size is WIDTHxHEIGHT in pixels or a height such as 720p, ``fps`` are frames a second. A bare picture
    has neither title nor caption.
    """

    theme: str | None = None
    size: str | None = None
    fps: int | None = None
    renderer: str | None = None
    cut: str | None = None
    bare: bool | None = None


class FullLook(Look, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A look of which all is decided."""

    theme: str
    size: str
    fps: int
    renderer: Renderer
    cut: Cut
    bare: bool
