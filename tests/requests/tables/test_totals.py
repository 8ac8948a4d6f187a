"""Totals: a row that sums up the others is an error, and no row of data is taken for one."""

import numpy as np
import pytest

from gdclips.requests.tables.totals import MIN_ROWS, row_of_totals

ROWS = np.random.default_rng(4).uniform([20.0, 1.0, 1e5], [200.0, 9.0, 9e5], (MIN_ROWS - 1, 3)).round(1)
SUMS, MEANS = ROWS.sum(axis=0), ROWS.mean(axis=0)


@pytest.mark.parametrize("sums", [SUMS, -SUMS, SUMS * 1.0005, [MEANS[0].round(1), SUMS[1], MEANS[2].round()]])
@pytest.mark.parametrize(("place", "index"), [("first", 0), ("last", len(ROWS))])
def test_a_row_of_totals_is_told(sums, place, index):
    rows = -ROWS if sums is not SUMS and np.all(np.less(sums, 0)) else ROWS
    assert row_of_totals(np.insert(rows, index, sums, axis=0)) == place


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((9, 3)),
        np.ones((9, 3)),
        np.arange(27.0).reshape(9, 3),
        np.vstack([ROWS, [SUMS[0], SUMS[1], ROWS[0, 2]]]),
        np.vstack([ROWS, MEANS]),
        np.vstack([ROWS - MEANS, np.zeros(3)]),
        [[1, 2], [2, 4], [3, 6]],
        np.full((9, 2), 1e308),
        np.zeros((0, 2)),
    ],
)
def test_data_are_no_totals(values):
    assert row_of_totals(np.asarray(values, dtype=float)) is None


def test_a_table_with_totals_is_refused(refused, write):
    rows = "".join(f"h{i};{i};{10 * i},5\n" for i in range(1, 8))
    said = refused(write(f"name;a;y\n{rows}Summe;28;283,5\n"))
    assert said.startswith("the last row of ") and said.endswith("but expected rows of one kind: delete it")
