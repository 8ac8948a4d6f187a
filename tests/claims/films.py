"""What the captions of plain films say: of the rings, of a descent, of several rates and starts."""

import re

import numpy as np

from . import plain, sampled
from .figures import LOSS, NUMBER, ROUNDING, is_bound, near, near_loss, read
from .plain import across, before_rounding, the_runs_are_told

COUNT = r"(\d+)"


def views(f):
    """The views of a film's full cut."""
    return [view for shot in f.story.full for view in (shot.hero, *shot.supports)]


def maps(f):
    """The maps that are heroes of a film."""
    return [shot.hero for shot in f.story.full if hasattr(shot.hero, "plane")]


def the_data_are(f, name, assumed, count, of, missing, scale):
    assert f.file.path.name == name or (name.endswith("…") and f.file.path.name.startswith(name[:-1]))
    assert int(count) == len(f.y)
    assert (assumed or "") in ", ".join(f.file.assumed)
    assert int(of or count) - int(count) == f.file.dropped
    assert missing is None or int(missing) == f.file.dropped
    assert scale == ("standardised" if f.file.standardized else "as they are")


def least_on_the_map(f):
    """The least MSE in the plane of the two shown weights, the hidden ones at their best or at the truth."""
    pair = list(f.axes)
    hidden = np.delete(np.arange(len(f.best)), pair)
    at = maps(f)[0].plane.at
    if at is None:
        return f.minimum
    left = f.y - f.design[:, hidden] @ at[hidden]
    best = np.linalg.lstsq(f.design[:, pair], left, rcond=None)[0]
    return float(np.mean((left - f.design[:, pair] @ best) ** 2))


def rings_halve(f, above):
    """A ring is drawn at the start's excess over the map's least, and at halves of it."""
    least, plane = least_on_the_map(f), maps(f)[0].plane
    assert (above is None) == (least <= 1e-20 * f.y.var())
    pair = list(f.axes)
    section = plane.loss.section(plane.axes, plane.at)
    np.testing.assert_array_equal(plane.anchor, f.start)
    np.testing.assert_allclose(section.floor, least, rtol=1e-6, atol=1e-15 * f.y.var() + ROUNDING)
    assert section.value(f.start[pair]) >= section.floor * (1 - 1e-9)


def the_swings_grow(f, limit):
    plain.each_step_overshoots_further(f, limit)


def no_weight_is_off_by_more(f, bound):
    run = f.run_alone
    assert is_bound(bound, np.abs(run.path[-1] - f.truth).max())


def it_is_the_least(f, count, loss):
    run = f.run_alone
    assert int(count) == len(run.path) - 1 == f.settings.steps
    assert near(loss, run.losses[-1], 4, slack=1e-7 * run.losses[-1] + ROUNDING)
    assert near(loss, f.minimum, 4, slack=1e-7 * f.minimum + ROUNDING)


def it_has_come_to(f, count, loss, least):
    run = f.run_alone
    assert int(count) == len(run.path) - 1 == f.settings.steps
    assert loss.startswith("below") or near(loss, run.losses[-1], 4, slack=1e-7 * run.losses[-1] + ROUNDING)
    assert not loss.startswith("below") or run.losses[-1] < 1e-20
    assert near(least, f.minimum, 4, slack=1e-9 * f.minimum + ROUNDING)
    assert loss != least


def it_diverges(f, who, count):
    run = plain.the_run(f, who)
    assert [each for each in f.runs if each.diverged] == [run]
    assert int(count) == len(run.path) - 1
    assert (run.losses[:-1] <= 1e12 * run.losses[0]).all()
    the_picture_ends_with_the_runs(f)


def several_diverge(f, who, counts):
    gone = [run for run in f.runs if run.diverged]
    assert len(gone) > 1
    names = re.split(", | and ", who)
    told = f.runs if who == "All" else [named(f, name) for name in names]
    assert {id(run) for run in told} == {id(run) for run in gone}
    assert re.split(", | and ", counts) == [str(len(run.path) - 1) for run in told]
    the_picture_ends_with_the_runs(f)


