"""Film: all that a clip shows, as shots, whichever renderer draws it."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from gdclips.story.film.shots import Shot
from gdclips.story.film.timeline import Timeline
from gdcore import LeastSquares, Trajectory

Cut = Literal["full", "short"]
CUTS: tuple[Cut, ...] = get_args(Cut)


class Theory(msgspec.Struct, frozen=True, kw_only=True):
    """What the limit and the best rate of a story's ``runs`` follow from, before a step is taken.

    They descend ``loss`` at one ``rate``, None for several. A step draws ``batch`` samples, the fewest of
    several runs, or takes all; ``momentum`` is the share of the velocity that it keeps, None in plain
    descent; of both together nothing is known. A ``remark`` is a sentence of the story's own.
    """

    loss: LeastSquares
    runs: tuple[Trajectory, ...]
    rate: float | None
    batch: int | None = None
    momentum: float | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        if self.batch is not None and self.momentum is not None:
            raise ValueError(f"batch={self.batch}, momentum={self.momentum:g}: expected one of them alone")


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

    def timeline(self, cut: Cut) -> Timeline:
        """Return the timeline of one cut."""
        return Timeline(self.full if cut == "full" else self.short, self.steps, card=cut == "full")
