"""A scene's runs once more, from the data on, by the notebook's steps; and its story."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from gdclips.story import settings
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import Samples, read_csv
from tests import shown

TESTS = Path(__file__).resolve().parents[1]
STACKLOSS = (TESTS.parent / "data" / "stackloss.csv", "stack_loss")
STACK_FEATURES = ("air_flow", "water_temp", "acid_conc")
BLOWUP = 1e12


@dataclass(frozen=True)
class File:
    """Columns of a CSV file, the features standardised or raw, the target times a unit.

    Some rows were dropped before, and something was assumed, if so told.
    """

    features: tuple[str, ...]
    standardized: bool = True
    path: Path = STACKLOSS[0]
    target: str = STACKLOSS[1]
    unit: float = 1.0
    assumed: tuple[str, ...] = ()
    dropped: int = 0

    def __str__(self):
        kind = "standard" if self.standardized else "raw"
        times = "" if self.unit == 1 else f"-times {self.unit:g}"
        return f"{self.path.stem}-{len(self.features)}-{kind}{times}{'-gaps' * (self.dropped > 0)}"

    def own(self):
        """Return what the program makes of it."""
        samples = read_csv(self.path, list(self.features), self.target, standardize=self.standardized)
        samples = Samples(samples.x, self.unit * samples.y, samples.names)
        read = (self.assumed, self.dropped)
        return OwnData(samples, self.path.name, self.target, self.standardized, *read)

    def columns(self):
        """Return the features (n, d) and the target (n,)."""
        with self.path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        x = np.array([[float(row[name]) for name in self.features] for row in rows])
        y = self.unit * np.array([float(row[self.target]) for row in rows])
        return (x - x.mean(axis=0)) / x.std(axis=0) if self.standardized else x, y


def gd_step(w, design, y, rate):
    error = np.dot(design, w) - y
    return w - (rate / design.shape[0]) * np.matmul(design.T, error)


def sgd_step(w, design, y, rate, rows):
    x_sample, y_sample = design[rows, :], y[rows]
    error = np.dot(x_sample, w) - y_sample
    return w - (rate / len(rows)) * np.matmul(x_sample.T, error)


def momentum_step(w, design, y, rate, eta, velocity):
    error = np.dot(design, w) - y
    velocity = eta * velocity - (rate / design.shape[0]) * np.matmul(design.T, error)
    return w + velocity, velocity


@dataclass(frozen=True)
class Run:
    """A run by hand: its path (steps + 1, d), or as far as it went before it diverged, and its MSEs.

    ``rates`` (steps,) and, if it is stochastic, ``rows`` (steps, batch) are each step's.
    """

    path: np.ndarray
    losses: np.ndarray
    rates: np.ndarray
    rows: np.ndarray | None

    @property
    def diverged(self):
        return bool(not self.losses[-1] <= BLOWUP * self.losses[0])

    @cached_property
    def late(self):
        """The losses of the last half of the iterates."""
        return self.losses[-max(1, len(self.path) // 2) :]


class Facts:
    """All that is known of a scene's clip without the project's code, but for ``story``."""

    def __init__(self, name, given, file=None):
        self.name, self.file = name, file
        self.settings = settings.make(SCENES[name].settings, given)
        self.x, self.y = file.columns() if file else self._made()
        self.truth = None if file else np.array(self.settings.weights)
        self.story = SCENES[name].story(self.settings, file.own() if file else None)
        self.design = np.column_stack([np.ones(len(self.y)), self.x])

    def has(self, name):
        return name in self.settings.__struct_fields__

    def stream(self, index):
        """Return a seed's random numbers for the data, the start or the batches."""
        return np.random.default_rng(np.random.SeedSequence(self.settings.seed).spawn(3)[index])

    def _made(self):
        (intercept, *slopes), n = self.settings.weights, self.settings.samples
        rng = self.stream(0)
        x = rng.standard_normal((n, len(slopes)))
        if self.has("spread"):
            x[:, 1:] = x[:, :1] + self.settings.spread * x[:, 1:]
        return x, intercept + x @ slopes + self.settings.noise * rng.standard_normal(n)

    def mse(self, w):
        return float(np.mean((self.design @ w - self.y) ** 2))

    def excess(self, w):
        """Return by how much the MSE at ``w`` is above the least."""
        return float(np.mean((self.design @ (w - self.best)) ** 2))

    @cached_property
    def best(self):
        return np.linalg.lstsq(self.design, self.y, rcond=None)[0]

    @cached_property
    def minimum(self):
        return self.mse(self.best)

    @cached_property
    def hessian(self):
        return self.design.T @ self.design / len(self.y)

    @cached_property
    def curvatures(self):
        return np.linalg.svd(self.design, compute_uv=False) ** 2 / len(self.y)

    @cached_property
    def steepest(self):
        """The largest eigenvalue of the Hessian, L, and its direction."""
        values, directions = np.linalg.eigh(self.hessian)
        return values[-1], directions[:, -1]

    def limit(self, batch=None):
        """Return the stability limit of the rate: 2/L, and with batches that of the mean square."""
        if batch is None:
            return 2 / self.steepest[0]
        u, sizes, _ = np.linalg.svd(self.design, full_matrices=False)
        h, z = sizes**2 / len(self.y), u * sizes  # in the Hessian's eigenbasis
        root = np.sqrt(np.add.outer(h, h).ravel())
        fourth = np.einsum("na,nb,nc,nd->acbd", z, z, z, z).reshape(len(root), -1) / len(self.y)
        moved = fourth / batch + (1 - 1 / batch) * np.diag(np.outer(h, h).ravel())
        return 1 / np.linalg.eigvalsh(moved / np.outer(root, root))[-1]

    @cached_property
    def batches(self):
        """The sizes of the batches that the scene's runs draw; of none, None."""
        if self.has("batches"):
            rows, batches = len(self.y), self.settings.batches
            fewer = batches == (1, 10, 100) and self.file is not None
            return tuple(dict.fromkeys(min(each, rows) for each in batches)) if fewer else batches
        if self.name == "decaying_rate":
            return (1, 1)
        batch = getattr(self.settings, "batch", None)
        fewer = self.name == "interactive" and batch == 100 and self.file is not None
        return (min(batch, len(self.y)) if fewer else batch,)

    @cached_property
    def rate(self):
        """The scene's learning rate, the first one if it falls."""
        if self.has("rate") and self.settings.rate is not None:
            return self.settings.rate
        return self.limit(None if None in self.batches else min(self.batches)) / 4

    @cached_property
    def start(self):
        if self.settings.start is None:
            return np.array([self.y.mean(), *np.zeros(self.x.shape[1])])
        return np.array(self.settings.start)

    @cached_property
    def runs(self):
        """The runs, in the order in which the story has them: those that it is compared with first."""
        steps = self.settings.steps
        constant = np.full(steps, self.rate)
        if self.name == "ravine":
            return [self.run(self.start, np.full(steps, rate)) for rate in (self.rate, 0.95 * self.limit())]
        if self.has("shares"):
            rates = [share * self.limit() for share in self.settings.shares]
            return [self.run(self.start, np.full(steps, rate)) for rate in rates]
        if self.has("starts"):
            return [self.run(start, constant) for start in self.starts]
        if self.has("spread") and self.has("decay"):
            moved = self.run(self.start, constant, eta=self.settings.decay)
            return [self.run(self.start, constant), moved]
        if self.has("decay"):
            falling = self.rate / (1 + self.settings.decay * np.arange(steps))
            return [self.run(self.start, rates, self.rows(1)) for rates in (constant, falling)]
        return [self.run(self.start, constant, self.rows(batch)) for batch in self.batches]

    @property
    def run_alone(self):
        """The run, where a sentence speaks as if there were but one."""
        assert len(self.runs) == 1, "which of the runs is meant?"
        return self.runs[0]

    @cached_property
    def starts(self):
        """The start turned around the minimum in the plane of the picture's two weights."""
        pair, count = list(self.axes), self.settings.starts
        arm = complex(*(self.start - self.best)[pair])
        starts = np.tile(self.start, (count, 1))
        for start, number in zip(starts, range(count), strict=True):
            turned = arm * np.exp(2j * np.pi * number / count)
            start[pair] = self.best[pair] + (turned.real, turned.imag)
        return starts

    @cached_property
    def axes(self):
        """The two weights that are shown: of more than two the features' steepest at the start."""
        if len(self.best) == 2:
            return 0, 1
        slopes = np.abs(self.gradient(self.start)[1:])
        return tuple(sorted(1 + np.argsort(-slopes, kind="stable")[:2]))

    def rows(self, batch):
        """Return the rows of each step (steps, batch), or None for all in each."""
        if batch is None:
            return None
        shape = (self.settings.steps, batch)
        return self.stream(2).integers(0, len(self.y), size=shape, dtype=np.int64)

    def gradient(self, w, rows=slice(None)):
        x, y = self.design[rows], self.y[rows]
        return x.T @ (x @ w - y) / len(y)

    @np.errstate(all="ignore")
    def run(self, start, rates, rows=None, eta=None):
        path, losses, velocity = [start], [self.mse(start)], np.zeros(len(start))
        for step, rate in enumerate(rates):
            if rows is not None:
                w = sgd_step(path[-1], self.design, self.y, rate, rows[step])
            elif eta is not None:
                w, velocity = momentum_step(path[-1], self.design, self.y, rate, eta, velocity)
            else:
                w = gd_step(path[-1], self.design, self.y, rate)
            path.append(w)
            losses.append(self.mse(w))
            if not losses[-1] <= BLOWUP * losses[0]:
                break
        return Run(np.array(path), np.array(losses), rates, rows)

    def told(self):
        """Return the story's runs as weights (steps + 1, d), each once."""
        return shown.paths(self.story)
