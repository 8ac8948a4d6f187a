"""What is said of the data, of the minimum, and of a full-batch descent."""

import re

import numpy as np
import pytest

from .figures import LOSS, NUMBER, ROUNDING, STEPS, is_bound, near, near_loss


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


def a_point_is_a_model_and_its_shade_its_mse(f):
    np.testing.assert_allclose(f.best, f.truth, atol=2e-9)
    maps = [view for view in f.story.panels if hasattr(view, "tracks")]
    assert maps
    for view in maps:
        assert tuple(view.axes) == tuple(f.axes)
        pair = list(view.axes)
        section = view.loss.section(view.axes, view.at)
        hidden = np.delete(np.arange(len(f.best)), pair)
        for point in [*f.runs[0].path[:5, pair], np.array((0.3, -0.2))]:
            left = f.y - f.design[:, pair] @ point
            rest = f.design[:, hidden]
            best = np.linalg.lstsq(rest, left, rcond=None)[0] if view.at is None else f.truth[hidden]
            value = np.mean((left - rest @ best) ** 2)
            np.testing.assert_allclose(section.value(point), value, rtol=1e-6, atol=1e-20)


def which_line_fits(f, count):
    there_is_no_noise(f, count)
    assert f.x.shape[1] == 1


def which_line_fits_the_noisy(f, count, deviation):
    targets_carry_noise(f, count, deviation)
    assert f.x.shape[1] == 1


def targets_carry_noise(f, count, deviation):
    assert int(count) == len(f.y)
    assert f.settings.noise > 0
    assert near(deviation, f.settings.noise)
    if len(f.y) >= 30:
        assert np.std(f.y - f.design @ f.truth) == pytest.approx(f.settings.noise, rel=0.25)


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


def ring_and_star_are_apart(f, where, distance):
    assert (where == "In this plane") == (len(f.truth) > 2)
    apart = np.linalg.norm((f.best - f.truth)[list(f.axes)])
    assert apart > 1e-9
    assert near(distance, apart, 2)


def the_least_is(f, least):
    assert near(least, f.minimum, slack=1e-9 * f.minimum)


def the_line_has(f, intercept, slope):
    assert near(intercept, f.best[0])
    assert near(slope, f.best[1])


def it_starts_at(f, weights, loss):
    it_starts_where(f, loss)
    texts = weights.split(", ")
    for points in f.told():
        assert all(near(text, weight) for text, weight in zip(texts, points[0], strict=True))


def it_starts_where(f, loss):
    for points in f.told():
        np.testing.assert_array_equal(points[0], f.start)
    assert near_loss(loss, f.mse(f.start), 3)


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


def the_path_ends_and_the_noise_has_moved(f, left, moved):
    run = f.run_alone
    assert f.settings.noise > 0
    assert not run.diverged
    assert len(run.path) == f.settings.steps + 1
    pair = list(f.axes)
    assert near(left, np.linalg.norm((run.path[-1] - f.best)[pair]), 2, slack=1e-12)
    assert near(moved, np.linalg.norm((f.best - f.truth)[pair]), 2)


def the_path_walks_down(f):
    heights = height_is_the_mse(f)
    assert not f.run_alone.diverged
    assert heights[-1] < heights[0]


def height_is_the_mse(f):
    """The surface is the MSE at the best, or the true, hidden weights: return the path's heights."""
    (view,) = f.story.panels
    pair, run = list(f.axes), f.run_alone
    hidden = np.delete(np.arange(len(f.best)), pair)
    heights = []
    for point in run.path[:, pair]:
        left, rest = f.y - f.design[:, pair] @ point, f.design[:, hidden]
        fixed = np.linalg.lstsq(rest, left, rcond=None)[0] if view.at is None else view.at[hidden]
        heights.append(np.mean((left - rest @ fixed) ** 2))
    drawn = view.loss.section(view.axes, view.at).value(run.path[:, pair])
    np.testing.assert_allclose(drawn, heights, rtol=1e-6, atol=1e-15 * heights[0] + ROUNDING)
    if not np.allclose(heights, run.losses, rtol=2e-3):
        assert any("height" in str(getattr(item, "heads", "")) for item in f.story.column)
    return heights


