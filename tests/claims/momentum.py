"""What is said of momentum beside plain descent, and what theory draws of both before they are there."""

import re

import numpy as np

from tests import shown

from .figures import LOSS, NUMBER, near, near_loss
from .plain import across, the_runs_are_told


def overlays(f, kind):
    """What theory draws of a kind, each once, by its key."""
    views = [view for view in shown.views(f.story) if hasattr(view, "overlays")]
    found = {each.key: (each, view) for view in views for each in view.overlays}
    return [pair for pair in found.values() if type(pair[0]).__name__ == kind]


def momentum_does_its_step(f):
    the_runs_are_told(f)
    assert len(f.runs) == 2


def overshoots(f):
    """Return how far past the ravine's floor each iterate is, as a share of how far the start is before."""
    along = across(f, f.runs[1])
    scale = np.abs(f.start).max() + np.abs(f.best).max()
    return -along / along[0] if abs(along[0]) > 1e-8 * scale else 0 * along


def coordinates(f, run, mode):
    """How far a run is from the minimum along an eigenvector, of the largest curvature or the least."""
    direction = np.linalg.svd(f.design)[2][mode]
    return np.abs((run.path - f.best) @ direction)


def the_two_start_together(f):
    """And what theory has drawn of them before bounds the swings across, and is the way along."""
    momentum_does_its_step(f)
    np.testing.assert_array_equal(f.told()[0][0], f.told()[1][0])
    apart = np.abs(f.start - f.best).max() + 1e-6 * np.abs(f.start).max()
    for law, plot in overlays(f, "Law"):
        (line,) = (each for each in plot.lines if each.role == law.role)
        run = f.runs[("rival", "path").index(law.role)]
        some = len(run.path)
        np.testing.assert_allclose(np.abs(law.values[:some]), np.abs(line.values), atol=1e-6 * apart)
        if f.curvatures[-1] < 0.99 * f.curvatures[-2]:
            np.testing.assert_allclose(np.abs(line.values), coordinates(f, run, -1), atol=1e-6 * apart)
    for bound, plot in overlays(f, "Envelope"):
        line = plot.lines[1]
        assert (np.abs(line.values) <= bound.values * (1 + 1e-6) + 1e-9 * apart).all()
        ratios = bound.values[1:] / bound.values[:-1]
        np.testing.assert_allclose(ratios, np.sqrt(f.settings.decay))
        assert near(re.fullmatch(rf"×{NUMBER} a step", bound.label)[1], np.sqrt(f.settings.decay))
        if f.curvatures[1] < 0.99 * f.curvatures[0]:
            np.testing.assert_allclose(np.abs(line.values), coordinates(f, f.runs[1], 0), atol=1e-6 * apart)


def momentum_outruns(f):
    momentum_does_its_step(f)
    plain, moved = f.runs
    assert moved.losses[-1] < min(plain.losses[-1], moved.losses[0])


def a_step_is_the_last_and_a_plain_one(f, decay):
    assert float(decay) == f.settings.decay != 0
    momentum_does_its_step(f)


def each_step_is_a_plain_one(f):
    assert f.settings.decay == 0
    plain, moved = f.told()
    np.testing.assert_allclose(moved, plain)


def swings_die_out_and_the_way_adds_up(f):
    plain, moved = f.runs
    beyond = overshoots(f)
    last = len(beyond) - len(beyond) // 4
    assert 0.04 < beyond.max() < 25
    assert np.abs(beyond[last:]).max() < beyond.max() or len(beyond) < 8
    over = (plain.path - f.best) @ f.steepest[1]
    assert (-over / over[0]).max() <= 0.06, "plain descent overshoots, too"
    assert coordinates(f, moved, -1)[-1] < coordinates(f, plain, -1)[-1]


def each_step_is_the_velocity(f):
    momentum_does_its_step(f)


def it_went_past_the_floor(f, share, count, foretold):
    assert not f.runs[1].diverged
    beyond = overshoots(f)
    assert beyond.max() > 0.04, "hardly"
    assert int(count) == int(beyond.argmax())
    assert near(share, 100 * beyond.max(), 2)
    h, beta = f.curvatures[0], f.settings.decay
    error = [1.0, 1.0 - f.rate * h]  # of the recurrence along the steepest direction
    while len(error) <= f.settings.steps:
        error.append((1 + beta - f.rate * h) * error[-1] - beta * error[-2])
    expected = -np.array(error)
    same = int(expected.argmax()) == int(count) and near(share, 100 * expected.max(), 2)
    assert same or not foretold


def the_excesses_are(f, moved, plain):
    for text, run in zip((plain, moved), f.runs, strict=True):
        assert len(run.path) == f.settings.steps + 1, "it had diverged before"
        assert near_loss(text, f.excess(run.path[-1]), 2)


CLAIMS = [
    (r"Momentum outruns plain descent", momentum_outruns),
    (r"Momentum beside plain descent", momentum_does_its_step),
    (r"One start, one rate: plain descent, and momentum\.", the_two_start_together),
    (r"A step is η = ([\d.]+) times the last one, plus a plain step\.", a_step_is_the_last_and_a_plain_one),
    (r"With η = 0 each step is a plain one\.", each_step_is_a_plain_one),
    (r"Swings across die out, the way along adds up\.", swings_die_out_and_the_way_adds_up),
    (r"Each step is the velocity: what is left, and a plain step\.", each_step_is_the_velocity),
    (rf"It went {NUMBER} % past the floor, at step (\d+)(, as predicted)?\.", it_went_past_the_floor),
    (rf"Excess MSE: {LOSS} with momentum, {LOSS} without\.", the_excesses_are),
]
