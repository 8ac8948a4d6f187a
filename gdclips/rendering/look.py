"""Look of a picture: theme, size, frame rate, renderer, cut, and whether it is bare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from gdclips.story.film.film import Cut

Renderer = Literal["matplotlib", "manim"]
RENDERERS: tuple[Renderer, ...] = get_args(Renderer)


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How pictures look, as a user writes it, unchecked; a field that is None is decided elsewhere.

    The size is WIDTHxHEIGHT in pixels or a height such as 720p; ``fps`` is frames a second. A bare picture
    has neither title nor caption.
    """

    theme: str | None = None
    size: str | None = None
    fps: int | None = None
    renderer: str | None = None
    cut: str | None = None
    bare: bool | None = None


class FullLook(Look, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A look without open fields."""

    theme: str
    size: str
    fps: int
    renderer: Renderer
    cut: Cut
    bare: bool
