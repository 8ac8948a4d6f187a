"""Words beside the pictures: alt texts and subtitles."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from gdclips.story.story import Story
from gdclips.story.timeline import Beat

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData


def alt_text(story: Story, own: OwnData | None = None) -> str:
    """Return two or three sentences that stand for the clip: its title, and what its short cut says.

    One more tells how a user's own data were read, where that isn't plain and they don't say it.
    """
    told = " ".join(dict.fromkeys(beat.caption for beat in story.short))
    read_as = own.read_as(told) if own else ""
    also = "also " if own and read_as != own.read_as() else ""
    more = f" The table was {also}read so: {read_as}." if read_as else ""
    title = story.title if story.title.endswith(("?", "!")) else f"{story.title.rstrip('.')}."
    return f"{title} {told}{more}\n"


def subtitles(beats: tuple[Beat, ...]) -> str:
    """Return the captions of a cut as SubRip text, one block for each caption that stays."""
    blocks, start = [], 0.0
    for number, (caption, same) in enumerate(groupby(beats, key=lambda beat: beat.caption), start=1):
        end = start + sum(beat.seconds for beat in same)
        blocks.append(f"{number}\n{_clock(start)} --> {_clock(end)}\n{caption}\n")
        start = end
    return "\n".join(blocks)


def _clock(seconds: float) -> str:
    """Return a time as SubRip has it: hours, minutes, seconds and thousandths."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"
