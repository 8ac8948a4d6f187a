"""Records the paths of PyTorch's and Optax's optimisers in `optimizers.npz`; run it where both are installed.

The losses are written here on their own, and their gradients are those of PyTorch's autograd, in double
precision. The rate is set anew before each step, so that a schedule is any sequence of rates. The first ones
are such that no rounding grows on the way, as it may near a minimum where gradients are divided by their own
size. Run again with the versions that the file names, the script gives the same file.
"""

import platform
from functools import partial
from pathlib import Path

import jax
import numpy as np
import optax
import torch

STEPS = 200
KEPT = np.r_[1:11, 20 : STEPS + 1 : 20]  # the steps whose points are recorded


def make_data():
    """40 rows: two features, a target and a label."""
    rng = np.random.default_rng(2026)
    x = rng.normal(size=(40, 2)) * [1.0, 1.7] + [0.3, -0.5]
    y = 2 + 3 * x[:, 0] - 2 * x[:, 1] + rng.normal(size=40)
    chance = 1 / (1 + np.exp(-(0.5 + 1.5 * x[:, 0] - x[:, 1])))
    return {"x": x, "y": y, "labels": (rng.random(40) < chance).astype(float)}


def make_losses(data):
    """Each loss as a function of a tensor of weights, and the start of its runs."""
    x, y, labels = (torch.tensor(data[name]) for name in ("x", "y", "labels"))
    design = torch.column_stack([torch.ones(len(x)), x])
    return {
        "least_squares": (lambda w: ((design @ w - y) ** 2).mean() / 2, [2.03, 2.11, 3.07]),
        "logistic": (
            lambda w: torch.nn.functional.binary_cross_entropy_with_logits(design @ w, labels),
            [-1.03, -1.47, 1.61],
        ),
        "rosenbrock": (lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, [-1.23, 1.04]),
    }


SCHEDULES = {  # the rate at step t, as a share of the first
    "constant": lambda t: 1.0,
    "inverse_time": lambda t: 1 / (1 + 0.02 * t),
    "cosine": lambda t: 0.1 + 0.9 * np.cos(0.5 * np.pi * min(t, 150) / 150) ** 2,
}


def torch_path(optimizer, loss, start, rates, clip=None, **settings):
    w = torch.tensor(start, requires_grad=True)
    running, path = optimizer([w], lr=1.0, **settings), []
    for rate in rates:
        running.param_groups[0]["lr"] = rate
        running.zero_grad()
        loss(w).backward()
        if clip is not None:
            clip([w])
        running.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def optax_path(optimizer, loss, start, rates, **settings):
    w, path = torch.tensor(start, requires_grad=True), []
    state = optimizer(1.0, **settings).init(jax.numpy.array(start))
    update = jax.jit(lambda rate, *arguments: optimizer(rate, **settings).update(*arguments))
    for rate in rates:
        w.grad = None
        loss(w).backward()
        point, gradient = (jax.numpy.array(a.numpy()) for a in (w.detach(), w.grad))
        move, state = update(rate, gradient, state, point)
        path.append(np.array(point + move))
        w = torch.tensor(path[-1], requires_grad=True)
    return np.array(path)


