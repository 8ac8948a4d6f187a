"""What the scenes of stochastic descent share: the update rule, the run and the sentences."""

from __future__ import annotations

import numpy as np

from gdclips.story import runs, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.plain import descent_film
from gdclips.story.film.views import Rule
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, check_fit, count_rows, streams
from gdclips.story.settings import Sampled, Settings, is_default, told
from gdclips.story.terms import Term
from gdcore import Array, Rate, Trajectory, gradient_descent, sample_batches, theory

from . import full_batch
from .full_batch import RATE

LONG = 20  # iterations, below which nothing is said of a ball
NEARLY = 1.2  # times the minimum, below which the excess is told in percent


def arrow(problem: Problem, batch: int) -> Term:
    """Return the name of the arrow: the gradient of one sample's loss, or of a batch's."""
    return full_batch.arrow(problem, "L_i" if batch == 1 else "L_B")


def check(settings: Settings, own: OwnData | None, *batches: int) -> None:
    """Raise a ValueError if the settings, the data and the batches' sizes don't fit each other."""
    check_fit(settings, own)
    rows, largest = count_rows(settings, own), max(batches)
    if largest <= rows:
        return
    name = "batches" if "batches" in settings.__struct_fields__ else "batch"
    given = told(settings, name)
    if own is None and is_default(settings, name):
        needed = f"expected at least {largest}, for {given} by default, or other {name} beside it"
        raise ValueError(f"samples={rows}: {needed}")
    raise ValueError(f"{given}: expected at most the {rows} samples that there are")


def run(problem: Problem, seed: int, batch: int, steps: int, rate: Rate | None = None) -> Trajectory:
    """Return a stochastic descent; the rows that each step uses follow from the seed alone."""
    rows = problem.loss.samples.y.size
    batches = sample_batches(rows, batch, steps, rng=streams(seed).batches)
    optimizer = gradient_descent(problem.rate if rate is None else rate)
    return runs.descent(problem, optimizer, steps, batches=batches)


