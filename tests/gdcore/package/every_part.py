"""A user's file that uses each part of the core: it runs, and mypy --strict passes on it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import gdcore as gd
from gdcore import theory

rng = np.random.default_rng(0)
samples: gd.Samples = gd.linear_data(60, [6, 5], 2, noise=3, rng=rng)
valley = gd.correlated_data(60, [6, 5], 2, spread=0.2, noise=3, rng=rng)
labels = gd.Samples(valley.x, (valley.y > np.median(valley.y)).astype(int), names=["first", "second"])
start = [2.0, 2.0, 8.0]


class Quartic:
    """A loss of one's own: the sum of fourth powers."""

    def value(self, w: ArrayLike) -> gd.Array:
        """Return the loss, (...)."""
        return np.asarray((np.asarray(w, float) ** 4).sum(axis=-1))

    def gradient(self, w: ArrayLike) -> gd.Array:
        """Return the gradient, (..., d)."""
        return np.asarray(4 * np.asarray(w, float) ** 3)


def init(point: gd.Array) -> None:
    """Return no state."""


def update(gradient: gd.Array, state: None, point: gd.Array, step: int) -> tuple[gd.Array, None]:
    """Return a step of normalised gradient descent."""
    return -0.1 * gradient / (1e-12 + np.linalg.norm(gradient, axis=-1, keepdims=True)), None


def first(loss: gd.Loss, point: gd.Array) -> None:
    """Return no state."""


def halve(
    loss: gd.Loss, gradient: gd.Array, state: None, point: gd.Array, step: int
) -> tuple[gd.Array, None]:
    """Return a step half-way to 0, if the loss is less there."""
    lower = loss.value(point / 2) < loss.value(point)
    return np.where(lower[..., np.newaxis], -point / 2, 0.0), None


least = gd.LeastSquares(samples)
losses: list[gd.Loss] = [
    least,
    gd.Ridge(samples, penalty=0.1),
    gd.Lasso(samples, penalty=0.1),
    gd.HuberRegression(samples, delta=1.0),
    gd.LogisticRegression(labels, penalty=0.1),
    gd.SoftmaxRegression(labels, penalty=0.1),
    Quartic(),
]
curved: gd.Surface = gd.rosenbrock
cube: gd.QuadraticFunction = gd.quadratic([3, 2, 1])
bowl: gd.Bowl = gd.quadratic_bowl(10, angle=0.3)
known: list[gd.Quadratic] = [least, cube, bowl, gd.Ridge(samples, penalty=0.1)]
surfaces: list[gd.Loss] = [
    curved,
    cube,
    bowl,
    gd.beale,
    gd.booth,
    gd.himmelblau,
    gd.rastrigin,
    gd.saddle,
    gd.plateau,
    gd.neuron,
]
slow: gd.Schedule = gd.inverse_time(0.1, 0.1)
schedules: list[gd.Rate] = [
    slow,
    0.1,
    gd.constant(0.1),
    gd.step_decay(0.1, 0.5, every=10),
    gd.exponential(0.1, 0.1),
    gd.warmup(gd.cosine(0.1, steps=20), steps=5),
    lambda step: 0.1 / (1 + step) ** 0.5,
]
optimizers: list[gd.Optimizer[Any]] = [
    gd.gradient_descent(0.01),
    gd.momentum(0.01, beta=0.9),
    gd.nesterov(0.01, beta=0.9),
    gd.sgd(0.01, momentum=0.9, nesterov=True),
    gd.adagrad(0.1),
    gd.rmsprop(0.1, centered=True, momentum=0.5),
    gd.adadelta(),
    gd.adam(0.1, betas=(0.9, 0.99)),
    gd.adamw(0.1),
    gd.nadam(0.1),
    gd.lion(0.1),
    gd.sign_descent(0.1),
    gd.weight_decay(gd.gradient_descent(0.01), 0.1),
    gd.decoupled_weight_decay(gd.adam(0.1), 0.1, 0.1),
    gd.dampening(gd.sgd(0.01, momentum=0.9), 0.5),
    gd.clip_by_norm(gd.gradient_descent(0.01), 1.0),
    gd.clip_by_value(gd.gradient_descent(0.01), 1.0),
    gd.Optimizer(init, update),
]
methods: list[gd.Method[Any]] = [
    gd.exact_line_search(),
    gd.armijo(),
    gd.barzilai_borwein(0.01),
    gd.nonlinear_conjugate_gradient(),
    gd.lbfgs(),
    gd.Method(first, halve),
]


