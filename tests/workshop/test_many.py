"""How much faster two workers are than one: the figures are the benchmark's own."""

import os

import pytest

from scenes.workshop.bench import many


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core is no faster for two workers")
@pytest.mark.parametrize("row", [many.here, many.cluster])
def test_two_workers_make_twelve_clips_half_as_fast_again_as_one(row, tmp_path):
    """Others may take a core away for a while, which says nothing of us: the best of three counts."""
    best = 0.0
    for _ in range(3):
        (check,) = row(1, tmp_path).checks
        best = max(best, check.value)
        if best >= many.TWICE:
            break
    assert best >= many.TWICE
