"""What is said of momentum in a ravine."""

import numpy as np

from .figures import LOSS, NUMBER, STEPS, near, near_loss
from .plain import across, the_runs_are_told


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
