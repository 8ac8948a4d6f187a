"""What a story would refuse is refused by its scene's check, which makes no data and descends nothing."""

import gc
import sys
import weakref
from itertools import product

import numpy as np
import pytest

from gdclips.story import settings
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples

FILE = "my.csv"
VALUES = {
    "samples": [2, 3, 4, 100],
    "weights": ["2,3", "2,6,5", "1,2,3,4"],
    "start": ["auto", "1,2", "1,2,3", "1,2,3,4", "1e12,-1e12,1e12"],
    "batch": [1, 4, 21, 22, 100, 101],
    "batches": ["1,10", "1,100", "1,10,100", "21,22", "4,101"],
    "spread": [1e-9, 0.2, 1e6],
}
"""Of the settings that a story may refuse beside others, values on both sides."""


def table(*columns, scale=1.0):
    """A user's own data: columns of numbers, the target's the last."""
    x = np.column_stack(columns[:-1]) * scale
    samples = Samples(x, columns[-1], tuple(f"x{i}" for i in range(x.shape[1])))
    return OwnData(samples, FILE, "y", standardized=False)


NUMBERS = np.random.default_rng(5).standard_normal((6, 30))
OWN = {
    "made": None,
    "one": table(*NUMBERS[:2]),
    "two": table(*NUMBERS[:3]),
    "three": table(*NUMBERS[:4]),
    "few": table(*NUMBERS[:5, :4]),
    "as many": table(*NUMBERS[:4, :4]),
    "collinear": table(NUMBERS[0], 2 * NUMBERS[0], NUMBERS[1]),
    "constant": table(np.ones(30), NUMBERS[0], NUMBERS[1]),
    "tiny": table(*NUMBERS[:3], scale=1e-200),
    "huge": table(*NUMBERS[:3], scale=1e145),
    "vast": table(*NUMBERS[:3], scale=1e139),
}


def refused(action, *arguments):
    """What a ValueError says, if there is one."""
    try:
        with np.errstate(all="ignore"):  # of numbers whose squares are beyond what one can hold
            action(*arguments)
    except ValueError as error:
        return str(error)
    return None


def cases(name):
    """Settings that differ in one or two from the default, with each table, by own data's rules."""
    record = SCENES[name].settings
    known = [key for key in VALUES if key in record.__struct_fields__]
    for key, own in product(known, OWN):
        if own != "made" and key in settings.MADE_DATA:
            continue
        for value in VALUES[key]:
            free = {} if own == "made" else {"start": None}
            yield settings.make(record, {"steps": 2} | free | {key: value}), OWN[own]
    for weights, start in product(VALUES["weights"], VALUES["start"]):
        yield settings.make(record, {"steps": 2, "weights": weights, "start": start}), None


@pytest.mark.parametrize("name", SCENES)
def test_a_check_refuses_what_the_story_would(name):
    scene, both = SCENES[name], set()
    for given, own in cases(name):
        checked, told = refused(scene.check, given, own), refused(scene.story, given, own)
        assert (checked is None) == (told is None), (given, checked, told)
        both.add(checked is None)
    assert both == {True, False}


@pytest.mark.parametrize("name", SCENES)
def test_a_check_descends_nothing_and_makes_no_data(name, monkeypatch):
    def never(*arguments, **more):
        raise AssertionError("called")

    for module in [each for key, each in sys.modules.items() if key.startswith("gdclips.story.scenes.")]:
        for called in ("descend", "linear_data", "correlated_data", "sample_batches"):
            if hasattr(module, called):
                monkeypatch.setattr(module, called, never)
    scene = SCENES[name]
    scene.check(scene.settings())
    for given, own in cases(name):
        refused(scene.check, given, own)


def test_own_data_are_fitted_once_for_all_clips(monkeypatch):
    fitted, least_squares = [], sys.modules["gdcore"].LeastSquares

    def counted(samples):
        fitted.append(samples)
        return least_squares(samples)

    monkeypatch.setattr("gdclips.story.problem.LeastSquares", counted)
    own = table(*NUMBERS[2:5])
    for seed in range(10):
        for name in ("contour_descent", "sgd", "ravine", "batch_sizes"):
            SCENES[name].check(settings.make(SCENES[name].settings, {"seed": seed, "start": None}), own)
    assert fitted == [own.samples]
    gone = weakref.ref(own.samples)
    fitted.clear()
    del own
    gc.collect()
    assert gone() is None  # what is known of them goes with them
