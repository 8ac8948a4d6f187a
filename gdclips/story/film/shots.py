"""Shots: what a clip is made of, each with one hero, supports beside it, and beats that tell it.

A view has a key, and the same key in the next shot is the same thing, carried over: what differs between
the two, its window, rectangle or camera, moves. Everything here knows no renderer, no colour and no pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from gdclips.story.caption import plain_text
from gdclips.story.film.views import Support, View

LABELS_OUT, LABELS_IN = 0.2, 0.25  # seconds before and after a move, in which labels fade
DRAW_ON = 0.9  # seconds in which an overlay draws itself on
FADE_IN = 0.4  # seconds in which a support comes in
EPSILON = 1e-9


class Beat(msgspec.Struct, frozen=True):
    """A stretch of a shot with one caption: ``steps`` iterations happen in it.

    The caption's source may mark words by their role, ``[before](rate)``; ``role`` colours the bar beside it.
    """

    seconds: float
    words: str = ""
    steps: int = 0
    role: str = "path"

    def __post_init__(self) -> None:
        if self.words and not self.words.strip():
            raise ValueError(f"caption {self.words!r}: expected words, or an empty text")

    @property
    def caption(self) -> str:
        """The caption's plain text."""
        return plain_text(self.words)


class Entry(msgspec.Struct, frozen=True):
    """When something comes in: ``at`` seconds after its shot began and its move ended, ``seconds`` long."""

    key: str
    at: float = 0.0
    seconds: float = DRAW_ON


class Sweep(msgspec.Struct, frozen=True):
    """A setting as the clock: ``views`` gives hero and supports at its share, 0 to 1, ``seconds`` long.

    It begins ``at`` seconds after the shot's move. With ``pictures`` the share takes so many values.
    """

    views: Callable[[float], tuple[View, tuple[Support, ...]]]
    seconds: float = 6.0
    at: float = 0.0
    pictures: int | None = None


class Clock(msgspec.Struct, frozen=True):
    """What a shot's counter says: iterations since the ``first`` of the film's, and ``of`` how many.

    ``ended`` is what it says after the ``steps`` of a run that diverged before. Of 0 there is no counter.
    """

    first: int = 0
    of: int = 0
    steps: int = 0
    ended: str = ""


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A composition of one hero and its supports, told in beats.

    Into it ``move`` seconds lead, in which all that differs from the shot before glides; 0 is a cut. What is
    new comes by its entry, if it has one, else right after the move. A ``sweep`` ends with the shot's own
    ``hero`` and ``supports``, which stand on a ``side``. Without a ``clock`` of its own it has the film's.
    """

    hero: View
    supports: tuple[Support, ...] = ()
    side: Literal["right", "left"] = "right"
    beats: tuple[Beat, ...]
    move: float = 0.0
    entries: tuple[Entry, ...] = ()
    sweep: Sweep | None = None
    clock: Clock | None = None

    @property
    def seconds(self) -> float:
        """The shot's length."""
        return sum(beat.seconds for beat in self.beats)

    @property
    def settled(self) -> float:
        """When labels are there again after the move, in seconds of the shot."""
        return LABELS_OUT + self.move + LABELS_IN if self.move else 0.0

    def entry(self, key: str) -> tuple[float, float]:
        """Return when what has a key begins to come in, in seconds of the shot, and how long that takes."""
        found = next((each for each in self.entries if each.key == key), None)
        start = LABELS_OUT + self.move if self.move else 0.0
        return (start + found.at, found.seconds) if found else (start, FADE_IN)
