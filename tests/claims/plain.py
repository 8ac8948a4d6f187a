"""What is said of the data, of the minimum, and of a full-batch descent."""

import re

import numpy as np

from .figures import NUMBER, ROUNDING, is_bound, near, near_loss


def the_runs_are_told(f):
    """The story's paths are those that the notebook's steps make of the data."""
    told = f.told()
    assert len(told) == len(f.runs)
    for points, run in zip(told, f.runs, strict=True):
        some = min(len(run.path), 40)
        scale = np.abs(run.path[:some]).max()
        np.testing.assert_allclose(points[:some], run.path[:some], rtol=1e-6, atol=1e-9 * scale)


def the_run_is_full_batch(f):
    assert f.run_alone.rows is None
    the_runs_are_told(f)


def the_line_comes_to_the_samples(f):
    the_run_is_full_batch(f)
    assert f.x.shape[1] == 1
    assert not f.run_alone.diverged
    assert f.excess(f.run_alone.path[-1]) < 0.02 * f.excess(f.run_alone.path[0])


def a_line_is_fitted(f):
    the_run_is_full_batch(f)
    assert f.x.shape[1] == 1


def the_data_have_no_noise(f):
    the_run_is_full_batch(f)
    assert f.truth is not None
    assert f.settings.noise == 0


def the_data_are_noisy(f):
    the_run_is_full_batch(f)
    assert f.minimum > 1e-20 * f.y.var()


def noise_moves_the_minimum(f):
    assert f.truth is not None, "of own data no truth is known that the minimum could be moved from"
    assert f.settings.noise > 0
    assert np.linalg.norm(f.best - f.truth) > 1e-6


def there_is_no_noise(f, count):
    assert int(count) == len(f.y)
    assert f.settings.noise == 0
    np.testing.assert_allclose(f.best, f.truth, atol=1e-9 * np.abs(f.truth).max())


def which_line_fits(f, count):
    there_is_no_noise(f, count)
    assert f.x.shape[1] == 1


def the_data_are(f, name, assumed, count, of, missing, scale, rate, quarter):
    assert f.file.path.name == name or (name.endswith("…") and f.file.path.name.startswith(name[:-1]))
    assert int(count) == len(f.y)
    assert (assumed or "") in ", ".join(f.file.assumed)
    assert int(missing or 0) == f.file.dropped == int(of or count) - int(count)
    assert scale == ("standardised" if f.file.standardized else "as they are")
    if rate is None:
        assert f.has("shares"), "the runs have one rate, and it is not told"
    else:
        assert all(near(rate, run.rates[0]) for run in f.runs), "a rate that no run has"
    if quarter:
        assert f.settings.rate is None
        batch = None if None in f.batches else min(f.batches)
        assert near(rate, f.limit(batch) / 4)


def the_line_has(f, intercept, slope):
    assert near(intercept, f.best[0])
    assert near(slope, f.best[1])


def each_step_is_the_rate_times_the_gradient(f, rate):
    assert near(rate, f.rate)
    for points, run in zip(f.told(), f.runs, strict=True):
        assert run.rows is None
        moves = np.diff(points[:10], axis=0)[: len(run.path) - 1]
        gradients = np.array([f.gradient(w) for w in run.path[: len(moves)]])
        scale = np.abs(run.path[: len(moves)]).max()
        np.testing.assert_allclose(moves, -f.rate * gradients, rtol=1e-6, atol=1e-12 * scale)


def before_rounding(f, run):
    """Return the path (k, d) while its excess over the minimum is more than rounding errors."""
    excess = np.array([f.excess(w) for w in run.path])
    return run.path[excess > max(1e-18 * excess[0], 1e-24 * run.losses[0], 1e-29 * np.mean(f.y**2))]


def steps_shrink(f):
    for run in f.runs:
        path = before_rounding(f, run)
        assert len(path) > 2
        lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
        slopes = np.array([np.linalg.norm(f.gradient(w)) for w in path[:-1]])
        assert (np.diff(lengths) < 1e-9 * lengths[0]).all()
        assert lengths[-1] < lengths[0]
        np.testing.assert_allclose(lengths, f.rate * slopes, rtol=1e-3, atol=1e-6 * lengths[0])


