"""Totals: a first or last row that sums up the others, and so is no data."""

from __future__ import annotations

import numpy as np

from gdcore import Array

MIN_ROWS = 6  # with fewer rows it may be chance
EXACT, ROUNDED = 1e-3, 1e-2  # relative errors of printed sums and means


def row_of_totals(values: Array) -> str | None:
    """Return "first" or "last" if that row has the sum or the mean of the others in each column; else None.

    At least one sum must exceed all values that it sums up, because otherwise the row may be data.
    """
    if len(values) < MIN_ROWS:
        return None
    for position, row, others in (("last", values[-1], values[:-1]), ("first", values[0], values[1:])):
        with np.errstate(over="ignore", invalid="ignore"):
            sums = np.isclose(row, others.sum(axis=0), rtol=EXACT, atol=0.0)
            means = np.isclose(row, others.mean(axis=0), rtol=ROUNDED, atol=0.0)
            beyond = np.abs(row) > np.abs(others).max(axis=0)
        if (sums | means).all() and (sums & beyond).any():
            return position
    return None