def so_many_diverge(f, count, of):
    assert int(count) == sum(run.diverged for run in f.runs)
    assert int(of) == len(f.runs)
    the_picture_ends_with_the_runs(f)


def named(f, name):
    """The run of a name: a rate's share of the limit, or a start's number."""
    if f.has("shares"):
        (run,) = (run for share, run in zip(f.settings.shares, f.runs, strict=True) if near(name, share))
        return run
    return plain.the_run(f, name.capitalize())


def the_picture_ends_with_the_runs(f):
    """Each run is told as far as it went, and the iterations as far as the longest did."""
    assert sorted(map(len, f.told())) == sorted(len(run.path) for run in f.runs)
    longest = max(len(run.path) for run in f.runs) - 1
    assert f.story.steps == f.story.timeline("full").state(1e9).step == longest
    assert f.story.clock == f.settings.steps
    assert (f.story.ended == "diverged at") == all(run.diverged for run in f.runs)


def noise_moves_it(f, where, distance):
    assert f.settings.noise > 0
    assert (where == "On this map noise") == (len(f.truth) > 2)
    apart = np.linalg.norm((f.best - f.truth)[list(f.axes)])
    assert apart > 1e-9
    assert near(distance, apart, 2)


def the_path_ends(f, left):
    run = f.run_alone
    assert f.settings.noise > 0
    assert not run.diverged
    assert len(run.path) == f.settings.steps + 1
    pair = list(f.axes)
    assert near(left, np.linalg.norm((run.path[-1] - f.best)[pair]), 2, slack=1e-12)


def which_line_fits(f, count, kind):
    assert int(count) == len(f.y)
    assert (kind == "with") == (f.settings.noise > 0)
    assert f.x.shape[1] == 1


def the_best_line(f, intercept, slope):
    plain.the_line_has(f, intercept, slope)
    assert f.x.shape[1] == 1


def steps_ask(f, count, how):
    one = count == "one sample"
    assert (how == "at random") == one
    sampled.steps_look_at(f, "one" if one else count.removesuffix(" samples"))


def downhill_on_average(f, count):
    sampled.downhill_on_average(f, "one" if count == "one sample" else count.removesuffix(" samples"))


def a_batch_stands_for_all(f, count):
    sampled.a_batch_stands_for_all(f, "one" if count == "one sample" else count.removesuffix(" samples"))


def every_gradient_vanishes(f):
    single = f.design * (f.design @ f.best - f.y)[:, None]
    assert np.abs(single).max() < 1e-9 * np.abs(f.design * f.y[:, None]).max()
    assert f.minimum < 1e-20 * f.y.var()


def without_noise_it_settles(f, loss):
    run = f.run_alone
    every_gradient_vanishes(f)
    assert not run.diverged
    assert near_loss(loss, run.losses[-1], 3)
    assert f.excess(run.path[-1]) < 0.02 * f.excess(run.path[0])


def it_hovers(f, count, times):
    sampled.the_late_average(f, count, times)


def it_hovers_above(f, count, percent):
    sampled.the_late_excess(f, count, percent)


def the_limit_is(f, curvature, limit):
    assert near(curvature, f.curvatures[0])
    assert near(limit, 2 / f.curvatures[0])


def rates_are_shares(f):
    """One start for all, and each run's rate is the share that its name says."""
    the_names_say_which_diverge(f)
    assert all(np.array_equal(points[0], f.start) for points in f.told())


