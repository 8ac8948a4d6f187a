"""Film: all that a clip shows, as shots, whichever renderer draws it."""

from __future__ import annotations

import msgspec

from gdclips.story.film.reel import Reel
from gdclips.story.film.shots import Shot
from gdclips.story.story import Cut, Theory


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """A clip's shots, one after the other, of the full cut and of the short.

    ``title`` is the clip's name and its card, ``number`` its place in a lecture, if it has one; ``alt`` says
    in sentences what is seen. ``steps`` are the iterations of its runs, ``clock`` is how many were asked for,
    ``ended`` what the clock says at the end of runs that diverged before. No clip shows the ``theory``: it is
    for whoever changes the settings, and only of descents that it holds for.
    """

    title: str
    number: str = ""
    full: tuple[Shot, ...]
    short: tuple[Shot, ...]
    steps: int
    clock: int
    ended: str = ""
    alt: str = ""
    theory: Theory | None = None

    def timeline(self, cut: Cut) -> Reel:
        """Return the timeline of one cut."""
        return Reel(self.full if cut == "full" else self.short, self.steps, card=cut == "full")