for each in (*losses, *surfaces):
    weights = getattr(each, "dim", 3)
    checked: gd.LossCheck = gd.check_loss(each, np.linspace(0.5, 1.5, weights))
    run: gd.Trajectory = gd.descend(each, gd.adam(slow), np.ones((4, weights)), 20)
    window: gd.AdaptiveGrid = gd.adaptive_grid(
        gd.section(each, (0, 1), at=np.ones(weights)), ((-1, 1), (-1, 1))
    )
    print(each, checked, run.losses[-1], window.values.shape)
for rule in optimizers:
    print(gd.descend(least, rule, start, 20).points[-1])
for method in methods:
    print(gd.minimize(gd.rosenbrock, method, [-1.2, 1], 20).points[-1])
print(gd.hessian_at(least, start), gd.hessian_at(gd.rosenbrock, [[1, 1], [0, 0]]))
for rival in (gd.adam(0.1), gd.gradient_descent(0.01), gd.momentum(0.01, 0.9)):  # whose states differ
    print(gd.descend(least, rival, start, 20).points[-1])
for other in (gd.newton(), gd.lbfgs(), gd.armijo()):
    print(gd.minimize(least, other, start, 20).points[-1])
print(
    gd.minimize(least, gd.newton(), start, 2).points[-1],
    gd.minimize(least, gd.conjugate_gradient(), start, 3),
)
print(gd.minimize(gd.Lasso(samples, 0.1), gd.proximal_gradient(0.1, accelerated=True), start, 20))

rows: NDArray[np.int64] = gd.shuffled_batches(60, batch=4, steps=30, rng=rng)
sampled = gd.descend(least, gd.gradient_descent(0.1), start, 30, batches=rows)
several = gd.sample_batches(60, batch=1, steps=30, rng=rng, runs=5)
by_rows: list[gd.SampledLoss] = [least, gd.LogisticRegression(labels)]
print([gd.descend(each, gd.adam(0.1), start, 30, batches=several) for each in by_rows])
ellipse: gd.Section | gd.LossSlice = gd.section(least, (1, 2))
print(ellipse.grid([5, 6], [4, 5]), sampled.diverged_at)

with TemporaryDirectory() as folder:
    table = Path(folder) / "homes.csv"
    table.write_text("area,price\n50,210\n70,295\n90,370\n", "utf-8")
    homes: gd.Samples = gd.read_csv(table, ["area"], "price", standardize=True)
    file = Path(folder) / "run.npz"
    np.savez(file, points=sampled.points, losses=sampled.losses, gradients=sampled.gradients)
    logged = gd.recorded(file)
seen: gd.PathPlane = gd.plane(logged.points, kind="pca")
flat: gd.RestrictedLoss = seen.restricted(least)
print(seen.coordinates[-1], flat.value(seen.coordinates[-1]))

print(theory.max_rate(least, batch=1), [theory.condition_number(each) for each in known])
print(theory.local_rate(gd.adam(1e-8), least), theory.linearized(gd.momentum(0.1, 0.9), [[1.0]]))
found = theory.best_settings(gd.adam, gd.quadratic_bowl(10, angle=0.5))
print(found, theory.stationary_mse(least, 0.1, 1), theory.modes(least, 0.1).factors)
print(theory.polyak_average(sampled.points)[-1], theory.learning_curve(least, 0.1, 1, start, 30)[-1])
