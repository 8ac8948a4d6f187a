"""What is said of the ravine, and of momentum in it."""

import numpy as np

from .figures import LOSS, NUMBER, STEPS, near, near_loss, read
from .plain import across, the_run_is_full_batch, the_runs_are_told


def correlation(f):
    first, second = f.axes
    return np.corrcoef(f.design[:, first], f.design[:, second])[0, 1]


def correlated_features_make_a_ravine(f):
    two_features_are_shown(f)
    assert abs(correlation(f)) > 0.5, "they do not correlate"


def two_features_are_shown(f):
    the_run_is_full_batch(f)
    assert f.x.shape[1] >= 2
    head = f.story.panels[0].head
    assert near(head.removeprefix("correlation "), correlation(f))


def the_features_nearly_agree(f, r):
    the_correlation_is(f, r)
    assert abs(correlation(f)) > 0.9, "they do not agree"


def the_correlation_is(f, r):
    assert near(r, correlation(f))


def along_it_changes_less(f, times):
    it_curves_more_in_one_direction(f, times)
    assert read(times) >= 5, "hardly"


def it_curves_more_in_one_direction(f, times):
    """The ratio is that of the curvatures of the map that is seen."""
    first, second = f.axes
    hidden = [i for i in range(len(f.best)) if i not in (first, second)]
    rest, shown = f.design[:, hidden], f.design[:, [first, second]]
    left = shown if f.settings.slice else shown - rest @ np.linalg.lstsq(rest, shown, rcond=None)[0]
    sizes = np.linalg.svd(left, compute_uv=False) ** 2
    assert read(times) >= 1
    assert near(times, sizes[0] / sizes[1], 2)


def split(f, moves):
    """Return how much of moves (k, d) is across the ravine, and how much is not."""
    over = moves @ f.steepest[1]
    return np.abs(over), np.linalg.norm(moves - over[:, None] * f.steepest[1], axis=1)


def the_first_steps_cross(f):
    over, along = split(f, np.diff(f.run_alone.path[:5], axis=0))
    assert over.sum() > along.sum()
    slopes = [np.linalg.norm(f.gradient(w)) for w in f.run_alone.path]
    assert slopes[0] == max(slopes)


def the_rest_creep(f, limit):
    run = f.run_alone
    assert near(limit, 2 / f.steepest[0])
    assert len(run.path) > 6, "there is no rest"
    over, along = split(f, np.diff(run.path, axis=0))
    assert over[4:].sum() < along[4:].sum(), "not along it"
    assert (over[4:] + along[4:]).max() < 0.5 * (over[0] + along[0])


def momentum_does_its_step(f):
    the_runs_are_told(f)
    assert len(f.runs) == 2


def momentum_overshoots_and_outruns(f):
    momentum_does_its_step(f)
    plain, moved = f.runs
    along = across(f, moved)
    assert (along * along[0] < 0).any(), "it never passes the floor"
    assert moved.losses[-1] < plain.losses[-1]
    assert moved.losses[-1] < moved.losses[0]


def two_descents_from_one_start(f):
    momentum_does_its_step(f)
    plain, moved = f.told()
    np.testing.assert_array_equal(plain[:2], moved[:2])


def the_velocity_keeps(f, share):
    assert near(share, 100 * f.settings.decay)
    momentum_does_its_step(f)


def each_step_is_the_velocity(f):
    """Nothing is said of an overshoot, where there is none to see, or no end to it."""
    momentum_does_its_step(f)
    _, moved = f.runs
    assert moved.diverged or not 0.06 < overshoots(f).max() < 19


def overshoots(f):
    """Return how far past the ravine's floor each iterate is, as a share of how far the start is before."""
    along = across(f, f.runs[1])
    scale = np.abs(f.start).max() + np.abs(f.best).max()
    return -along / along[0] if abs(along[0]) > 1e-8 * scale else 0 * along


def it_is_past_the_floor(f, count, share):
    assert not f.runs[1].diverged
    shares = overshoots(f)
    assert shares.max() > 0.04, "hardly"
    assert int(count) == int(shares.argmax())
    assert near(share, 100 * shares.max(), 2)


def the_excesses_are(f, count, moved, plain):
    assert int(count) == f.settings.steps
    for text, run in zip((plain, moved), f.runs, strict=True):
        assert len(run.path) == f.settings.steps + 1, "it had diverged before"
        assert near_loss(text, f.excess(run.path[-1]), 2)


CLAIMS = [
    (r"Correlated features make a ravine", correlated_features_make_a_ravine),
    (r"Two features, one map", two_features_are_shown),
    (rf"The features nearly agree: their correlation is {NUMBER}\.", the_features_nearly_agree),
    (
        rf"So the MSE hardly changes along the ravine: {NUMBER} times less than across it\.",
        along_it_changes_less,
    ),
    (rf"The features' correlation is {NUMBER}\.", the_correlation_is),
    (
        rf"The MSE curves {NUMBER} times more in one direction than across it\.",
        it_curves_more_in_one_direction,
    ),
    (r"The first steps cross the ravine: there the gradient is large\.", the_first_steps_cross),
    (
        rf"The rest creep along it: a rate beyond 2/L = {NUMBER} would be unstable across\.",
        the_rest_creep,
    ),
    (r"Momentum overshoots, then outruns plain descent", momentum_overshoots_and_outruns),
    (r"Momentum", momentum_does_its_step),
    (
        r"Two descents from one start at one rate: plain, and with momentum\.",
        two_descents_from_one_start,
    ),
    (rf"The velocity keeps {NUMBER} % of itself and adds a plain step\.", the_velocity_keeps),
    (
        r"Each step is the velocity: what is left of the last one, and a plain step\.",
        each_step_is_the_velocity,
    ),
    (
        rf"Overshoot: after {STEPS} it is {NUMBER} % as far past the ravine's floor as it began\.",
        it_is_past_the_floor,
    ),
    (rf"After {STEPS} the excess MSE is {LOSS} with momentum, {LOSS} without\.", the_excesses_are),
]
