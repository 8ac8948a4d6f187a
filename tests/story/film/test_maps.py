"""Maps of problems: what their windows show of runs that arrive, diverge or stay."""

import msgspec
import numpy as np
import pytest

from gdclips.story.film.maps import BASIN, FAR, WALL, basin, followed, plane, whole
from gdclips.story.film.overlays import EigenAxes, Ellipse
from gdclips.story.film.views import Bowl, Map, Plane
from gdclips.story.terms import Term
from gdcore import LeastSquares, Samples, descend, gradient_descent, rosenbrock, section
from tests.drawing.film.surfaces import valley
from tests.story.film.tasks import descended, table, task

RATES = [0.01, 0.1, 0.9, 1.9, 2.5, 40.0, 1e15]  # the last three diverge


def section_of(made):
    return made.loss.section(made.axes, made.at)


def excess(made, points):
    section = section_of(made)
    return np.square((points - section.center) @ section.root.T).sum(axis=-1)


@pytest.mark.parametrize("rate", RATES)
def test_a_window_shows_the_run_the_minimum_the_truth_and_the_far_wall(rate):
    made, run = descended(60, rate)
    pair = list(made.axes)
    seen, path = whole(made, run), followed(run.points[:, pair], section_of(made))
    assert np.isfinite(seen).all()
    least = made.loss.minimizer[pair]
    wanted = np.array([*path, least, made.truth[pair], least + WALL * (least - path[0])])
    assert (wanted >= seen.min(axis=0)).all()
    assert (wanted <= seen.max(axis=0)).all()


@pytest.mark.parametrize("rate", RATES)
def test_a_run_is_followed_until_it_is_far_out(rate):
    made, run = descended(60, rate)
    points = run.points[:, list(made.axes)]
    kept = followed(points, section_of(made))
    over = excess(made, points)
    assert 1 <= len(kept) <= len(points)
    assert (excess(made, kept) <= FAR * over[0]).all()
    assert len(kept) == len(points) or len(kept) == 1 or over[len(kept)] > FAR * over[0]


def test_a_run_that_arrives_is_followed_to_its_end_and_one_beyond_the_limit_is_not():
    for rate, ends in ((0.1, True), (40.0, False)):
        made, run = descended(60, rate)
        points = run.points[:, list(made.axes)]
        assert (len(followed(points, section_of(made))) == len(points)) == ends


def test_a_run_that_stays_at_the_minimum_is_shown():
    made, run = descended(5, noise=0.0, start=(2.0, 6.0, 5.0))
    seen = whole(made, run)
    np.testing.assert_allclose(seen, np.broadcast_to(made.loss.minimizer[list(made.axes)], seen.shape))


@pytest.mark.parametrize("rate", RATES)
def test_a_basin_shows_the_run_and_a_ring_a_little_lower_than_its_highest_point(rate):
    made, run = descended(60, rate)
    shown = basin(made, run)
    highest = excess(made, followed(run.points[:, list(made.axes)], section_of(made))).max()
    np.testing.assert_allclose(
        excess(made, shown[-48:]), BASIN**2 * max(highest, excess(made, shown[:-48]).max()), rtol=1e-6
    )


def test_several_runs_are_shown_together():
    made, near = descended(20, 0.01)
    _, far = descended(20, 1.9)
    both = whole(made, near, far)
    for run in (near, far):
        one = whole(made, run)
        assert (both.min(axis=0) <= one.min(axis=0)).all()
        assert (both.max(axis=0) >= one.max(axis=0)).all()


@pytest.mark.parametrize(
    ("changes", "axes", "note"),
    [
        ({"weights": (2.0, 6.0)}, (0, 1), "MSE"),
        ({}, (1, 2), "MSE at the best w₀"),
        ({"slice": True}, (1, 2), "MSE at w₀ = 2"),
        ({"weights": (0.0, 1.0, -9.0, 0.0, 5.0)}, (2, 4), "MSE at the best 3 other weights"),
        ({"weights": (0.0, 1.0, -9.0, 0.0, 5.0), "slice": True}, (2, 4), "MSE at the true 3 other weights"),
    ],
)
def test_a_plane_has_the_shown_weights_and_says_what_the_others_are(changes, axes, note):
    made = task(**changes)
    shown = plane(made)
    assert (shown.axes, shown.note) == (axes, note)
    assert all(isinstance(name, Term) for name in shown.names)
    assert (shown.at is not None) == bool(changes.get("slice"))
    np.testing.assert_array_equal(shown.truth, made.truth)
    np.testing.assert_array_equal(shown.anchor, made.start)


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (1, ("intercept", "weight of feature 0")),
        (2, ("weight of feature 0", "weight of feature 1")),
    ],
)
def test_a_plane_of_own_data_names_their_columns_and_knows_no_truth(count, names):
    shown = plane(task(own=table(count)))
    assert shown.names == names
    assert shown.truth is None


def test_a_window_shows_a_losss_own_and_the_run():
    (x0, x1), (y0, y1) = rosenbrock.window
    run = descend(rosenbrock, gradient_descent(1e-4), [-2.6, 1.0], 5)
    plane = msgspec.structs.replace(valley().plane, anchor=run.points[0])
    seen = whole(plane, run)
    wanted = np.array([(x0, y0), (x1, y1), *run.points])
    assert (wanted >= seen.min(axis=0)).all()
    assert (wanted <= seen.max(axis=0)).all()


def test_a_run_that_diverges_is_followed_until_it_is_far_above_its_least():
    run = descend(rosenbrock, gradient_descent(5e-3), [-1.2, 1.0], 20)
    kept = followed(run.points, section(rosenbrock))
    assert 1 <= len(kept) < len(run.points)


OVERLAYS = {
    "ellipse": Ellipse(center=np.zeros(2), covariance=np.eye(2)),
    "axes": EigenAxes(center=np.zeros(2), ends=np.eye(2)),
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_ellipses_and_axes_need_a_quadratic(name):
    with pytest.raises(ValueError, match=f"a map's {name} is of rosenbrock, but expected a quadratic loss"):
        msgspec.structs.replace(valley(), overlays=(OVERLAYS[name],))
    x = np.random.default_rng(0).standard_normal((9, 2))
    least = LeastSquares(Samples(x, x @ [1.0, 2.0]))
    plane = Plane(loss=least, axes=(1, 2), names=("x", "y"), note="MSE", anchor=np.ones(3))
    Map(plane=plane, seen=np.eye(2), overlays=(OVERLAYS[name],))


def test_a_bowl_needs_a_quadratic():
    with pytest.raises(ValueError, match="a bowl is of rosenbrock, but expected a quadratic loss"):
        Bowl(plane=valley().plane, seen=np.eye(2))
