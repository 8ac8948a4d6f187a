"""The grid of the stage: fixed slots, so that nothing overlaps at any size.

A slot is a :class:`Box` in stage units: the origin bottom left, the height of the stage 1 and its
width 16/9.
"""

from __future__ import annotations

import msgspec

ASPECT = 16 / 9


class Box(msgspec.Struct, frozen=True):
    """A rectangle in stage units."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle (x, y)."""
        return self.left + self.width / 2, self.bottom + self.height / 2


class Layout(msgspec.Struct, frozen=True):
    """Where title, panel, side column and caption stand; no title and caption on a bare stage."""

    panel: Box
    column: Box
    title: Box | None
    caption: Box | None


def _slot(left: float, bottom: float, width: float, height: float) -> Box:
    return Box(left * ASPECT, bottom, width * ASPECT, height)


FULL = Layout(
    panel=_slot(0.080, 0.205, 0.530, 0.640),
    column=_slot(0.655, 0.205, 0.305, 0.640),
    title=_slot(0.040, 0.885, 0.920, 0.080),
    caption=_slot(0.040, 0.025, 0.920, 0.070),
)
BARE = Layout(
    panel=_slot(0.080, 0.150, 0.530, 0.800),
    column=_slot(0.655, 0.150, 0.305, 0.800),
    title=None,
    caption=None,
)
