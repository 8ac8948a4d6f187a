"""What the scenes of plain regression share: the data, their loss, where to start and how fast."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdcore import LeastSquares, Samples, Trajectory, linear_data, theory
from scenes.stage.marks import Term
from scenes.stage.numbers import plain
from scenes.stage.story import Beat, Contour, Line, Readout, Row, Series, Table, Track
from scenes.stories.settings import Settings

MOST_ROWS = 3
INTERCEPT = "intercept"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class OwnData(msgspec.Struct, frozen=True):
    """A user's data: the samples, the file's name, the target's, and whether they are standardised."""

    samples: Samples
    file: str
    target: str
    standardized: bool


class Problem(msgspec.Struct, frozen=True):
    """A regression ready to be descended; ``truth`` (d,) are the weights that made it, if known."""

    loss: LeastSquares
    truth: NDArray[np.float64] | None
    start: NDArray[np.float64]
    rate: float
    rate_note: str
    axes: tuple[int, int]
    names: tuple[Term | str, ...]
    own: OwnData | None


class Streams(msgspec.Struct, frozen=True):
    """Random numbers for each purpose, so that changing one thing changes no other."""

    data: np.random.Generator
    start: np.random.Generator
    batches: np.random.Generator


def streams(seed: int) -> Streams:
    """Return independent generators spawned from one seed."""
    return Streams(*(np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(3)))


def problem(settings: Settings, own: OwnData | None, batch: int | None = None) -> Problem:
    """Return the regression that the settings, or a user's own data, describe.

    Raises a ValueError if the start has not one number for each weight.
    """
    truth = None if own else np.array(settings.weights)
    samples = own.samples if own else _made(settings)
    loss = LeastSquares(samples)
    start = _start(settings.start, loss)
    rate, note = _rate(settings.rate, loss, batch)
    return Problem(loss, truth, start, rate, note, _axes(loss, start), _names(samples, own), own)


def _made(settings: Settings) -> Samples:
    intercept, *slopes = settings.weights
    if settings.samples < len(settings.weights):
        raise ValueError(
            f"samples={settings.samples}: expected at least {len(settings.weights)}, one a weight"
        )
    rng = streams(settings.seed).data
    return linear_data(settings.samples, slopes, intercept, noise=settings.noise, rng=rng)


def _start(start: tuple[float, ...] | None, loss: LeastSquares) -> NDArray[np.float64]:
    count = loss.design.shape[1]
    if start is None:
        return np.array([loss.samples.y.mean(), *np.zeros(count - 1)])
    if len(start) != count:
        given = ",".join(f"{value:g}" for value in start)
        raise ValueError(f"start={given}: expected {count} numbers, one for each weight, or auto")
    return np.array(start)


def _rate(rate: float | None, loss: LeastSquares, batch: int | None) -> tuple[float, str]:
    """Return the rate and, if it was to be found, how: slow enough for the steps to be seen."""
    if rate is not None:
        return rate, ""
    return theory.max_rate(loss, batch=batch) / 4, "a quarter of the stability limit"


def _axes(loss: LeastSquares, start: NDArray[np.float64]) -> tuple[int, int]:
    """Return the two weights to show: with one feature w0 and w1, else the two steepest slopes."""
    if len(start) == 2:
        return 0, 1
    steepest = np.argsort(-np.abs(loss.gradient(start)[1:]), kind="stable")[:2] + 1
    first, second = sorted(steepest.tolist())
    return first, second


def _names(samples: Samples, own: OwnData | None) -> tuple[Term | str, ...]:
    if own is None or samples.names is None:
        count = samples.x.shape[1] + 1
        return tuple(Term("ink", f"w_{index}", f"w_{{{index}}}") for index in range(count))
    return (INTERCEPT, *samples.names)


def word(name: Term | str) -> str:
    """Return a weight's name in plain text."""
    return name if isinstance(name, str) else name.typst.replace("_", "").translate(SUBSCRIPTS)


def _axis(name: Term | str) -> Term | str:
    return f"weight of {name}" if isinstance(name, str) and name != INTERCEPT else name


def contour(problem: Problem, *tracks: Track, head: str = "", signs: bool = True) -> Contour:
    """Return the contour panel of a problem: the profile over the weights that are not shown."""
    first, second = problem.axes
    hidden = [word(name) for i, name in enumerate(problem.names) if i not in problem.axes]
    note = "MSE" + (f" at the best {_list(hidden)}" if hidden else "")
    return Contour(
        loss=problem.loss,
        tracks=tracks,
        axes=problem.axes,
        names=(_axis(problem.names[first]), _axis(problem.names[second])),
        note=note,
        head=head,
        truth=problem.truth,
        signs=signs,
    )


def readouts(run: Trajectory) -> tuple[Readout, Readout]:
    """Return the two numbers that every clip has: the iteration and the MSE over all data."""
    steps = len(run.points) - 1
    return (
        Readout("iteration", np.arange(steps + 1.0), whole=True, of=steps),
        Readout("training MSE", run.losses),
    )


def weights_table(problem: Problem, run: Trajectory) -> Table:
    """Return the weights beside the true ones, or beside the minimiser where no truth is known."""
    others = problem.loss.minimizer if problem.truth is None else problem.truth
    shown = list(range(len(others))) if len(others) <= MOST_ROWS else [0, *problem.axes]
    rows = tuple(Row(problem.names[i], run.points[:, i], float(others[i])) for i in shown)
    return Table(("estimate", "true" if problem.own is None else "minimum"), rows)


def coefficients(problem: Problem, run: Trajectory) -> Series:
    """Return the panel of the weights against the iteration, the true ones dashed, if known."""
    target = problem.loss.minimizer if problem.truth is None else problem.truth
    kind = "least squares" if problem.truth is None else "true"
    shown = list(range(len(target))) if len(target) <= MOST_ROWS else [0, *problem.axes]
    lines = tuple(
        Line(run.points[:, i], problem.names[i], f"w{place}", float(target[i]))
        for place, i in enumerate(shown)
    )
    return Series(f"coefficients (dashed: {kind})", lines)


def mse_series(run: Trajectory, log: bool = True) -> Series:
    """Return the panel of the MSE over all data against the iteration."""
    head = "training MSE (log scale)" if log else "training MSE"
    return Series(head, (Line(run.losses, "", "mse"),), log)


def parameters(problem: Problem, *more: str) -> str:
    """Return the line below the update rule: the rate, the samples, and what L stands for."""
    rows = problem.loss.samples.y.size
    return ", ".join([f"α = {plain(problem.rate)}", f"n = {rows}", *more, "L = MSE/2"])


def data_caption(problem: Problem) -> str:
    """Return what was done with a user's own data, in one sentence."""
    own = problem.own
    assert own is not None
    rows = problem.loss.samples.y.size
    scale = "features standardised" if own.standardized else "features as they are"
    rate = f"α = {plain(problem.rate)}" + (f", {problem.rate_note}" if problem.rate_note else "")
    return f"{own.file}: {rows} rows, {scale}; {rate}."


def moving(seconds: float, caption: str, steps: int, *show: str) -> tuple[Beat, ...]:
    """Return a beat in which the run does ``steps`` iterations, or no beat if it has none left."""
    return (Beat(seconds, caption, steps, show),) if steps > 0 else ()


def iterations(steps: int) -> str:
    """Return how many iterations, in words."""
    return "1 iteration" if steps == 1 else f"{steps} iterations"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{len(words)} other weights"
