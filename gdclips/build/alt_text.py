"""Alt texts: descriptions of what a clip shows, for those who can't see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdclips.story.story import Story

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData


def alt_text(story: Story, own: OwnData | None = None) -> str:
    """Return a description of a story in a few sentences: its title, and the captions of its short cut.

    One more says how the user's own data were read, where that is not obvious and no caption says it.
    """
    captions = " ".join(dict.fromkeys(beat.caption for beat in story.timeline("short").beats if beat.caption))
    read_as = own.read_as(captions) if own else ""
    also = "also " if own and read_as != own.read_as() else ""
    more = f" The table was {also}read so: {read_as}." if read_as else ""
    title = story.title if story.title.endswith(("?", "!")) else f"{story.title.rstrip('.')}."
    return f"{title} {captions}{more}\n"
