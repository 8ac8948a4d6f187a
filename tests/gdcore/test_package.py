"""The package as a whole: what it exports, and that its examples run."""

import doctest
import importlib
import pickle
from types import FunctionType, ModuleType

import numpy as np
import pytest

import gdcore


def test_everything_exported_exists_and_is_documented():
    assert len(set(gdcore.__all__)) == len(gdcore.__all__)
    for name in gdcore.__all__:
        value = getattr(gdcore, name)
        if isinstance(value, type | FunctionType | ModuleType):
            assert value.__doc__, name


def test_nothing_public_is_left_out():
    public = {
        name
        for name, value in vars(gdcore).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public <= set(gdcore.__all__)


@pytest.mark.parametrize("name", ["gdcore", "gdcore.data"])
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_what_a_process_hands_to_another_survives():
    samples = gdcore.linear_data(20, [6, 5], 2, noise=1, rng=np.random.default_rng(0))
    parts = (gdcore.LeastSquares(samples), gdcore.momentum(gdcore.warmup(0.1, 5), 0.9), gdcore.rosenbrock)
    loss, optimizer, surface = pickle.loads(pickle.dumps(parts))
    here, there = (gdcore.descend(a, b, [1, 2, 3], 20).points for a, b in (parts[:2], (loss, optimizer)))
    np.testing.assert_array_equal(here, there)
    assert surface.value([1, 1]) == 0
