"""What is said of descents on the loss surface: of the height, of the bowl seen from above, of its rings."""

import numpy as np

from gdclips.story.film.views import Bowl, Map

from .figures import NUMBER, ROUNDING
from .plain import each_step_is_the_rate_times_the_gradient, the_run_is_full_batch

SLACK = 1e-9  # of the first height: a step that rises by less does not


def heights(f):
    """The MSE at a run's two shown weights, the others at their best or at the truth, above the least of it.

    The surface that is drawn has these heights.
    """
    shown = next(shot.hero for shot in f.story.full)
    pair, run = list(f.axes), f.run_alone
    hidden = np.delete(np.arange(len(f.best)), pair)
    found = []
    with np.errstate(all="ignore"):
        for point in run.path[:, pair]:
            left, rest = f.y - f.design[:, pair] @ point, f.design[:, hidden]
            best = (
                np.linalg.lstsq(rest, left, rcond=None)[0]
                if np.isfinite(left).all()
                else 0 * run.path[0, hidden]
            )
            found.append(
                np.mean((left - rest @ (best if shown.plane.at is None else shown.plane.at[hidden])) ** 2)
            )
    section = shown.plane.loss.section(shown.plane.axes, shown.plane.at)
    drawn = section.value(run.path[:, pair])
    np.testing.assert_allclose(drawn, found, rtol=1e-5, atol=1e-15 * f.y.var() + ROUNDING)
    return drawn, np.square((run.path[:, pair] - section.center) @ section.root.T).sum(axis=-1)


def the_height_is_named(f):
    """Where weights are hidden, the picture says at which values the height is the MSE."""
    hidden, plane = len(f.best) > 2, f.story.full[0].hero.plane
    assert (plane.note == "MSE") == (not hidden)
    heights(f)


def it_falls(f):
    _, up = heights(f)
    assert not f.run_alone.diverged
    assert up[-1] < up[0]
    return up


def it_walks_down(f):
    up = it_falls(f)
    assert (np.diff(up) <= SLACK * up[0]).all()
    assert up[-1] <= 0.9 * up[0]


def it_creeps_down(f):
    up = it_falls(f)
    assert (np.diff(up) <= SLACK * up[0]).all()
    assert up[-1] >= 0.9 * up[0]


def it_comes_down_not_by_every_step(f):
    up = it_falls(f)
    assert (np.diff(up) > 0).any()


def it_starts_at_the_bottom(f):
    _, up = heights(f)
    assert up[0] <= 1e-18 * max(f.y.var(), np.mean(f.y**2))


def this_rate_throws_it_up(f):
    _, up = heights(f)
    assert f.rate >= 2 / f.steepest[0] * (1 - 1e-12)
    assert f.run_alone.diverged or up[-1] > up[0]


def it_moves_along_the_wall(f):
    _, up = heights(f)
    assert up[-1] >= up[0] * (1 - 2 * SLACK) or f.run_alone.diverged


def it_goes_up_and_down(f):
    up = it_falls(f)
    assert (np.diff(up) > 0).any()
    assert (np.diff(up) < 0).any()


def every_step_leads_down(f):
    up = it_falls(f)
    assert (np.diff(up) <= SLACK * up[0]).all()


def it_goes_up_too(f):
    _, up = heights(f)
    assert f.run_alone.diverged or up[-1] >= up[0] * (1 - 2 * SLACK)


def from_above_it_is_the_map(f):
    """The map has the bowl's plane, window and runs; without a bowl it is seen so from the beginning."""
    heroes = [shot.hero for shot in f.story.full]
    maps = [hero for hero in heroes if isinstance(hero, Map)]
    bowls = [hero for hero in heroes if isinstance(hero, Bowl)]
    assert maps
    assert bool(bowls) == (f.settings.elevation <= 89)
    for bowl in bowls:
        assert bowl.plane is maps[0].plane
        assert bowl.seen is maps[0].seen
        assert bowl.tracks is maps[0].tracks
        assert bowl.key == maps[0].key


def each_ring_is_a_height(f):
    from_above_it_is_the_map(f)
    assert any(isinstance(shot.hero, Map) and shot.hero.levels for shot in f.story.full)
    the_height_is_named(f)


def titled(f):
    the_run_is_full_batch(f)
    the_height_is_named(f)


def titled_sgd(f):
    assert f.run_alone.rows is not None
    the_height_is_named(f)


HEIGHT = r"Height is the error: "
CLAIMS = [
    (r"Bowl and map", titled),
    (r"SGD on the bowl", titled_sgd),
    (HEIGHT + r"the point walks down the wall\.", it_walks_down),
    (HEIGHT + r"the point creeps down the wall\.", it_creeps_down),
    (HEIGHT + r"it comes down, but not by every step\.", it_comes_down_not_by_every_step),
    (HEIGHT + r"the point starts at the bottom\.", it_starts_at_the_bottom),
    (HEIGHT + r"this rate throws the point up the wall\.", this_rate_throws_it_up),
    (HEIGHT + r"the point moves along the wall\.", it_moves_along_the_wall),
    (HEIGHT + r"it goes up as well as down the wall\.", it_goes_up_and_down),
    (HEIGHT + r"here, every step leads down\.", every_step_leads_down),
    (HEIGHT + r"the point goes up the wall, too\.", it_goes_up_too),
    (rf"Each step is α = {NUMBER} times the negative gradient\.", each_step_is_the_rate_times_the_gradient),
    (r"From above, the bowl is the contour map\.", from_above_it_is_the_map),
    (r"Same point, same path: each ring is one height\.", each_ring_is_a_height),
]
