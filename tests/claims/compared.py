"""What is said of several runs: of their rates, batches and starts."""

import re
from itertools import pairwise

import numpy as np

from .figures import LOSS, NUMBER, STEPS, is_bound, near, near_loss, read
from .plain import across, before_rounding, the_runs_are_told
from .sampled import hovers


def numbers(text):
    return re.split(", | and ", text)


def late_excess(f, run):
    return run.late.mean() - f.minimum


def the_heads_say_which_diverge(f):
    """Below the limit no run gains, above it every run that has had the time does; the heads know which."""
    the_runs_are_told(f)
    limit = f.limit()
    for panel, share, run in zip(f.story.panels, f.settings.shares, f.runs, strict=True):
        rate, diverges = re.fullmatch(rf"α = {NUMBER} · 2/L( diverges)?", panel.head).groups()
        assert near(rate, share)
        assert np.allclose(run.rates, share * limit)
        along = np.abs(across(f, run))
        if diverges:
            assert share > 1
            assert along[-1] > along[0]
            assert run.losses[-1] > run.losses[0]
        else:
            assert run.losses[-1] <= run.losses[0] * (1 + 1e-9)


def the_limit_is(f, curvature, limit):
    assert near(curvature, f.curvatures[0])
    assert near(limit, 2 / f.curvatures[0])


def below_the_limit_each_step_brings_nearer(f):
    for share, run in zip(f.settings.shares, f.runs, strict=True):
        path = before_rounding(f, run)
        if len(path) < 2:  # it starts at the minimum
            continue
        away = np.linalg.norm(path - f.best, axis=1)
        along = (path - f.best) @ f.steepest[1]
        along = along[np.abs(along) > 1e-9 * away[0]]
        if share < 1:
            assert (np.diff(away) < 1e-9 * away[0]).all()
        if share > 0.5:
            assert (along[1:] * along[:-1] < 0).all()


def only_the_rate_differs(f):
    assert all(np.array_equal(points[0], f.start) for points in f.told())
    assert [len(points) for points in f.told()] == [len(run.path) for run in f.runs]


def the_mses_are(f, count, many, losses, gone):
    assert int(count) == f.settings.steps
    lasted = [run for run in f.runs if not run.diverged]
    words = {0: None, 1: "one diverges", 2: "two diverge", 3: "three diverge"}
    assert gone == words[len(f.runs) - len(lasted)]
    assert (many == "MSEs are") == (len(lasted) > 1)
    texts = numbers(losses)
    for text, run in zip(texts * len(lasted) if len(texts) == 1 else texts, lasted, strict=True):
        assert len(run.path) == f.settings.steps + 1
        assert re.fullmatch(LOSS, text)
        digits = 3 if run.rows is not None else 2
        rounding = 1e-25 * run.losses[0]
        told = near_loss(text, run.losses[-1], digits)
        assert told or max(read(text), run.losses[-1]) < rounding


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


def in_that_step_the_rates_are(f, step, constant, falling):
    """The step is the last of the beat that says so."""
    done, last = 0, set()
    for beat in f.story.full:
        done += beat.steps
        if beat.caption.startswith(f"In step {step} "):
            last.add(done)
    assert last == {int(step)}
    for text, run in zip((constant, falling), f.runs, strict=True):
        assert near(text, run.rates[int(step) - 1])


def in_that_step_it_alone_goes_on(f, step, who, rate):
    constant, falling = f.runs
    on, over = (constant, falling) if who == "constant" else (falling, constant)
    assert over.diverged
    assert len(over.path) - 1 < int(step) <= len(on.path) - 1
    assert near(rate, on.rates[int(step) - 1])


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


def larger_batches_have_smaller_balls(f):
    the_runs_are_told(f)
    assert not any(run.diverged for run in f.runs)
    assert f.minimum > 1e-20 * f.y.var(), "without noise there are no balls"
    runs = sorted(f.runs, key=lambda run: run.rows.shape[1])
    for run in runs:
        hovers(f, run)
    sizes = [late_excess(f, run) for run in runs]
    assert all(small < large for large, small in pairwise(sizes))
    assert sizes[0] < 0.25 * (f.runs[0].losses[0] - f.minimum)


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