def across(f, run):
    """Return how far the path is from the minimum along the steepest direction."""
    return (run.path - f.best) @ f.steepest[1]


def each_step_overshoots(f):
    assert f.rate > 1 / f.steepest[0]
    for run in f.runs:
        assert not run.diverged
        along = across(f, run)
        along = along[np.abs(along) > 1e-9 * np.abs(run.path - f.best).max()]
        assert len(along) > 1
        assert (along[1:] * along[:-1] < 0).all()


def each_step_overshoots_further(f, limit):
    assert near(limit, 2 / f.steepest[0])
    assert f.rate > 2 / f.steepest[0]
    for run in f.runs:
        along = across(f, run)
        assert (along[1:] * along[:-1] < 0).all()
        assert (np.diff(np.abs(along)) > 0).all()


RUNS = {"The constant rate": 0, "Constant rate": 0, "The falling rate": 1, "Falling rate": 1}
RUNS |= {"Plain descent": 0, "Momentum": 1}


def the_run(f, who):
    """Return the run of a name."""
    kind, _, number = who.rpartition(" ")
    if who == "It":
        return f.run_alone
    if kind == "Batch":
        (run,) = (run for run in f.runs if run.rows.shape[1] == int(number))
        return run
    if kind == "Start":
        assert f.has("starts")
        return f.runs[int(number) - 1]
    assert f.has("decay")
    assert f.has("spread") == (who in ("Plain descent", "Momentum"))
    return f.runs[RUNS[who]]


def it_diverges(f, who, count):
    run = the_run(f, who)
    assert [each for each in f.runs if each.diverged] == [run]
    assert int(count) == len(run.path) - 1
    assert (run.losses[:-1] <= 1e12 * run.losses[0]).all()
    the_picture_ends_with_the_runs(f)


def several_diverge(f, who, counts):
    gone = [run for run in f.runs if run.diverged]
    names = [name.capitalize() for name in re.split(", | and ", who)]
    assert len(gone) > 1
    told = f.runs if who == "All descents" else [the_run(f, name) for name in names]
    assert {id(run) for run in told} == {id(run) for run in gone}
    assert re.split(", | and ", counts) == [str(len(run.path) - 1) for run in told]
    the_picture_ends_with_the_runs(f)


def the_picture_ends_with_the_runs(f):
    """Each run is told as far as it went, and the iterations as far as the longest did."""
    assert sorted(map(len, f.told())) == sorted(len(run.path) for run in f.runs)
    longest = max(len(run.path) for run in f.runs) - 1
    assert f.story.steps == f.story.timeline("full").state(1e9).step == longest
    clock = f.story.readouts[0]
    assert (clock.values[-1], clock.of) == (longest, f.settings.steps)
    assert (clock.called(longest) == "diverged at") == all(run.diverged for run in f.runs)


def no_weight_is_off_by_more(f, count, loss, bound):
    run = f.run_alone
    assert int(count) == len(run.path) - 1 == f.settings.steps
    assert near_loss(loss, run.losses[-1], 2)
    assert not run.diverged
    off = np.abs(run.path[-1] - f.truth).max()
    assert is_bound(bound, off)


def it_has_come_to(f, count, loss, least):
    run = f.run_alone
    assert int(count) == len(run.path) - 1 == f.settings.steps
    digits = 4 if run.rows is None else 3
    assert near(loss, run.losses[-1], digits, slack=1e-7 * run.losses[-1])
    assert near(least, f.minimum, digits, slack=1e-9 * f.minimum + ROUNDING)


CLAIMS = [
    (r"Gradient descent on the MSE contour", the_run_is_full_batch),
    (r"The line turns into the data", the_line_comes_to_the_samples),
    (r"Fitting a line(?: by descent)?", a_line_is_fitted),
    (r"Noise moves the minimum", noise_moves_the_minimum),
    (r"Gradient descent", the_data_have_no_noise),
    (r"Gradient descent on noisy data", the_data_are_noisy),
    (rf"Each step is α = {NUMBER} times the negative gradient\.", each_step_is_the_rate_times_the_gradient),
]
