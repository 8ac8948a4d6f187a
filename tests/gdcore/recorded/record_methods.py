"""Records paths of SciPy's conjugate gradients and of PyTorch's L-BFGS, for the tests of the methods.

    python tests/gdcore/recorded/record_methods.py

writes methods.npz beside this file: the data, the starts, the first ten points of each path and every fifth,
and the versions of what computed them. The losses are written here once more, for autograd.

The quadratics are such as do not amplify rounding much: with 8 weights and a condition number of 300, SciPy's
path differs by 1e-8 from its own where the same matrix is rounded otherwise, and with 20 weights by 1e-3.
"""

import platform
from pathlib import Path

import numpy as np
import scipy
import torch
from scipy.sparse.linalg import cg

STEPS = 200
KEPT = np.array([*range(10), *range(10, STEPS + 1, 5)])  # numbers of points
SCHEDULE = (0.5, 0.02)  # a / (1 + k t)
SMALL_HISTORY = 3


def data():
    """What is descended: quadratics as least squares of x and y, and data of two classes; and the starts."""
    rng = np.random.default_rng(2024)
    arrays = {}
    for name, weights, condition in [("cg3", 3, 100), ("cg4", 4, 1000), ("cg6", 6, 100), ("cg20", 20, 6)]:
        columns = np.linalg.qr(rng.standard_normal((2 * weights, weights - 1)))[0]
        scales = np.geomspace(2, 2 * condition**-0.5, weights - 1)
        arrays[f"{name}_x"] = (columns * scales * weights**0.5).round(4)
        arrays[f"{name}_y"] = (10 * rng.standard_normal(2 * weights)).round(4)
        arrays[f"{name}_start"] = rng.standard_normal(weights).round(6)
    x = rng.standard_normal((40, 3)).round(6)
    arrays |= {"logistic_x": x, "logistic_start": np.zeros(4)}
    arrays["logistic_y"] = (x @ [1, -2, 0.5] + rng.logistic(size=40) > 0).astype(float)
    arrays |= {"squares_x": x, "squares_start": np.array([2.0, 2.0, 8.0, -3.0])}
    arrays["squares_y"] = (2 + x @ [6, 5, -1] + 3 * rng.standard_normal(40)).round(6)
    arrays["rosenbrock_start"] = np.array([-1.2, 1.0])
    return arrays


def design(x):
    """X, with ones first."""
    return np.column_stack([np.ones(len(x)), x])


def cg_path(x, y, start):
    """Every iterate of SciPy's CG on the normal equations; where it has stopped, its last."""
    matrix, right = design(x).T @ design(x) / len(x), design(x).T @ y / len(x)
    path = [start]
    cg(matrix, right, start, rtol=1e-14, maxiter=STEPS, callback=lambda w: path.append(w.copy()))
    return np.array(path + [path[-1]] * (STEPS + 1 - len(path)))


def torch_losses(arrays):
    """The losses that L-BFGS descends, by name."""
    tensors = {name: torch.tensor(array) for name, array in arrays.items()}
    x = torch.tensor(design(arrays["squares_x"]))

    def squares(w):
        return ((x @ w - tensors["squares_y"]) ** 2).mean() / 2

    def logistic(w):
        return torch.nn.functional.binary_cross_entropy_with_logits(x @ w, tensors["logistic_y"])

    def rosenbrock(w):
        return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2

    return {"squares": squares, "logistic": logistic, "rosenbrock": rosenbrock}


def lbfgs_path(loss, start, rates, history_size):
    """One iteration of PyTorch's L-BFGS a step, without line search and tolerances, the rate set anew."""
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [w], max_iter=1, tolerance_grad=0, tolerance_change=0, history_size=history_size
    )
    path = [start]

    def closure():
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        return value

    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step(closure)
        path.append(w.detach().numpy().copy())
    return np.array(path)


def paths(arrays):
    """All paths, (STEPS + 1, d), by name."""
    found = {
        name: cg_path(arrays[f"{name}_x"], arrays[f"{name}_y"], arrays[f"{name}_start"])
        for name in ("cg3", "cg4", "cg6", "cg20")
    }
    a, k = SCHEDULE
    for name, loss in torch_losses(arrays).items():
        start = arrays[f"{name}_start"]
        found[f"{name}_constant"] = lbfgs_path(loss, start, [a] * STEPS, 100)
        found[f"{name}_schedule"] = lbfgs_path(loss, start, [a / (1 + k * t) for t in range(STEPS)], 100)
        if name != "rosenbrock":  # where it amplifies rounding
            found[f"{name}_history"] = lbfgs_path(loss, start, [a] * STEPS, SMALL_HISTORY)
    return found


def main():
    """Write methods.npz."""
    arrays = data()
    kept = {f"{name}_path": path[KEPT] for name, path in paths(arrays).items()}
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "torch": torch.__version__,
    }
    text = {f"version_{name}": np.array(str(version)) for name, version in versions.items()}
    np.savez_compressed(Path(__file__).with_name("methods.npz"), kept=KEPT, **arrays, **kept, **text)


if __name__ == "__main__":
    main()
