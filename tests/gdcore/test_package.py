"""The package as a whole: what it exports, and that it can be sent to other processes."""

import pickle
import re
from types import FunctionType, ModuleType

import numpy as np
import pytest

import gdcore

PACKAGES = pytest.mark.parametrize("package", [gdcore, gdcore.theory], ids=["gdcore", "theory"])


@PACKAGES
def test_everything_exported_exists_and_is_documented(package):
    assert len(set(package.__all__)) == len(package.__all__)
    for name in package.__all__:
        value = getattr(package, name)
        if isinstance(value, type | FunctionType | ModuleType):
            assert value.__doc__, name


@PACKAGES
def test_nothing_public_is_left_out(package):
    public = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public <= set(package.__all__)


def test_what_a_process_hands_to_another_survives():
    samples = gdcore.linear_data(20, [6, 5], 2, noise=1, rng=np.random.default_rng(0))
    parts = (gdcore.LeastSquares(samples), gdcore.momentum(gdcore.warmup(0.1, 5), 0.9), gdcore.rosenbrock)
    loss, optimizer, surface = pickle.loads(pickle.dumps(parts))
    here, there = (gdcore.descend(a, b, [1, 2, 3], 20).points for a, b in (parts[:2], (loss, optimizer)))
    np.testing.assert_array_equal(here, there)
    assert surface.value([1, 1]) == 0


@PACKAGES
def test_its_help_begins_with_a_table_of_all_that_there_is(package):
    _, *table, _ = re.split(r"^=+  =+$", package.__doc__, flags=re.MULTILINE)
    assert {*package.__all__} <= {*re.findall(r"\w+", table[-1])}