def the_names_say_which_diverge(f):
    """Below the limit no run gains, above it every run that has had the time does; the names know which."""
    the_runs_are_told(f)
    limit = f.limit()
    tracks = {id(track.run): track for view in maps(f)[:1] for track in view.tracks}.values()
    names = {f"{float(re.fullmatch(rf'{NUMBER}(?: diverges)?', t.name)[1]):g}": t for t in tracks}
    assert len(names) == len(f.runs) == len(set(f.settings.shares))
    for share, run in zip(f.settings.shares, f.runs, strict=True):
        track = next(each for text, each in names.items() if near(text, share))
        assert np.allclose(run.rates, share * limit)
        along = np.abs(across(f, run))
        if track.name.endswith("diverges"):
            assert share > 1
            assert along[-1] > along[0]
            assert run.losses[-1] > run.losses[0]
        else:
            assert run.losses[-1] <= run.losses[0] * (1 + 1e-9)


def below_they_come_nearer(f):
    for share, run in zip(f.settings.shares, f.runs, strict=True):
        path = before_rounding(f, run)
        away = np.linalg.norm(path - f.best, axis=1)
        if share < 1:
            assert len(path) < 2 or (np.diff(away) < 1e-9 * away[0]).all()


def beyond_they_diverge(f):
    below_they_come_nearer(f)
    assert min(f.settings.shares) < 1 < max(f.settings.shares)
    swings_grow_at_all_rates_beyond(f)


def swings_grow_at_all_rates_beyond(f):
    for share, run in zip(f.settings.shares, f.runs, strict=True):
        values, directions = np.linalg.eigh(f.hessian)
        steepest = directions[:, values > (1 - 1e-9) * values[-1]]
        away = np.linalg.norm((run.path - f.best) @ steepest, axis=1)
        assert share < 1 or (np.diff(away) > 0).all()


def all_are_beyond(f):
    assert min(f.settings.shares) > 1
    swings_grow_at_all_rates_beyond(f)


def none_is_beyond(f):
    assert max(f.settings.shares) <= 1
    below_they_come_nearer(f)


def all_stay_at_the_minimum(f):
    for run in f.runs:
        assert f.excess(run.path[0]) <= 1e-24 * np.mean(f.y**2)


def the_best_share_is(f, count, share, loss):
    assert int(count) == f.settings.steps
    lasted = [(run.losses[-1], each) for run, each in zip(f.runs, f.settings.shares, strict=True)]
    lasted = [(last, each) for last, each in lasted if near(share, each) or np.isfinite(last)]
    (told,) = (last for last, each in lasted if near(share, each))
    rounding = 1e-25 * f.runs[0].losses[0]
    assert told <= min(last for last, _ in lasted) + rounding
    assert near_loss(loss, told, 3) or max(read(loss), told) < rounding


def the_least_mse_is(f, count, loss):
    assert int(count) == f.settings.steps
    least = min(run.losses[-1] for run in f.runs if not run.diverged)
    assert near_loss(loss, least, 3) or max(read(loss), least) < 1e-25 * f.runs[0].losses[0]


def the_rings_are_ellipses_around_it(f):
    plane = maps(f)[0].plane
    section = plane.loss.section(plane.axes, plane.at)
    assert np.linalg.matrix_rank(section.root) == 2
    if plane.at is None:
        np.testing.assert_allclose(section.center, f.best[list(f.axes)], rtol=1e-6, atol=1e-9)
    assert f.curvatures[-1] > 0


def they_start_at_one_distance(f, count):
    starts = np.array([points[0] for points in f.told()])
    assert int(count) == len(starts) == len(np.unique(starts, axis=0))
    away = np.linalg.norm(starts - f.best, axis=1)
    np.testing.assert_allclose(away, away[0], rtol=1e-6)
    for run in f.runs:
        moved, slope = run.path[1] - run.path[0], f.gradient(run.path[0])
        np.testing.assert_allclose(moved, -f.rate * slope, rtol=1e-6, atol=1e-12 * np.abs(run.path[0]).max())


def their_weights_differ(f, count, bound):
    assert int(count) == f.settings.steps
    assert all(len(run.path) == f.settings.steps + 1 for run in f.runs)
    apart = np.ptp([run.path[-1] for run in f.runs], axis=0).max()
    rounding = 1e-13 * np.abs([run.path[0] for run in f.runs]).max()
    assert is_bound(bound, apart) or max(read(bound), apart) < rounding


