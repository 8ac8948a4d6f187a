"""Conjugate gradients and L-BFGS are SciPy's and PyTorch's: recorded paths, and live where these are there.

They agree to 1e-10 of the size of the path at every step, also where they have converged and all that moves
is rounding: PyTorch's tolerances are 0, so that it goes on there, and SciPy's last point counts where it
stopped. `recorded/record_methods.py` made the paths.
"""

import runpy
from pathlib import Path

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    LogisticRegression,
    Samples,
    conjugate_gradient,
    inverse_time,
    lbfgs,
    minimize,
    nonlinear_conjugate_gradient,
    rosenbrock,
)

FOLDER = Path(__file__).parents[1] / "recorded"
with np.load(FOLDER / "methods.npz") as file:
    RECORDED = dict(file)
LBFGS = {
    "constant": lbfgs(0.5),
    "schedule": lbfgs(inverse_time(0.5, 0.02)),
    "history": lbfgs(0.5, history_size=3),
}
QUADRATICS = ["cg3", "cg4", "cg6", "cg20"]
PATHS = [name.removesuffix("_path") for name in RECORDED if name.endswith("_path")]


def loss_of(name):
    if name == "rosenbrock":
        return rosenbrock
    kind = LogisticRegression if name == "logistic" else LeastSquares
    return kind(Samples(RECORDED[f"{name}_x"], RECORDED[f"{name}_y"]))


def ours(path, method=None):
    name, _, how = path.partition("_")
    method = method or (LBFGS[how] if how else conjugate_gradient())
    return minimize(loss_of(name), method, RECORDED[f"{name}_start"], 200).points


def difference(path, expected):
    """The largest difference, in units of the path's largest coordinate."""
    return np.abs(path - expected).max() / np.abs(expected).max()


def test_all_is_recorded():
    quasi_newton = [f"{name}_{how}" for name in ("squares", "logistic") for how in LBFGS]
    assert {*PATHS} == {*QUADRATICS, *quasi_newton, "rosenbrock_constant", "rosenbrock_schedule"}
    assert (FOLDER / "methods.npz").stat().st_size < 50_000
    for library in ("python", "numpy", "scipy", "torch"):
        assert RECORDED[f"version_{library}"].item()[0].isdigit()


@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_recorded_path(path):
    assert difference(ours(path)[RECORDED["kept"]], RECORDED[f"{path}_path"]) < 1e-10


@pytest.mark.parametrize("path", QUADRATICS)
@pytest.mark.parametrize("beta", ["polak-ribiere", "fletcher-reeves", "hestenes-stiefel", "dai-yuan"])
def test_nonlinear_conjugate_gradients_are_linear_on_quadratics(path, beta):
    points = ours(path, nonlinear_conjugate_gradient(beta))
    assert difference(points[RECORDED["kept"]], RECORDED[f"{path}_path"]) < 1e-10


@pytest.fixture(scope="module")
def live():
    pytest.importorskip("torch")
    pytest.importorskip("scipy")
    record = runpy.run_path(str(FOLDER / "record_methods.py"))
    return record["paths"](record["data"]())


@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_librarys_path(path, live):
    assert difference(ours(path), live[path]) < 1e-10
