"""Ranges of the numbers that can be descended and drawn: of a user's columns, and of made data's weights."""

from __future__ import annotations

import numpy as np

from gdclips.story import rounding
from gdclips.story.settings import Settings, as_text
from gdcore import Samples

SIZES = 1e-40, 1e40  # of a column's numbers, or of made data's weights
LEAST_SPREAD = 1e-10  # of the targets' size: where they differ by less, a picture of that would not be true


def check_columns(samples: Samples, target: str) -> None:
    """Refuse columns whose numbers are too large or too small for what a step makes of them.

    And targets that are nearly equal: what they differ by is lost beside their size in each step.
    """
    names = samples.names or [f"x{i}" for i in range(1, samples.x.shape[1] + 1)]
    for name, column in zip((*names, target), (*samples.x.T, samples.y), strict=True):
        largest = float(np.abs(column).max())
        if largest and not SIZES[0] <= largest <= SIZES[1]:
            sizes = f"expected sizes from {SIZES[0]:g} to {SIZES[1]:g}, so rescale it"
            raise ValueError(f"column {name} has numbers of the size {largest:.3g}: {sizes}")
    largest, spread = float(np.abs(samples.y).max()), float(np.ptp(samples.y))
    if rounding.ROUNDING * largest < spread <= LEAST_SPREAD * largest:
        raise ValueError(
            f"column {target} has numbers of the size {largest:.3g} that differ by {spread:.3g}: "
            f"expected more than {LEAST_SPREAD:g} of their size, so subtract what they have in common"
        )


def check_weights(settings: Settings) -> None:
    """Refuse made weights that are too small, and slopes and noise all but lost beside the intercept."""
    said = f"weights={as_text(settings.weights)}"
    intercept, *others = map(abs, (*settings.weights, settings.noise))
    if 0 < max(intercept, *others) < SIZES[0]:
        raise ValueError(f"{said}: expected numbers of at least {SIZES[0]:g}, or 0")
    if 0 < max(others) <= LEAST_SPREAD * intercept:
        raise ValueError(
            f"{said}: expected a slope, or noise, of more than {LEAST_SPREAD:g} of the intercept, or none"
        )
