"""Sidecars: the alt text and the subtitles that lie beside a file."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from gdclips.story.story import Story
from gdclips.story.timeline import Beat

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData


def alt_text(story: Story, own: OwnData | None = None) -> str:
    """Return a description of a story in a few sentences: its title, and the captions of its short cut.

    One more says how the user's own data were read, where that is not obvious and no caption says it.
    """
    captions = " ".join(dict.fromkeys(beat.caption for beat in story.short))
    read_as = own.read_as(captions) if own else ""
    also = "also " if own and read_as != own.read_as() else ""
    more = f" The table was {also}read so: {read_as}." if read_as else ""
    title = story.title if story.title.endswith(("?", "!")) else f"{story.title.rstrip('.')}."
    return f"{title} {captions}{more}\n"


def subtitles(beats: tuple[Beat, ...]) -> str:
    """Return the captions of a cut as SubRip text, with one block for beats in a row that share a caption."""
    blocks, start = [], 0.0
    for number, (caption, same) in enumerate(groupby(beats, key=lambda beat: beat.caption), start=1):
        end = start + sum(beat.seconds for beat in same)
        blocks.append(f"{number}\n{_timestamp(start)} --> {_timestamp(end)}\n{caption}\n")
        start = end
    return "\n".join(blocks)


def _timestamp(seconds: float) -> str:
    """Return a time as SubRip writes it: hours:minutes:seconds,milliseconds."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"