def late(run: Trajectory) -> Array:
    """Return the losses of the run's second half."""
    return run.losses[-max(1, len(run.points) // 2) :]


def arrival(run: Trajectory) -> int:
    """Return the first iterate whose loss is at most what the run's second half has on average.

    A run that diverges arrives nowhere: its way out is all a line.
    """
    if runs.diverges(run):
        return len(run.points) - 1
    return int(np.argmax(run.losses <= late(run).mean()))


def hovers(problem: Problem, run: Trajectory) -> bool:
    """Tell whether there is a ball to see: the run has arrived, and its loss neither falls on nor rises.

    Arrived: in the second half the mean excess is below a quarter of the first. Level: the means of that
    half's two halves are within a factor of two, and its steps shrink by no more. And they go to and fro: it
    comes less than half as far as they are long together.
    """
    moves = run.velocities[-len(late(run)) :]
    if not arrived(problem, run) or _length(moves.sum(axis=0)) > 0.5 * _length(moves):
        return False
    early, last = np.array_split(late(run) - problem.loss.minimum, 2)
    longer, later = np.array_split(np.linalg.norm(moves, axis=-1), 2)
    return bool(0.5 * last.mean() < early.mean() < 2 * last.mean() and longer.mean() < 2 * later.mean())


def _length(moves: Array) -> float:
    """Return the length of moves (..., d), of all together."""
    return float(np.linalg.norm(moves, axis=-1).sum())


def arrived(problem: Problem, run: Trajectory) -> bool:
    """Tell whether a run on noisy data has come near the minimum: see :func:`hovers`."""
    if runs.diverges(run) or len(run.points) < LONG or telling.exact(problem):
        return False
    return bool(late_excess(problem, run) < (run.losses[0] - problem.loss.minimum) / 4)


def late_excess(problem: Problem, run: Trajectory) -> float:
    """Return by how much the MSE of the run's second half exceeds the least, on average."""
    return float(late(run).mean()) - problem.loss.minimum


def _misled(problem: Problem, run: Trajectory) -> bool:
    """Tell whether some step's gradient pointed uphill."""
    slopes, used = problem.loss.gradient(run.points[:-1]), run.gradients
    sizes = np.linalg.norm(slopes, axis=-1) * np.linalg.norm(used, axis=-1)
    far = run.losses[:-1] - problem.loss.minimum > 1e-9 * run.losses[0]
    return bool((far & (np.sum(slopes * used, axis=-1) < -1e-6 * sizes)).any())


def _helpful(run: Trajectory) -> bool:
    """Tell whether most steps of the way in lower the loss."""
    way = np.diff(run.losses[: arrival(run) + 1])
    return bool(way.size and (way < 0).mean() > 0.5)


ONE_SAMPLE = Term(
    "gradient_text", "(y_i - chevron.l w, x_i chevron.r) x_i", r"(y_i - \langle w, x_i\rangle)\,x_i"
)
BATCH = Term(
    "gradient_text",
    "inline(1/b) X_B^upright(sans(T)) (y_B - X_B w)",
    r"\frac{1}{b}\,X_B^{\mathsf{T}}(y_B - X_B w)",
)
FAR_OUT = "Far out most steps help; near the minimum they kick about."
STILL = 4.0  # times the excess that theory predicts: a run beyond has not come as far as it will


def film(title: str, problem: Problem, run: Trajectory, settings: Sampled) -> Film:
    """Return a film of one stochastic descent."""
    return descent_film(
        title,
        problem,
        run,
        settings.steps,
        captions(problem, run, settings.batch),
        arrow=arrow(problem, settings.batch),
        rule=rule(problem, run, settings.batch),
        brief=said.ground(problem, ""),
        noise=settings.noise,
        cloud=arrival(run) if hovers(problem, run) else None,
        theory=Theory(loss=problem.loss, runs=(run,), rate=problem.rate, batch=settings.batch),
    )


def rule(problem: Problem, run: Trajectory, batch: int, arrows: bool = True) -> Rule:
    """Return the update rule for batches of a size, with the numbers of a run.

    Its letters are explained, with that in the name of the ``arrows``, if there are any.
    """
    rows = problem.loss.samples.y.size
    loss = ", Lᵢ: its loss" if arrows else ""
    drawn = f"i: a row of {rows}{loss}" if batch == 1 else f"B: b = {batch} rows of {rows}"
    equation = (full_batch.UPDATE[0], RATE, ONE_SAMPLE if batch == 1 else BATCH)
    return supports.rule(problem, run, equation, said.letters(problem, drawn))


def captions(problem: Problem, run: Trajectory, batch: int) -> tuple[str, str, str, str]:
    """Return the captions of one stochastic descent."""
    who, how = ("one sample", "at random") if batch == 1 else (f"{batch} samples", "with replacement")
    asked = f"Each step asks {who}, drawn {how}."
    step = f"Each step takes the [gradient](gradient) of {who} for that of all."
    if _misled(problem, run):
        step = f"The [gradient](gradient) of {who} is downhill only on average."
    fast = step
    if telling.exact(problem) and not runs.diverges(run):
        fast = "At the minimum [every sample's gradient](gradient) vanishes."
    elif stays(problem, run, batch) and _helpful(run):
        fast = FAR_OUT
    return said.ground(problem, asked), step, fast, came_to(problem, run, batch)


def stays(problem: Problem, run: Trajectory, batch: int) -> bool:
    """Tell whether a run :func:`hovers`, and not further out than theory says that it will in the end."""
    if not hovers(problem, run):
        return False
    try:
        least = theory.stationary_mse(problem.loss, problem.rate, batch) - problem.loss.minimum
    except ValueError:
        return True
    return late_excess(problem, run) < STILL * least


def came_to(problem: Problem, run: Trajectory, batch: int) -> str:
    """Return what the run came to."""
    if gone := said.diverged(run):
        return gone
    if telling.exact(problem) and full_batch.arrives(problem, run):
        return (
            f"Without noise it settles: the MSE falls to {telling.tiny(problem, float(run.losses[-1]), 3)}."
        )
    if not stays(problem, run, batch):
        return said.reached(problem, run)
    half, times = late(run).size, float(late(run).mean() / problem.loss.minimum)
    average = f"{plain(100 * (times - 1), 2)} % above" if times < NEARLY else f"{plain(times)} times"
    return f"It hovers: the last {half} MSEs average {average} the least."
