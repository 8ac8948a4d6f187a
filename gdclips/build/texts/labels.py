"""Labels of a clip's files: its title, alt text and chapters, and the cues of its subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from gdclips.build.texts.alt_text import alt_text
from gdclips.build.texts.subtitles import cues
from gdclips.encoding.labels import Chapter, Labels
from gdclips.rendering.look import FullLook
from gdclips.story.characters import normal
from gdclips.story.film.film import Film
from gdclips.story.film.shots import Beat
from gdclips.story.film.timing import Timing

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData


def labels_of(
    film: Film, beats: Sequence[Beat], times: Timing, look: FullLook, own: OwnData | None = None
) -> Labels:
    """Return what a file of a cut with these beats says of itself; a beat without words opens no chapter."""
    captions, title = [normal(beat.caption) for beat in beats], normal(film.title)
    chapters: list[Chapter] = []
    for (start, end), caption in zip(pairwise(times.starts), captions, strict=True):
        if chapters and caption in ("", chapters[-1].title):
            chapters[-1] = Chapter(chapters[-1].start, end, chapters[-1].title)
        else:
            chapters.append(Chapter(start, end, caption or title))
    return Labels(
        title=title,
        number=normal(film.number),
        alt=alt_text(film, own).strip(),
        author=look.author,
        language=look.language,
        licence=look.licence,
        chapters=tuple(chapters),
        cues=cues(captions, times.starts),
    )
