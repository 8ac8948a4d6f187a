"""Totals: a row at a table's end or start that sums up the others, and so is none of the data."""

from __future__ import annotations

import numpy as np

from gdcore import Array

FEWEST = 6  # rows; in fewer ones it may be chance
EXACT, ROUNDED = 1e-3, 1e-2  # relative errors of sums and of means, as they are printed


def row_of_totals(values: Array) -> str | None:
    """Tell whether the first or the last row of a table holds the others' sum or mean in each column.

    One sum at least must be beyond all that it sums up, or the row could be one like them.
    """
    if len(values) < FEWEST:
        return None
    for place, row, others in (("last", values[-1], values[:-1]), ("first", values[0], values[1:])):
        with np.errstate(over="ignore", invalid="ignore"):
            sums = np.isclose(row, others.sum(axis=0), rtol=EXACT, atol=0.0)
            means = np.isclose(row, others.mean(axis=0), rtol=ROUNDED, atol=0.0)
            beyond = np.abs(row) > np.abs(others).max(axis=0)
        if (sums | means).all() and (sums & beyond).any():
            return place
    return None