WHO = r"(one sample|\d+ samples)"
CLAIMS = [
    (r"How large may the learning rate be\?", the_names_say_which_diverge),
    (
        r"(.+?)(?: \((.+?)\))?: (\d+)(?: of (\d+) rows(?: \((\d+) with missing cells\))?| rows), "
        r"(standardised|as they are)\.",
        the_data_are,
    ),
    (r"Each ring inwards halves the MSE( above the map's least)?\.", rings_halve),
    (rf"Beyond the limit {NUMBER} the swings grow with every step\.", the_swings_grow),
    (r"Above half the limit each step overshoots the steepest way\.", plain.each_step_overshoots),
    (r"As the slope flattens, the steps shrink\.", plain.steps_shrink),
    (rf"Now no weight is off by over {NUMBER}\.", no_weight_is_off_by_more),
    (rf"After {COUNT} steps? the MSE is the least there is, {NUMBER}\.", it_is_the_least),
    (rf"After {COUNT} steps?(?: the MSE is|: MSE) {LOSS}[;,] the least(?: is)? {NUMBER}\.", it_has_come_to),
    (r"(It|Start \d|start \d|[\d.]+) diverges: in (\d+) steps? the MSE grows over 10¹²-fold\.", it_diverges),
    (r"(.+) diverge, after (.+) steps\.", several_diverge),
    (r"(\d) of (\d) diverge\.", so_many_diverge),
    (rf"(On this map noise|Noise) moves the minimum {NUMBER} from the truth\.", noise_moves_it),
    (rf"The path ends {NUMBER} from the minimum, not at the truth\.", the_path_ends),
    (r"Which line fits (\d+) samples (with|without) noise best\?", which_line_fits),
    (rf"The best line has intercept {NUMBER} and slope {NUMBER}\.", the_best_line),
    (rf"Each step asks {WHO}, drawn (at random|with replacement)\.", steps_ask),
    (rf"The gradient of {WHO} is downhill only on average\.", downhill_on_average),
    (rf"Each step takes the gradient of {WHO} for that of all\.", a_batch_stands_for_all),
    (r"At the minimum every sample's gradient vanishes\.", every_gradient_vanishes),
    (
        r"Far out most steps help; near the minimum they kick about\.",
        sampled.steps_help_and_then_kick,
    ),
    (rf"Without noise it settles: the MSE falls to {LOSS}\.", without_noise_it_settles),
    (rf"It hovers: the last {COUNT} MSEs average {NUMBER} times the least\.", it_hovers),
    (rf"It hovers: the last {COUNT} MSEs average {NUMBER} % above the least\.", it_hovers_above),
    (rf"The largest curvature is λ = {NUMBER}: the limit is 2/λ = {NUMBER}\.", the_limit_is),
    (r"One start, one clock: the rates are shares of the limit\.", rates_are_shares),
    (r"Below the limit they come nearer; beyond it they diverge\.", beyond_they_diverge),
    (r"Below the limit each step comes nearer to the minimum\.", none_is_beyond),
    (r"Beyond the limit the swings grow with every step\.", all_are_beyond),
    (r"All of them start at the minimum, and stay there\.", all_stay_at_the_minimum),
    (rf"Best after {COUNT} steps: {NUMBER} of the limit, MSE {LOSS}\.", the_best_share_is),
    (rf"After {COUNT} steps the least MSE is {LOSS}\.", the_least_mse_is),
    (r"Least squares has one minimum: the rings are ellipses\.", the_rings_are_ellipses_around_it),
    (rf"{COUNT} starts at one distance: each runs down its own gradient\.", they_start_at_one_distance),
    (r"All descents start at the minimum, and stay there\.", all_stay_at_the_minimum),
    (rf"After {COUNT} steps? their weights differ by {NUMBER} at most\.", their_weights_differ),
]
