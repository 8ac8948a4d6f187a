"""Where runs end that diverge: words in the panel's upper corner, from when they have left it for good."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Rgba, Theme, Type
from gdclips.drawing.views.views import View
from gdclips.story.story import Track
from gdclips.story.timeline import State

EDGE, PITCH = 0.014, 0.040  # from the panel's edges to the words, and from row to row
INSET = 0.045  # from the panel's top to the first baseline


def endings_view(tracks: tuple[Track, ...], theme: Theme, box: Box, halo: Rgba) -> View:
    """Say of each run that diverges at which iterate it did, once it has; by its name, if it has one."""
    words = [
        (len(track.run.points) - 1, _words(track, row, theme, box, halo))
        for row, track in enumerate(_gone(tracks))
    ]
    if not words:
        return View(())

    def moving(state: State) -> list[AnyMark]:
        return [each for end, each in words if state.shown.get("path") and state.step >= end]

    return View((), moving)


def endings_points(tracks: tuple[Track, ...], box: Box) -> Points:
    """Return points (k, 2) that the words take, for others to keep away from."""
    rows = range(len(_gone(tracks)))
    width = max((line(_text(track)).advance * Type.tick for track in _gone(tracks)), default=0.0)
    xs = box.right - EDGE - width * np.linspace(0.0, 1.0, 5)
    return np.array([(x, _baseline(row, box) + 0.33 * Type.tick) for row in rows for x in xs]).reshape(-1, 2)


def _gone(tracks: tuple[Track, ...]) -> list[Track]:
    return [track for track in tracks if int(track.run.diverged_at) >= 0]


def _text(track: Track) -> str:
    return f"{track.name} diverged at {len(track.run.points) - 1}".lstrip()


def _baseline(row: int, box: Box) -> float:
    return box.top - INSET - PITCH * row


def _words(track: Track, row: int, theme: Theme, box: Box, halo: Rgba) -> Words:
    return Words(
        text=_text(track),
        at=(box.right - EDGE, _baseline(row, box)),
        size=Type.tick,
        color=theme.color(f"{track.role}_text"),
        anchor="right",
        halo=halo,
    )
