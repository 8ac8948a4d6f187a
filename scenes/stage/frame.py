"""A frame: its size in pixels, and how the stage lies in it."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenes.stage.layout import ASPECT

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue and full opacity
GIF_RATES = (10, 20, 25, 50)  # frames a second: GIF delays are whole hundredths of a second


class Frame(msgspec.Struct, frozen=True):
    """A size in pixels; the stage is the largest box of its aspect in it, centred."""

    width: int
    height: int
    stage: float = ASPECT

    @property
    def aspect(self) -> float:
        """The width by the height."""
        return self.width / self.height

    def holding(self, stage: float) -> Frame:
        """Return the frame with a stage of that aspect in it."""
        return Frame(self.width, self.height, stage)

    @property
    def unit(self) -> float:
        """Pixels for one stage unit."""
        return min(self.width / self.stage, float(self.height))

    @property
    def origin(self) -> tuple[float, float]:
        """Where the stage's lower left corner lies, in pixels from the frame's."""
        return (self.width - self.stage * self.unit) / 2, (self.height - self.unit) / 2
