"""What is said of several runs: of their rates, batches and starts."""

import re
from itertools import pairwise

import numpy as np

from .figures import near
from .plain import the_runs_are_told


def numbers(text):
    return re.split(", | and ", text)


def late_excess(f, run):
    return run.late.mean() - f.minimum


def a_falling_rate_settles(f):
    the_runs_are_told(f)
    constant, falling = f.runs
    assert falling.rates[-1] < constant.rates[-1]
    assert late_excess(f, falling) < late_excess(f, constant)
    assert late_excess(f, falling) < 0.25 * (falling.losses[0] - f.minimum)
    lengths = [np.linalg.norm(np.diff(run.path[-len(run.late) :], axis=0), axis=1) for run in f.runs]
    assert lengths[1].mean() < lengths[0].mean()


def both_use_the_same_samples(f):
    constant, falling = f.runs
    np.testing.assert_array_equal(constant.rows, falling.rows)
    assert constant.rows.shape[1] == 1
    the_runs_are_told(f)


def two_rates_are_compared(f):
    both_use_the_same_samples(f)
    constant, falling = f.runs
    assert (constant.rates == constant.rates[0]).all()
    assert (np.diff(falling.rates) <= 0).all()


def several_are_compared(f, what):
    the_runs_are_told(f)
    assert f.has({"batch sizes": "batches", "starts": "starts"}[what])
    assert len(f.runs) > 1


def the_falling_rates_excess_is_smaller(f, times):
    constant, falling = f.runs
    assert not constant.diverged
    ratio = late_excess(f, constant) / late_excess(f, falling)
    assert ratio > 1
    assert near(times, ratio, 2)


def a_step_averages(f, text):
    assert [int(word) for word in numbers(text)] == [run.rows.shape[1] for run in f.runs]
    for points, run in zip(f.told(), f.runs, strict=True):
        moves = np.diff(points[:5], axis=0)[: len(run.path) - 1]
        gradients = [f.gradient(w, rows) for w, rows in zip(run.path, run.rows[: len(moves)], strict=False)]
        scale = np.abs(points[:5]).max()
        np.testing.assert_allclose(moves, -f.rate * np.array(gradients), rtol=1e-6, atol=1e-12 * scale)


def more_samples_point_more_steadily(f):
    single, slope = f.design * (f.design @ f.start - f.y)[:, None], f.gradient(f.start)
    rng, downhill = np.random.default_rng(0), []
    for batch in sorted({run.rows.shape[1] for run in f.runs}):
        along = single[rng.integers(0, len(f.y), (4000, batch))].mean(axis=1) @ slope
        downhill.append(along.mean() / along.std())
    assert all(more > less for less, more in pairwise(downhill))
    assert len(downhill) > 1


def many_starts_one_minimum(f):
    the_runs_are_told(f)
    assert f.curvatures[-1] > 0
    ends, starts = (np.array([run.path[i] for run in f.runs]) for i in (-1, 0))
    assert not any(run.diverged for run in f.runs)
    assert np.ptp(ends, axis=0).max() < np.ptp(starts, axis=0).max()
    assert all(run.losses[-1] < run.losses[0] for run in f.runs)


CLAIMS = [
    (r"A falling rate lets SGD settle", a_falling_rate_settles),
    (r"A constant and a falling rate", two_rates_are_compared),
    (r"Several (batch sizes|starts)", several_are_compared),
    (r"The average of more samples points more steadily downhill\.", more_samples_point_more_steadily),
    (r"Many starts, one minimum", many_starts_one_minimum),
]
