"""Labels: what a file says of itself, in whatever places its format has for that."""

from __future__ import annotations

import msgspec

from gdclips.encoding.credit import AUTHOR, CREDIT, LICENCE


class Chapter(msgspec.Struct, frozen=True):
    """A stretch of a file, from a ``start`` to an ``end`` in its seconds, and what it is called."""

    start: float
    end: float
    title: str


class Cue(msgspec.Struct, frozen=True):
    """Lines that are read while a file plays, from a ``start`` to an ``end`` in its seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself: its title, alt text, chapters, and so on, and its subtitles' cues.

    The ``number`` is that of its clip in a lecture. The language is a tag as in BCP 47, ``en``; without an
    author or a licence they are the lecture's own.
    """

    title: str = ""
    number: str = ""
    alt: str = ""
    author: str = ""
    language: str = "en"
    licence: str = ""
    chapters: tuple[Chapter, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def creator(self) -> str:
        """Who made the file."""
        return self.author or AUTHOR

    @property
    def copyright(self) -> str:
        """Who made the file, and under which licence it may be used."""
        if not self.author and not self.licence:
            return CREDIT
        return f"{self.creator}, {self.licence or LICENCE}"