SGD, ADAM = (partial(torch_path, optimizer) for optimizer in (torch.optim.SGD, torch.optim.Adam))
RMSPROP, ADAGRAD = (
    partial(torch_path, optimizer) for optimizer in (torch.optim.RMSprop, torch.optim.Adagrad)
)
BY_NORM = partial(torch.nn.utils.clip_grad_norm_, max_norm=1.5)
BY_VALUE = partial(torch.nn.utils.clip_grad_value_, clip_value=0.8)
CASES = {  # the first rate on each loss, and what gives the path
    "sgd": ((0.1, 1.0, 8e-4), SGD),
    "sgd_momentum": ((0.05, 0.3, 2e-4), partial(SGD, momentum=0.9)),
    "sgd_nesterov": ((0.05, 0.3, 2e-4), partial(SGD, momentum=0.9, nesterov=True)),
    "sgd_dampening": ((0.2, 2.0, 1e-3), partial(SGD, momentum=0.8, dampening=0.7)),
    "sgd_weight_decay": ((0.05, 0.3, 2e-4), partial(SGD, momentum=0.9, nesterov=True, weight_decay=0.03)),
    "sgd_all": ((0.1, 1.0, 1e-3), partial(SGD, momentum=0.8, dampening=0.5, weight_decay=0.03, clip=BY_NORM)),
    "sgd_clip_by_norm": ((0.1, 1.0, 2e-3), partial(SGD, momentum=0.5, clip=BY_NORM)),
    "sgd_clip_by_value": ((0.1, 1.0, 2e-3), partial(SGD, momentum=0.5, clip=BY_VALUE)),
    "adagrad": ((0.7, 0.5, 0.3), ADAGRAD),
    "adagrad_begun": ((0.7, 0.5, 0.3), partial(ADAGRAD, initial_accumulator_value=0.1, eps=1e-7)),
    "rmsprop": ((0.02, 0.03, 0.01), RMSPROP),
    "rmsprop_centered": ((0.05, 0.03, 5e-3), partial(RMSPROP, centered=True, eps=0.03)),
    "rmsprop_momentum": ((0.01, 0.01, 2e-3), partial(RMSPROP, alpha=0.95, momentum=0.8, eps=0.1)),
    "rmsprop_all": ((5e-3, 5e-3, 1e-3), partial(RMSPROP, centered=True, momentum=0.8, weight_decay=0.03)),
    "adadelta": ((1.7, 5.0, 1.0), partial(torch_path, torch.optim.Adadelta)),
    "adam": ((0.1, 0.05, 0.02), ADAM),
    "adam_betas": ((0.1, 0.05, 0.02), partial(ADAM, betas=(0.8, 0.95), eps=0.01)),
    "adam_weight_decay": ((0.1, 0.05, 0.014), partial(ADAM, weight_decay=0.03, clip=BY_VALUE)),
    "adamw": ((0.1, 0.05, 0.02), partial(torch_path, torch.optim.AdamW, weight_decay=0.1)),
    "nadam": ((0.07, 0.05, 0.02), partial(torch_path, torch.optim.NAdam)),
    "lion": ((0.0313, 0.0211, 0.0107), partial(optax_path, optax.lion, weight_decay=0.0)),
    "lion_weight_decay": (
        (0.0313, 0.0211, 0.0107),
        partial(optax_path, optax.lion, b1=0.8, weight_decay=0.1),
    ),
    "sign_descent": ((0.0313, 0.0211, 0.0107), partial(optax_path, optax.sign_sgd)),
}


def make_paths(data):
    """Every point after the start: for each loss (cases, schedules, steps, d)."""
    torch.set_default_dtype(torch.float64)
    jax.config.update("jax_enable_x64", True)
    return {
        name: np.array(
            [
                [
                    run(loss, start, [first[k] * share(t) for t in range(STEPS)])
                    for share in SCHEDULES.values()
                ]
                for first, run in CASES.values()
            ]
        )
        for k, (name, (loss, start)) in enumerate(make_losses(data).items())
    }


def record(file):
    data = make_data()
    versions = {module.__name__: module.__version__ for module in (torch, optax, jax, np)}
    named = [
        f"{name} {version}" for name, version in {**versions, "python": platform.python_version()}.items()
    ]
    np.savez_compressed(
        file,
        versions=np.array(named),
        cases=np.array([*CASES]),
        schedules=np.array([*SCHEDULES]),
        rates=np.array([first for first, _ in CASES.values()]),
        kept=KEPT,
        **data,
        **{f"{name}_start": np.array(start) for name, (_, start) in make_losses(data).items()},
        **{name: path[:, :, KEPT - 1] for name, path in make_paths(data).items()},
    )


if __name__ == "__main__":
    record(Path(__file__).with_name("optimizers.npz"))
