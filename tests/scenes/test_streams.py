"""One seed, a stream of random numbers for each purpose."""

import numpy as np
import pytest

from gdclips.story.problem import streams
from gdclips.story.scenes import SCENES
from tests import shown
from tests.claims.by_hand import Facts

APART = {
    "batch": 10,
    "batches": (2, 5),
    "decay": 0.5,
    "rate": 0.01,
    "shares": (0.1, 0.2),
    "slice": True,
    "start": None,
    "starts": 2,
    "steps": 7,
}
CASES = [
    (name, field) for name in SCENES for field in APART if field in SCENES[name].settings.__struct_fields__
]


def samples(facts):
    """Return what has the features x and the targets y."""
    return shown.samples(facts.story)


def test_each_purpose_has_a_stream_of_its_own():
    one = streams(1)
    first = [stream.random(5) for stream in (one.data, one.start, one.batches)]
    again = streams(1)
    again.batches.random(1000)
    np.testing.assert_array_equal(again.data.random(5), first[0])
    assert len({tuple(numbers) for numbers in first}) == 3
    assert not np.array_equal(streams(2).data.random(5), first[0])


@pytest.mark.parametrize(("name", "field"), CASES)
def test_no_other_setting_changes_the_data(name, field):
    default, changed = (samples(Facts(name, given)) for given in ({}, {field: APART[field]}))
    np.testing.assert_array_equal(default.x, changed.x)
    np.testing.assert_array_equal(default.y, changed.y)


@pytest.mark.parametrize("name", SCENES)
def test_noise_changes_the_targets_alone(name):
    clean, noisy = (samples(Facts(name, {"noise": noise})) for noise in (0, 2))
    np.testing.assert_array_equal(clean.x, noisy.x)
    assert np.std(noisy.y - clean.y) == pytest.approx(2, rel=0.3)


@pytest.mark.parametrize("name", SCENES)
def test_more_steps_begin_with_the_fewer(name):
    for short, long in zip(*(Facts(name, {"steps": steps}).told() for steps in (20, 30)), strict=True):
        np.testing.assert_array_equal(short, long[:21])


@pytest.mark.parametrize("name", SCENES)
def test_the_seed_decides_all(name):
    one, same, other = (Facts(name, {"seed": seed}) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.told(), same.told())
    assert not np.array_equal(samples(one).x, samples(other).x)
    assert not np.array_equal(one.told(), other.told())


def test_the_decaying_rate_and_all_batch_sizes_begin_with_the_same_numbers():
    constant, falling = (points[1] for points in Facts("decaying_rate", {}).told())
    np.testing.assert_array_equal(constant, falling)
    alone, among = Facts("noise_ball", {}).told()[0], Facts("batch_sizes", {}).told()[0]
    np.testing.assert_array_equal(alone[:301], among)
