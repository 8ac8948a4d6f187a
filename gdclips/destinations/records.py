"""Records of destinations: what one takes of a format, and where that is said."""

from __future__ import annotations

from typing import Literal

import msgspec

Starts = Literal["itself", "click"]


class Source(msgspec.Struct, frozen=True):
    """Where something is said, the day on which it was read there, and what is said, in short."""

    url: str
    read: str
    says: str


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a destination takes of some formats; None is unknown, or no limit that is known of.

    ``starts`` says whether a file plays by itself; it ``loops`` if it plays as often as it says of itself;
    its ``alpha`` is kept or not. It has at most ``most_bytes`` and ``most_pixels``, and its sides are at most
    those of ``most_size``. What starts by itself is still after ``most_motion`` seconds. Videos have one of
    the ``codecs``, as FFmpeg calls them. A ``note`` says what else is to be known.
    """

    formats: tuple[str, ...]
    taken: bool
    sources: tuple[Source, ...]
    starts: Starts | None = None
    loops: bool | None = None
    alpha: bool | None = None
    codecs: tuple[str, ...] = ()
    most_bytes: int | None = None
    most_size: tuple[int, int] | None = None
    most_pixels: int | None = None
    most_motion: float | None = None
    note: str = ""


class Destination(msgspec.Struct, frozen=True):
    """A program or a page, its name for people, and what is known of the formats that it takes or not."""

    title: str
    terms: tuple[Terms, ...]

    def of(self, suffix: str) -> Terms | None:
        """Return the terms of a format; None if it is unknown whether it is taken."""
        return next((each for each in self.terms if suffix in each.formats), None)

    @property
    def taken(self) -> tuple[str, ...]:
        """The suffixes of the formats that it is known to take."""
        return tuple(suffix for each in self.terms if each.taken for suffix in each.formats)