CLAIMS = [
    (r"Gradient descent on the MSE contour", the_run_is_full_batch),
    (r"The same descent on the loss surface", the_run_is_full_batch),
    (r"The line turns into the data", the_line_comes_to_the_samples),
    (r"Fitting a line(?: by descent)?", a_line_is_fitted),
    (r"Noise moves the minimum", noise_moves_the_minimum),
    (r"Gradient descent", the_data_have_no_noise),
    (r"Gradient descent on noisy data", the_data_are_noisy),
    (
        r"Each point is a model, its shade its MSE: least \(ring\) at the true weights \(star\)\.",
        a_point_is_a_model_and_its_shade_its_mse,
    ),
    (r"The data: (\d+) samples whose targets carry no noise\.", there_is_no_noise),
    (r"(\d+) samples without noise: which line fits them best\?", which_line_fits),
    (
        rf"(\d+) samples with noise of standard deviation {NUMBER}: which line fits them best\?",
        which_line_fits_the_noisy,
    ),
    (
        rf"The data: (\d+) samples whose targets carry noise of standard deviation {NUMBER}\.",
        targets_carry_noise,
    ),
    (
        r"(.+?)(?: \((.+?)\))?: (\d+)(?: of (\d+) rows \((\d+) with missing cells\)| rows), "
        rf"(standardised|as they are)(?:; α = {NUMBER}(, a quarter of the stability limit)?)?\.",
        the_data_are,
    ),
    (
        rf"(So|In this plane) the minimum of the MSE \(ring\) is {NUMBER} away "
        r"from the true weights \(star\)\.",
        ring_and_star_are_apart,
    ),
    (rf"The ring marks the least-squares weights, where the MSE is {NUMBER}\.", the_least_is),
    (rf"The least-squares line has intercept {NUMBER} and slope {NUMBER}\.", the_line_has),
    (rf"The descent starts at w = \((.*)\), where the MSE is {LOSS}\.", it_starts_at),
    (rf"The descent starts where the MSE is {LOSS}\.", it_starts_where),
    (rf"Each step is α = {NUMBER} times the negative gradient\.", each_step_is_the_rate_times_the_gradient),
    (
        r"As the slope flattens, the steps shrink: each is a share α of the gradient that is left\.",
        steps_shrink,
    ),
    (
        r"The rate is above 1/L: along the steepest direction each step overshoots the minimum\.",
        each_step_overshoots,
    ),
    (
        rf"The rate is beyond the stability limit 2/L = {NUMBER}: every step overshoots further\.",
        each_step_overshoots_further,
    ),
    (
        rf"(It|Batch \d+|Start \d|{'|'.join(RUNS)}) diverges: after {STEPS} "
        r"the MSE is more than 10¹² times the first\.",
        it_diverges,
    ),
    (r"(.+) diverge, after (.+) iterations\.", several_diverge),
    (
        rf"After {STEPS} the MSE is {LOSS}; no weight is off by over {NUMBER}\.",
        no_weight_is_off_by_more,
    ),
    (rf"After {STEPS} the MSE is {NUMBER}; the minimum is {NUMBER}\.", it_has_come_to),
    (
        rf"The path ends {NUMBER} from the ring, which the noise has moved {NUMBER} from the star\.",
        the_path_ends_and_the_noise_has_moved,
    ),
    (
        r"Height is the MSE: the path walks down the bowl, its shadow draws the contour plot\.",
        the_path_walks_down,
    ),
    (
        r"Height is the MSE; on the floor the path's shadow draws the contour plot\.",
        height_is_the_mse,
    ),
]