def the_late_averages(f, count, times):
    assert int(count) == len(f.runs[0].late)
    for text, run in zip(numbers(times), f.runs, strict=True):
        assert not run.diverged
        assert near(text, run.late.mean() / f.minimum, 4)


def many_starts_one_minimum(f):
    the_runs_are_told(f)
    assert f.curvatures[-1] > 0
    ends, starts = (np.array([run.path[i] for run in f.runs]) for i in (-1, 0))
    assert not any(run.diverged for run in f.runs)
    assert np.ptp(ends, axis=0).max() < np.ptp(starts, axis=0).max()
    assert all(run.losses[-1] < run.losses[0] for run in f.runs)


def the_contours_are_ellipses_around_it(f):
    (panel,) = f.story.panels
    section = panel.loss.section(panel.axes, panel.at)
    assert np.linalg.det(section.root) > 0 or np.linalg.matrix_rank(section.root) == 2
    if panel.at is None:
        np.testing.assert_allclose(section.center, f.best[list(f.axes)], rtol=1e-6, atol=1e-9)
    assert f.curvatures[-1] > 0


def they_start_at_the_same_distance(f, count):
    starts = np.array([points[0] for points in f.told()])
    assert int(count) == len(starts) == len(np.unique(starts, axis=0))
    away = np.linalg.norm(starts - f.best, axis=1)
    np.testing.assert_allclose(away, away[0], rtol=1e-6)


def no_two_differ_by_more(f, count, bound):
    assert int(count) == f.settings.steps
    assert all(len(run.path) == f.settings.steps + 1 for run in f.runs)
    apart = np.ptp([run.path[-1] for run in f.runs], axis=0).max()
    rounding = 1e-13 * np.abs([run.path[0] for run in f.runs]).max()
    assert is_bound(bound, apart) or max(read(bound), apart) < rounding


CLAIMS = [
    (r"How large may the learning rate be\?", the_heads_say_which_diverge),
    (rf"The largest curvature is L = {NUMBER}, so the limit is 2/L = {NUMBER}\.", the_limit_is),
    (
        r"Below the limit each step comes nearer; above 1/L it overshoots the minimum\.",
        below_the_limit_each_step_brings_nearer,
    ),
    (r"One start, one clock: only the rate differs\.", only_the_rate_differs),
    (rf"After {STEPS} the (MSEs are) ([^;]*?)(?:; (.* diverges?))?\.", the_mses_are),
    (rf"After {STEPS} the (MSE is) {LOSS}; (.* diverges?)\.", the_mses_are),
    (r"A falling rate lets SGD settle", a_falling_rate_settles),
    (
        r"Two descents from one start, each step of both on the same random sample\.",
        both_use_the_same_samples,
    ),
    (rf"In step (\d+) one rate is {NUMBER}, the other {NUMBER}\.", in_that_step_the_rates_are),
    (rf"In step (\d+) the (constant|falling) rate is {NUMBER}\.", in_that_step_it_alone_goes_on),
    (r"A constant and a falling rate", two_rates_are_compared),
    (
        rf"In the second half the falling rate's excess MSE is {NUMBER} times smaller\.",
        the_falling_rates_excess_is_smaller,
    ),
    (r"Larger batches, smaller balls", larger_batches_have_smaller_balls),
    (r"Several (batch sizes|starts)", several_are_compared),
    (r"A step averages the gradients of (.*) samples\.", a_step_averages),
    (r"The average of more samples points more steadily downhill\.", more_samples_point_more_steadily),
    (r"The MSE of the last (\d+) iterates averages (.*) times the minimum\.", the_late_averages),
    (r"Many starts, one minimum", many_starts_one_minimum),
    (
        r"Least squares has one minimum: the contours are ellipses\.",
        the_contours_are_ellipses_around_it,
    ),
    (r"(\d+) descents start at the same distance from it\.", they_start_at_the_same_distance),
    (rf"After {STEPS} no two of them differ by more than {NUMBER} in any weight\.", no_two_differ_by_more),
]
