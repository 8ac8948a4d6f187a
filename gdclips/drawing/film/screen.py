"""The screen: where hero, column and caption stand in a frame of any shape, and how large things are.

Lengths are pixels of a frame whose short side has 720 of them; ``px`` is one of these in stage units, in
which the frame is 1 high.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from gdclips.drawing.box import Box
from gdclips.drawing.theme import Theme
from gdclips.story.film.film import Cut

Side = Literal["full", "right", "left"]

SHORT_SIDE = 720.0
LANDSCAPE = 1.2  # aspects from which the column stands beside the hero, not below it
EDGE = 40.0  # of the safe area and of all words
TOP, FOOT = 100.0, 120.0  # of the safe area, from the frame's top and from its foot
FOOT_OF_TWO = 180.0  # where a caption of two lines and large letters stands below the ticks
WIDE = 1.6  # aspects from which the caption of a short cut has one line
COLUMN, GAP = 352.0, 38.0  # the column's width, and what is left between it and the safe area
WIDEST = 0.325  # of the frame's width, which the column takes at most: the hero has three fifths
ROW = 0.261  # of the frame's height that the row of supports takes where there is no column
GIF_TYPE, GIF_LINES = 1.6, 1.3  # how much larger letters and lines are in a short cut


class Look(msgspec.Struct, frozen=True):
    """A theme, a frame's size in stage units, and how large letters and lines are."""

    theme: Theme
    width: float
    cut: Cut = "full"
    bare: bool = False

    @property
    def px(self) -> float:
        """Stage units of a pixel."""
        return min(self.width, 1.0) / SHORT_SIDE

    @property
    def landscape(self) -> bool:
        """Whether supports stand in a column beside the hero."""
        return self.width >= LANDSCAPE

    def type(self, size: float) -> float:
        """Return the em of letters of a size in pixels."""
        return size * self.px * (GIF_TYPE if self.cut == "short" else 1.0)

    def line(self, width: float) -> float:
        """Return the width of a line, or the radius of a dot, of a size in pixels."""
        return width * self.px * (GIF_LINES if self.cut == "short" else 1.0)

    @property
    def frame(self) -> Box:
        """The whole frame."""
        return Box(0.0, 0.0, self.width, 1.0)

    @property
    def foot(self) -> float:
        """The height of the lower third with the ticks above it."""
        high = FOOT_OF_TWO if self.landscape and self.two_lines else FOOT
        return high * self.px * (1.0 if not self.bare else 0.45)

    @property
    def two_lines(self) -> bool:
        """Whether a caption may take two lines."""
        return not self.landscape or (self.cut == "short" and self.width < WIDE)

    @property
    def caption(self) -> Box:
        """Where the caption stands."""
        px = self.px
        return Box(EDGE * px, 20 * px, self.width - 2 * EDGE * px, 58 * px)

    def column(self, side: Side) -> Box | None:
        """Return where supports stand: a column beside the hero, or a row below it."""
        if side == "full":
            return None
        px, width = self.px, COLUMN * self.px * (1.1 if self.cut == "short" else 1.0)
        if not self.landscape:
            low = self.foot
            return Box(EDGE * px, low, self.width - 2 * EDGE * px, ROW - 20 * px)
        width = min(width, WIDEST * self.width)
        left = EDGE * px if side == "left" else self.width - EDGE * px - width
        low = self.foot + 6 * px
        return Box(left, low, width, 1.0 - TOP * px - low)

    def focus(self, side: Side) -> Box:
        """Return the safe area: what must be seen lies in it."""
        px = self.px
        left, right = EDGE * px, self.width - EDGE * px
        low, high = self.foot, 1.0 - TOP * px * (0.8 if self.bare else 1.0)
        column = self.column(side)
        if column and self.landscape:
            left, right = (
                (column.right + GAP * px, right) if side == "left" else (left, column.left - GAP * px)
            )
        elif column:
            low = column.top + 40 * px
        return Box(left, low, right - left, high - low)

    def hero(self, side: Side) -> Box:
        """Return the rectangle of data and plots: the frame, or what the column leaves of it."""
        column, px = self.column(side), self.px
        if column is None:
            return self.frame
        if not self.landscape:
            return Box(0.0, column.top, self.width, 1.0 - column.top)
        if side == "left":
            left = column.right + 28 * px
            return Box(left, 0.0, self.width - left, 1.0)
        return Box(0.0, 0.0, column.left - 28 * px, 1.0)
