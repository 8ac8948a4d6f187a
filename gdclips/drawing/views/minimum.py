"""The ring: where the minimiser is seen in a panel's plane, and what it is called there."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.geometry import ROUNDING, excess
from gdclips.drawing.marks import Points
from gdclips.story.story import Contour, Surface
from gdcore import Section


class Minimum(msgspec.Struct, frozen=True):
    """The minimiser in the plane of two weights: its place (2,), its name, and that in few words."""

    at: Points
    name: str
    short: str


def mean_square(panel: Contour | Surface) -> float:
    """Return the mean square of a panel's targets."""
    return float(np.square(panel.loss.samples.y).mean())


def minimum(panel: Contour | Surface, section: Section) -> Minimum:
    """Return the minimiser as a panel has it.

    Where that shows a slice the minimiser is not on, the contours have their centre elsewhere: the ring is
    not the minimum of what is drawn, and is not called so.
    """
    at = panel.loss.minimizer[list(panel.axes)]
    if float(excess(section, at)) <= ROUNDING * mean_square(panel):
        return Minimum(at, "MSE minimum", "minimum")
    return Minimum(at, "minimiser", "minimiser")
