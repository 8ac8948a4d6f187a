"""The package as a whole: what it exports, and that it can be sent to other processes."""

import inspect
import pickle
import re
import subprocess
import sys
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


def functions():
    """The public functions and classes, and the public methods of these, by their names."""
    for package in (gdcore, gdcore.theory):
        for name in package.__all__:
            value = getattr(package, name)
            if isinstance(value, type | FunctionType):
                yield name, value
            for part, own in vars(value).items() if isinstance(value, type) else ():
                if isinstance(own, FunctionType) and not part.startswith("_"):
                    yield f"{name}.{part}", own


@pytest.mark.parametrize("name", dict(functions()))
def test_help_begins_with_a_signature_that_can_be_read(name):
    """Without `from __future__ import annotations` in its module, it shows what Array and Rate stand for."""
    try:
        told = str(inspect.signature(dict(functions())[name]))
    except ValueError:  # Python's own classes have none
        return
    assert "numpy.ndarray" not in told


@PACKAGES
def test_nothing_public_is_left_out(package):
    public = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public <= set(package.__all__)


def test_its_import_loads_nothing_slow_that_few_need():
    told = "import gdcore, sys; print({'numpy.ma', 'zipfile'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_what_a_process_hands_to_another_survives():
    samples = gdcore.linear_data(20, [6, 5], 2, noise=1, rng=np.random.default_rng(0))
    parts = (gdcore.LeastSquares(samples), gdcore.momentum(gdcore.warmup(0.1, 5), 0.9), gdcore.rosenbrock)
    loss, optimizer, surface = pickle.loads(pickle.dumps(parts))
    here, there = (gdcore.descend(a, b, [1, 2, 3], 20).points for a, b in (parts[:2], (loss, optimizer)))
    np.testing.assert_array_equal(here, there)
    assert surface.value([1, 1]) == 0


MANY = gdcore.quadratic(np.arange(1.0, 101.0))
DATA = gdcore.linear_data(500, np.arange(1.0, 21.0), 2, noise=1, rng=np.random.default_rng(0))
LINE = gdcore.LeastSquares(gdcore.Samples(DATA.x[:, :1], DATA.y, ["size"]))
SHOWN = [
    (DATA, "<Samples: 500 rows of 20 features>"),
    (LINE.samples, "<Samples: 500 rows of 1 feature>"),
    (MANY, "<QuadraticFunction: quadratic function of 100 weights>"),
    (
        gdcore.plane(np.eye(100)[:5]).restricted(MANY),
        "<RestrictedLoss: quadratic function of 100 weights on a plane>",
    ),
    (gdcore.section(gdcore.rosenbrock), "<LossSlice: weights 0 and 1 of 2>"),
    (gdcore.adaptive_grid(gdcore.section(LINE), ((-1, 1), (-2, 2))), "<AdaptiveGrid: 33 rows, 33 columns>"),
    (gdcore.theory.modes(MANY, 0.01), "<Modes: curvatures from 100 to 1, rate 0.01, momentum 0>"),
    (
        gdcore.theory.ReshuffledEpochs(np.zeros(20), np.zeros((20, 20)), 1 / 3),
        "<ReshuffledEpochs: MSE 0.333333, of 20 weights>",
    ),
    (gdcore.descend(MANY, gdcore.adam(0.1), np.ones(100), 9), "<Trajectory: 9 steps of 100 weights>"),
]


@pytest.mark.parametrize(("value", "told"), SHOWN, ids=[type(value).__name__ for value, _ in SHOWN])
def test_what_holds_arrays_is_shown_on_one_line(value, told):
    assert repr(value) == told


@PACKAGES
def test_its_help_begins_with_a_table_of_all_that_there_is(package):
    _, *table, _ = re.split(r"^=+  =+$", package.__doc__, flags=re.MULTILINE)
    assert {*package.__all__} <= {*re.findall(r"\w+", table[-1])}
