"""The signs of the field: a ring for the minimiser, a star for the true weights."""

from __future__ import annotations

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.marks import AnyMark, Area, Dots
from gdclips.drawing.theme import NONE, Theme, Width


def ring_sign(theme: Theme, at: np.ndarray, alpha: float = 1.0, scale: float = 0.8) -> AnyMark:
    """Return the ring that stands for the minimiser."""
    edge = theme.color("minimizer", alpha)
    return Dots(points=at[None], radius=Width.ring * scale, fills=NONE, edge=edge, width=0.0040)


def star_sign(theme: Theme, at: np.ndarray, alpha: float = 1.0, scale: float = 1.0) -> AnyMark:
    """Return the star that stands for the true weights."""
    return Area(
        outline=geometry.star(at, Width.star * scale),
        fill=theme.color("truth", alpha),
        edge=theme.color("truth_edge", alpha),
        width=0.0022,
    )


SIGNS = {"ring": ring_sign, "star": star_sign}
