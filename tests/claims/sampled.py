"""What is said of a stochastic descent."""

import numpy as np

from .figures import near
from .plain import the_runs_are_told


def the_run_is_sampled(f):
    assert f.run_alone.rows is not None
    the_runs_are_told(f)


def it_never_settles(f):
    """It came near the minimum, and there its loss no longer falls and its steps no longer shrink."""
    the_run_is_sampled(f)
    hovers(f, f.run_alone)


def hovers(f, run):
    assert not run.diverged
    assert len(run.late) >= 10
    assert run.late.mean() - f.minimum < 0.5 * (run.losses[0] - f.minimum)
    half = len(run.late) // 2
    lengths = np.linalg.norm(np.diff(run.path[-len(run.late) :], axis=0), axis=1)
    for sizes in (run.late - f.minimum, lengths):
        assert sizes[half:].mean() > 0.4 * sizes[:half].mean()
    assert run.late.min() > f.minimum


def steps_look_at(f, count):
    run = f.run_alone
    batch = run.rows.shape[1]
    assert (1 if count == "one" else int(count)) == batch
    (points,) = f.told()
    moves = np.diff(points[:8], axis=0)[: len(run.path) - 1]
    gradients = [f.gradient(w, rows) for w, rows in zip(run.path[: len(moves)], run.rows, strict=False)]
    scale = np.abs(run.path[: len(moves)]).max()
    np.testing.assert_allclose(moves, -f.rate * np.array(gradients), rtol=1e-6, atol=1e-12 * scale)
    if run.rows.size >= 100:
        assert len(np.unique(run.rows)) > 0.5 * min(len(f.y), run.rows.size)


def downhill_on_average(f, count):
    """Over all rows a sample's gradient is that of all the data, but some step's points uphill."""
    a_batch_stands_for_all(f, count)
    run = f.run_alone
    for w in run.path[:: max(1, len(run.path) // 50)]:
        slope, single = f.gradient(w), f.design * (f.design @ w - f.y)[:, None]
        np.testing.assert_allclose(single.mean(axis=0), slope, rtol=1e-6, atol=1e-9 * np.abs(single).max())
    steps = zip(run.path[:-1], run.rows, strict=False)
    assert any(f.gradient(w, rows) @ f.gradient(w) < 0 for w, rows in steps), "all point downhill"


def a_batch_stands_for_all(f, count):
    """Even as many samples as there are stand for all, as they are drawn with replacement."""
    steps_look_at(f, count)
    assert f.run_alone.rows is not None


def steps_help_and_then_kick(f):
    run = f.run_alone
    hovers(f, run)
    arrival = int(np.argmax(run.losses <= run.late.mean()))
    assert arrival >= 1
    assert (np.diff(run.losses[: arrival + 1]) < 0).mean() > 0.5
    moves = np.diff(run.path[arrival:, list(f.axes)], axis=0)
    assert len(moves) >= 10
    assert (np.abs((moves > 0).mean(axis=0) - 0.5) < 0.4).all()  # left and right, up and down
    ways = moves / np.linalg.norm(moves, axis=1, keepdims=True)
    assert np.linalg.norm(ways.mean(axis=0)) < 0.5  # 1 if all went one way


def the_late_average(f, count, times):
    it_never_settles(f)
    assert int(count) == len(f.run_alone.late)
    assert near(times, f.run_alone.late.mean() / f.minimum)


def the_late_excess(f, count, percent):
    it_never_settles(f)
    assert int(count) == len(f.run_alone.late)
    assert near(percent, 100 * (f.run_alone.late.mean() / f.minimum - 1), 2)


def four_numbers_decide(f):
    """The rate, the batch, the noise and the iterations are settings, and the run's own."""
    the_run_is_sampled(f)
    assert {"rate", "batch", "noise", "steps"} <= set(f.settings.__struct_fields__)
    run = f.run_alone
    assert len(run.rates) == f.settings.steps
    assert (run.rates == f.rate).all()
    assert run.rows.shape == (f.settings.steps, f.batches[0])


CLAIMS = [
    (r"Try it: rate, batch size, noise, iterations", four_numbers_decide),
    (r"Stochastic gradient descent", the_run_is_sampled),
]
