"""Outlines as vector files have them: few digits, and gradients as pieces that are straight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
from matplotlib import rc_context, rcParamsDefault
from matplotlib.path import Path as Outline
from matplotlib.transforms import Transform

from gdclips.drawing.marks import Gradient
from gdclips.drawing.rc import default_rc

POINT = 0.75  # of a pixel: 1 px is 1/96 inch, 1 pt is 1/72
DIGITS = 2  # of a point's hundredths, which nobody sees
PIECES = 12  # from one stop of a gradient to the next

NAMES = ("pdf.compression", "pdf.fonttype", "pdf.inheritcolor", "pdf.use14corefonts", "ps.fonttype")
FIXED = {name: rcParamsDefault[name] for name in (*NAMES, "svg.id", "svg.image_inline")}
FIXED |= {"svg.hashsalt": "gdclips"}  # else ids are random


@contextmanager
def fixed_rc() -> Iterator[None]:
    """Let what is written within depend on no setting of a user's."""
    with default_rc(), rc_context(FIXED):
        yield


def rounded(outline: Outline, placed: Transform) -> Outline:
    """Return a placed outline with as many digits as are seen."""
    return Outline(np.round(placed.transform(outline.vertices), DIGITS), outline.codes)


def stops(gradient: Gradient) -> list[tuple[float, float]]:
    """Return shares of a gradient's box and the opacities there, between which these go straight."""
    places = [place for place, _ in gradient.stops]
    pieces = [np.linspace(a, b, PIECES, endpoint=False) for a, b in pairwise(places)]
    shares = np.concatenate([*pieces, places[-1:]])
    return list(zip(shares.tolist(), (gradient.opacity(shares) * gradient.color[3]).tolist(), strict=True))
