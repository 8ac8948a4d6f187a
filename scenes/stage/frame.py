"""A frame: its size in pixels, and how the stage lies in it."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from scenes.stage.layout import ASPECT

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue and full opacity
GIF_RATES = (10, 20, 25, 50)  # frames a second: GIF delays are whole hundredths of a second


class Frame(msgspec.Struct, frozen=True):
    """A size in pixels; the stage is the largest 16:9 box in it, centred."""

    width: int
    height: int

    @property
    def unit(self) -> float:
        """Pixels for one stage unit."""
        return min(self.width / ASPECT, float(self.height))

    @property
    def origin(self) -> tuple[float, float]:
        """Where the stage's lower left corner lies, in pixels from the frame's."""
        return (self.width - ASPECT * self.unit) / 2, (self.height - self.unit) / 2
