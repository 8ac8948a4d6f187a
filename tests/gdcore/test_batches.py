"""Drawn rows: shapes, the sampling's law, and reproducibility."""

import numpy as np
import pytest

from gdcore import sample_batches, shuffled_batches

BOTH = pytest.mark.parametrize("draw", [sample_batches, shuffled_batches])


def rng(seed=0):
    return np.random.default_rng(seed)


@BOTH
@pytest.mark.parametrize("steps", [0, 1, 7, 40])
@pytest.mark.parametrize("runs", [None, 1, 5])
@pytest.mark.parametrize("batch", [1, 3, 10])
def test_shape_and_range(draw, steps, runs, batch):
    rows = draw(10, batch, steps, rng=rng(), runs=runs)
    assert rows.shape == ((steps, batch) if runs is None else (steps, runs, batch))
    assert rows.dtype == np.int64
    assert np.isin(rows, np.arange(10)).all()


@BOTH
@pytest.mark.parametrize("runs", [None, 3])
def test_a_longer_drawing_begins_with_the_shorter(draw, runs):
    short, long = (draw(11, 4, steps, rng=rng(8), runs=runs) for steps in (5, 23))
    np.testing.assert_array_equal(long[:5], short)


def test_with_replacement_every_row_is_as_likely():
    counts = np.bincount(sample_batches(10, 5, 20_000, rng=rng()).ravel())
    np.testing.assert_allclose(counts / counts.sum(), 0.1, rtol=0.03)
    assert sample_batches(2, 100, 3, rng=rng()).shape == (3, 100)


@pytest.mark.parametrize("runs", [None, 4])
@pytest.mark.parametrize(("n", "batch"), [(12, 3), (11, 4), (5, 5), (7, 1), (9, 5)])
def test_an_epoch_deals_no_row_twice(n, batch, runs):
    deals = n // batch
    rows = shuffled_batches(n, batch, 6 * deals, rng=rng(), runs=runs).reshape(6, deals, runs or 1, batch)
    for epoch in rows:
        for run in range(runs or 1):
            dealt = epoch[:, run].ravel()
            assert len(np.unique(dealt)) == deals * batch


def test_epochs_and_runs_are_shuffled_apart():
    rows = shuffled_batches(50, 50, 3, rng=rng(), runs=3).reshape(9, 50)
    assert len({tuple(request) for request in rows.tolist()}) == 9
    first = shuffled_batches(4, 4, 20_000, rng=rng())[:, 0]
    np.testing.assert_allclose(np.bincount(first) / 20_000, 0.25, rtol=0.05)


@BOTH
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "n is 0, but expected a whole number of at least 1"),
        ({"batch": 0}, "batch is 0"),
        ({"batch": 1.5}, "batch is 1.5"),
        ({"steps": -1}, "steps is -1, but expected a whole number of at least 0"),
        ({"runs": 0}, "runs is 0"),
        ({"rng": 3}, "rng is 3, but expected a numpy.random.Generator"),
    ],
)
def test_refuses(draw, change, message):
    settings = {"n": 10, "batch": 2, "steps": 3, "rng": rng(), "runs": None} | change
    with pytest.raises(ValueError, match=message):
        draw(**settings)


def test_more_rows_than_there_are_cannot_be_dealt():
    with pytest.raises(ValueError, match="batch is 11, but expected at most n = 10"):
        shuffled_batches(10, 11, 1, rng=rng())
