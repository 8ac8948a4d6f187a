"""Look of a file: its theme, size, frame rate and renderer, what of the clip it shows, and how it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from gdclips.story.film.film import Cut

Renderer = Literal["matplotlib", "manim"]
RENDERERS: tuple[Renderer, ...] = get_args(Renderer)
FOREVER = 0  # loops


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a file looks and plays, as a user writes it, unchecked; a field that is None is decided elsewhere.

    The size is WIDTHxHEIGHT in pixels or a height such as 720p; ``fps`` is frames a second. A bare picture
    has neither title nor caption. The ``background`` is a colour or "none", which is transparent; the
    ``matte`` is the colour that translucent edges are blended with where opacity has one bit.

    A picture shows the moment ``at``: an iteration, "beat:3", "poster" or "end". ``loop`` is "forever",
    "once" or a number of times; the last frame stands for ``hold`` seconds; ``seconds`` is the length of the
    whole file. A file has at most ``max_bytes``, such as "1MB". With a ``poster`` a picture lies beside it.
    ``author``, ``language`` and ``licence`` are what a file says of itself.
    """

    theme: str | None = None
    size: str | None = None
    fps: int | None = None
    renderer: str | None = None
    cut: str | None = None
    bare: bool | None = None
    background: str | None = None
    matte: str | None = None
    at: str | int | None = None
    loop: str | int | None = None
    hold: float | None = None
    seconds: float | None = None
    max_bytes: str | int | None = None
    poster: bool | None = None
    author: str | None = None
    language: str | None = None
    licence: str | None = None


class FullLook(Look, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A look that is decided and checked, in normal form.

    Colours are ``#rrggbb``. ``background`` is None for the theme's own, ``matte`` for that of the background,
    ``seconds`` for the clip's own length, ``max_bytes`` without a limit.
    """

    theme: str
    size: str
    fps: int
    renderer: Renderer
    cut: Cut
    bare: bool
    background: str | None = None
    matte: str | None = None
    at: str = "end"
    loop: int = FOREVER
    hold: float = 0.0
    seconds: float | None = None
    max_bytes: int | None = None
    poster: bool = False
    author: str = ""
    language: str = "en"
    licence: str = ""

    @property
    def transparent(self) -> bool:
        """Whether what lies behind the file is seen through its background."""
        return self.background == "none"
