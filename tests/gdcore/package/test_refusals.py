"""What every public function does with arguments that make no sense: one line that names the argument."""

import datetime
import fractions
import inspect
import re
import traceback
from types import FunctionType, ModuleType

import numpy as np
import pytest

import gdcore
from gdcore import theory

RNG = np.random.default_rng(0)
DATA = gdcore.linear_data(12, [6, 5], 2, noise=3, rng=RNG)
LOSS = gdcore.LeastSquares(DATA)
LABELS = gdcore.Samples(RNG.standard_normal((20, 2)), [0, 1] * 10)
BOWL = gdcore.quadratic_bowl(10)
ADAM = gdcore.adam(0.1)
RUN = gdcore.descend(BOWL, ADAM, [1, 1], 3)
POINTS = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [8.0, 7.0]]


class Tensor:
    """An array that records its gradient, as PyTorch's do."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


NONSENSE = {
    "nan": np.nan,
    "infinite": np.inf,
    "None": None,
    "text": "a\nb",
    "number as text": "1",
    "bytes": b"1",
    "True": True,
    "bool of NumPy": np.True_,
    "complex": 1 + 2j,
    "huge": 10**400,
    "unspeakable": 10**5000,
    "below int64": -(10**30),
    "beyond int64": np.uint64(2**63),
    "byte": np.uint8(1),
    "single": np.float32(0.5),
    "fraction": fractions.Fraction(1, 2),
    "masked": np.ma.array([1.0, 2.0], mask=[False, True]),
    "dates": np.array(["2020-01-01", "2020-01-02"], "M8[D]"),
    "days": np.timedelta64(3, "D"),
    "date": datetime.date(2020, 1, 1),
    "ragged": [[1.0, 2.0], [3.0]],
    "ragged scalars": [[1.0, 2.0], 3.0],
    "0-d": np.array(1.0),
    "empty": [],
    "no rows": np.empty((0, 2)),
    "negative": -1,
    "zero": 0,
    "half": 0.5,
    "two and a half": 2.5,
    "whole float": 2.0,
    "smallest": 5e-324,
    "largest": 1.7e308,
    "large array": np.array([1e308, 1e308]),
    "integers": np.array([1, 2]),
    "truths": np.array([True, False]),
    "texts": np.array(["a", "b"]),
    "objects": np.array([1, None], dtype=object),
    "complexes": np.array([1j, 2]),
    "nan in a list": [1.0, np.nan],
    "vector": [1.0, 2.0, 3.0],
    "matrix": np.eye(2),
    "tall": np.ones((3, 2)),
    "four axes": np.zeros((2, 3, 4, 2)),
    "records": np.zeros(2, dtype=[("a", float)]),
    "mapping": {"a": 1},
    "set": {1, 2},
    "float pair": (0.0, 1.0),
    "same pair": (0, 0),
    "function": lambda *_: None,
    "seed state": np.random.RandomState(0),
    "generator": np.random.default_rng(0),
    "tensor": Tensor(),
    "samples": DATA,
    "loss": LOSS,
    "class": gdcore.LeastSquares,
    "surface": gdcore.rosenbrock,
    "maker": gdcore.adam,
    "optimizer": ADAM,
    "method": gdcore.newton(),
    "maker of a method": gdcore.newton,
    "maker of a schedule": gdcore.cosine,
    "run": RUN,
    "object": object(),
}

USUAL = {
    "rate": 0.1,
    "beta": 0.5,
    "momentum": 0.5,
    "a": 0.5,
    "k": 0.1,
    "final": 0.05,
    "factor": 0.5,
    "every": 2,
    "steps": 3,
    "n": 10,
    "batch": 1,
    "runs": 2,
    "rng": np.random.default_rng(0),
    "coef": [1, 2],
    "intercept": 1.0,
    "spread": 0.1,
    "noise": 0.1,
    "optimizer": ADAM,
    "max_norm": 1.0,
    "clip_value": 1.0,
    "decay": 0.1,
    "dampening": 0.1,
    "loss": LOSS,
    "start": [2, 2, 8],
    "iterates": 3,
    "first": 2,
    "coverage": 0.5,
    "permutations": 10,
    "points": POINTS,
    "samples": DATA,
    "penalty": 0.1,
    "init": lambda *_: None,
    "update": lambda *_: None,
    "condition": 10.0,
    "angle": 1.0,
    "layout": None,
}
OWN = {  # arguments that are other ones elsewhere
    "LogisticRegression": {"samples": LABELS},
    "SoftmaxRegression": {"samples": LABELS},
    "LossSlice": {"function": lambda w: w.sum(axis=-1), "axes": (0, 1), "at": [0, 0]},
    "QuadraticFunction": {"curvatures": [1, 2], "axes": np.eye(2), "center": [1, 2]},
    "Samples": {"x": [[1.0], [2.0]], "y": [1, 2], "names": ["a"]},
    "Section": {"center": [1, 2], "floor": 3.0, "root": [[2, 0], [0, 1]]},
    "Surface": {
        "name": "plane",
        "formula": lambda x, y: x + y,
        "slope": lambda x, y: (x, y),
        "curvature": lambda x, y: (x, y, x),
        "minimizers": [[0, 0]],
        "saddles": [[1, 1]],
    },
    "Trajectory": {name: getattr(RUN, name) for name in inspect.signature(gdcore.Trajectory).parameters},
    "adaptive_grid": {"section": gdcore.section(gdcore.rosenbrock), "window": ((-2, 2), (-1, 3)), "most": 40},
    "check_loss": {"loss": BOWL, "at": [1.0, 2.0]},
    "descend": {"loss": LOSS, "batches": gdcore.sample_batches(12, 2, 3, rng=RNG)},
    "hessian_at": {"w": [2.0, 2, 8]},
    "minimize": {"loss": BOWL, "method": gdcore.newton(), "start": [1, 1]},
    "quadratic": {"curvatures": [1, 2], "axes": np.eye(2), "angle": None, "center": [1, 2]},
    "recorded": {"losses": [1.0, 2, 3, 4], "gradients": POINTS[1:], "loss": BOWL},
    "section": {"loss": gdcore.rosenbrock, "axes": (0, 1), "at": [1.0, 2.0]},
    "nonlinear_conjugate_gradient": {"beta": "dai-yuan"},
    "RestrictedLoss": {"loss": BOWL, "origin": [1, 2], "directions": np.eye(2)},
    "best_settings": {
        "optimizer": gdcore.adagrad,
        "loss": BOWL,
        "start": [1, 1],
        "steps": 20,
        "tolerance": 0.5,
        "choices": {"rate": [0.1]},
    },
    "eigen_coordinates": {"points": [[1.0, 2, 3]]},
    "inside_ellipse": {"center": [0, 0], "covariance": np.eye(2)},
    "linearized": {"optimizer": gdcore.momentum(0.1, 0.5), "hessian": np.eye(2), "state": np.zeros(2)},
    "local_rate": {"optimizer": gdcore.momentum(0.1, 0.5), "hessian": np.eye(2), "state": np.zeros(2)},
}
RECORDS = {
    "AdaptiveGrid",
    "LossCheck",
    "BestSettings",
    "FiniteRun",
    "Modes",
    "PathPlane",
    "ReshuffledEpochs",
    "Trial",
}
METHODS = {
    "value": {"w": [1.0, 2]},
    "plotted": {"w": [1.0, 2]},
    "gradient": {"w": [1.0, 2]},
    "hessian": {"w": [1.0, 2]},
    "section": {"axes": (0, 1), "at": None},
    "grid": {"xs": [1.0, 2], "ys": [1.0, 2, 3], "axes": (0, 1), "at": None},
}
ELSEWHERE = {"read_csv"}  # which reads a file


def callables():
    """Every public function and class that is no mere record of results, with arguments that make sense."""
    for module in (gdcore, theory):
        for name in module.__all__:
            given = getattr(module, name)
            if isinstance(given, type | FunctionType) and name not in RECORDS | ELSEWHERE:
                yield from [] if getattr(given, "_is_protocol", False) else [(name, given)]


def calls():
    for name, given in callables():
        parameters = inspect.signature(given).parameters.values()
        usual = {p.name: USUAL[p.name] for p in parameters if p.name in USUAL and p.default is p.empty}
        rest = {p.name: p.default for p in parameters if p.default is not p.empty}
        yield name, given, rest | usual | OWN.get(name, {})
    for loss in (gdcore.rosenbrock, BOWL, LOSS, gdcore.Lasso(DATA, 0.1), gdcore.LogisticRegression(LABELS)):
        for part, arguments in METHODS.items():
            if callable(getattr(loss, part)):
                at = {"w": np.ones(loss.dim)} if "w" in arguments else {}
                yield f"{type(loss).__name__}.{part}", getattr(loss, part), arguments | at
    yield "batch_gradient", LOSS.batch_gradient, {"w": np.ones(3), "rows": [0, 1]}
    yield "Section.value", gdcore.section(BOWL).value, {"points": [1.0, 2]}
    yield "LossSlice.value", gdcore.section(gdcore.rosenbrock).value, {"points": [1.0, 2]}
    for part in ("shares", "envelope"):
        yield f"Modes.{part}", getattr(theory.modes(LOSS, 0.1), part), {"steps": 3}
    yield "Modes.iterations", theory.modes(LOSS, 0.1).iterations, {"tolerance": 0.1}


CALLS = {name: (function, arguments) for name, function, arguments in calls()}
UNBOUNDED = {"steps", "iterates", "permutations", "runs", "batch", "n", "every", "history_size", "most"}


def called(function, arguments):
    """Call a function, its positional-only arguments by their places."""
    kinds = inspect.signature(function).parameters
    places = [
        value for name, value in arguments.items() if kinds[name].kind is inspect.Parameter.POSITIONAL_ONLY
    ]
    return function(*places, **dict(list(arguments.items())[len(places) :]))


def test_there_are_all():
    assert len(CALLS) > 100
    assert {"descend", "minimize", "plateau", "theory"} & {*CALLS} == {"descend", "minimize"}
    assert isinstance(gdcore.theory, ModuleType)


@pytest.mark.parametrize("name", CALLS)
def test_what_makes_sense_is_taken(name):
    assert called(*CALLS[name]) is not None


@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_refused_in_one_line_that_says_what(name):
    """Or it is taken, where it makes sense after all; warnings are errors."""
    function, arguments = CALLS[name]
    for argument in arguments:
        for kind, value in NONSENSE.items():
            try:
                called(function, arguments | {argument: value})
            except ValueError as error:
                message, frames = str(error), traceback.extract_tb(error.__traceback__)
                told = f"{name}({argument}: {kind}): {message!r}"
                assert "gdcore" in frames[-1].filename, told
                assert "\n" not in message, told
                assert len(message) < 500, told
                assert re.search(r" (expected|but|is|has) ", message), told
                names = "|".join([*arguments, "loss", "start", "w", "y", "u", "v", "losses", "directions"])
                assert re.search(rf"\b({names})\b", message), told
            except MemoryError:
                assert argument in UNBOUNDED
