"""Stochastic gradient descent falls into a ball of noise around the minimum, and stays there.

The notebook's "Perform stochastic gradient descent on noisy data". The claim: far out every step
helps; near the minimum the gradients of single samples no longer shrink, and the weights never settle.
"""

from __future__ import annotations

import numpy as np

from gdcore import Trajectory, descend, gradient_descent, sample_batches
from scenes.stage.marks import Term
from scenes.stage.numbers import plain
from scenes.stage.story import Beat, Key, Row, Story, Table, Track
from scenes.stories import regression, settings
from scenes.stories.regression import OwnData, Problem, iterations, moving

UPDATE = Term("ink", "w^(t+1) = w^t + alpha", r"w^{t+1} = w^{t} + \alpha")
ONE = Term(
    "gradient_text",
    "(y_i - chevron.l w^t, x_i chevron.r) x_i",
    r"(y_i - \langle w^{t}, x_i\rangle)\,x_i",
)
MANY = Term(
    "gradient_text",
    "inline(1/b) X_B^upright(sans(T)) (y_B - X_B w^t)",
    r"\frac{1}{b}\,X_B^{\mathsf{T}}(y_B - X_B w^{t})",
)
KICKS = "Far out most steps help; near the minimum they kick in all directions."
SLOW = 4  # steps that are followed one by one


class Settings(settings.Settings, frozen=True, kw_only=True):
    """The notebook's numbers, but for the iterations, which are enough to see the ball."""

    noise: settings.Noise = 3.0
    steps: settings.Steps = 600
    start: settings.Start = (2.0, 2.0, 8.0)
    batch: settings.Batch = 1


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one stochastic descent, on made data or on the user's own."""
    problem = regression.problem(settings, own, settings.batch)
    run = _run(settings, problem)
    track = Track(run, arrow=_arrow(settings.batch), cloud=True, arrival=_arrival(run))
    slow = min(SLOW, settings.steps)
    key = (("ring", "MSE minimum"), *((("star", "true weights"),) if problem.truth is not None else ()))
    opening = regression.data_caption(problem) if own else _kick(settings.batch)
    return Story(
        title="SGD never settles: the noise ball" if _hovers(problem, run) else "Stochastic gradient descent",
        steps=settings.steps,
        panels=(
            regression.coefficients(problem, run),
            regression.mse_series(run),
            regression.contour(problem, track, signs=False),
        ),
        readouts=regression.readouts(run),
        column=(_levels(problem, run), Key(key)),
        equation=(UPDATE, ONE if settings.batch == 1 else MANY),
        parameters=regression.parameters(problem, f"batch {settings.batch}"),
        full=(
            Beat(4.0, _ground(problem, settings)),
            Beat(4.0, _minimum(problem), show=("minimizer", "truth")),
            Beat(3.0, f"Each step looks at {_samples(settings.batch)}, drawn at random.", show=("path",)),
            *moving(6.0, _kick(settings.batch), slow),
            *moving(11.0, KICKS, settings.steps - slow),
            Beat(5.0, _ending(problem, run), show=("ball",)),
        ),
        short=(
            Beat(1.0, opening, show=("path", "minimizer", "truth")),
            *moving(6.0, opening, settings.steps),
            Beat(1.0, _ending(problem, run), show=("ball",)),
        ),
    )


def _run(settings: Settings, problem: Problem) -> Trajectory:
    rows = problem.loss.samples.y.size
    if settings.batch > rows:
        raise ValueError(f"batch={settings.batch}: expected at most the {rows} samples that there are")
    rng = regression.streams(settings.seed).batches
    batches = sample_batches(rows, settings.batch, settings.steps, rng=rng)
    return descend(
        problem.loss, gradient_descent(problem.rate), problem.start, settings.steps, batches=batches
    )


def _late(run: Trajectory) -> np.ndarray:
    """Return the losses of the run's second half."""
    return run.losses[-max(1, len(run.points) // 2) :]


def _arrival(run: Trajectory) -> int:
    """Return the first iterate whose loss is at most what the run's second half has on average.

    A run that diverges arrives nowhere: its way out is all a line.
    """
    if int(run.diverged_at) >= 0:
        return len(run.points) - 1
    return int(np.argmax(run.losses <= _late(run).mean()))


def _levels(problem: Problem, run: Trajectory) -> Table:
    late, least = _late(run), np.array([problem.loss.minimum])
    mean = Row(f"mean of last {late.size}", np.array([late.mean()]), appears="ball")
    return Table("training MSE", (Row("at the minimum", least, role="ink"), mean))


def _ground(problem: Problem, settings: Settings) -> str:
    if problem.own:
        return regression.data_caption(problem)
    noise = plain(settings.noise)
    return f"{settings.samples} samples whose targets carry noise of standard deviation {noise}."


def _minimum(problem: Problem) -> str:
    if problem.truth is None:
        return f"The ring marks the least-squares weights, where the MSE is {plain(problem.loss.minimum)}."
    apart = float(np.linalg.norm(problem.loss.minimizer - problem.truth))
    return f"So the minimum of the MSE (ring) is {plain(apart, 2)} away from the true weights (star)."


def _arrow(batch: int) -> Term:
    over = "i" if batch == 1 else "B"
    return Term("gradient_text", f"-nabla L_{over}", rf"-\nabla L_{over}")


def _samples(batch: int) -> str:
    return "one sample" if batch == 1 else f"{batch} samples"


def _kick(batch: int) -> str:
    return f"The gradient of {_samples(batch)} points downhill only on average."


def _hovers(problem: Problem, run: Trajectory) -> bool:
    """Tell whether there is a ball to see: noise that keeps the gradients alive, and no divergence."""
    return problem.loss.minimum > 1e-9 and int(run.diverged_at) < 0


def _ending(problem: Problem, run: Trajectory) -> str:
    steps, diverged = iterations(len(run.points) - 1), int(run.diverged_at)
    if diverged >= 0:
        return f"It diverges: after {iterations(diverged)} the MSE is more than 10¹² times the first."
    if not _hovers(problem, run):
        return f"Without noise there is no ball: after {steps} the MSE is {plain(run.losses[-1], 2)}."
    late = _late(run)
    times = plain(late.mean() / problem.loss.minimum)
    return f"It never settles: the MSE of the last {late.size} iterates averages {times} times the minimum."
