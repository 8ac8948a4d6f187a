"""Full-batch gradient descent on the contours of the MSE.

The notebook's "Descent path on MSE contour". The claim: each step goes against the gradient, and as
the slope flattens, the steps shrink.
"""

from __future__ import annotations

import numpy as np

from gdcore import Trajectory, descend, gradient_descent, theory
from scenes.stage.marks import Term
from scenes.stage.numbers import plain
from scenes.stage.story import Beat, Story, Strip, Track
from scenes.stories import regression, settings
from scenes.stories.regression import OwnData, Problem, iterations, moving

EQUATION = (
    Term("ink", "w^(t+1) = w^t + alpha", r"w^{t+1} = w^{t} + \alpha"),
    Term(
        "gradient_text",
        "inline(1/n) X^upright(sans(T)) (y - X w^t)",
        r"\frac{1}{n}\,X^{\mathsf{T}}(y - Xw^{t})",
    ),
)
ARROW = Term("gradient_text", "-nabla L", r"-\nabla L")
SLOW = 4  # steps that are followed one by one


class Settings(settings.Settings, frozen=True, kw_only=True):
    """The notebook's numbers."""

    start: settings.Start = (3.2938, 4.2278, 6.1455)


def story(settings: Settings, own: OwnData | None = None) -> Story:
    """Tell one full-batch descent, on made data or on the user's own."""
    problem = regression.problem(settings, own)
    run = descend(problem.loss, gradient_descent(problem.rate), problem.start, settings.steps)
    slow = min(SLOW, settings.steps)
    everything = ("path", "minimizer", "truth")
    opening = regression.data_caption(problem) if own else "Each step goes against the gradient."
    return Story(
        title="Gradient descent on the MSE contour",
        steps=settings.steps,
        panels=(regression.contour(problem, Track(run, arrow=ARROW)),),
        readouts=regression.readouts(run),
        column=(Strip(), regression.weights_table(problem, run)),
        equation=EQUATION,
        parameters=regression.parameters(problem),
        full=(
            Beat(4.0, _ground(problem)),
            Beat(4.0, _minimum(problem), show=("minimizer", "truth")),
            Beat(3.0, _beginning(problem, run), show=("path",)),
            *moving(6.0, f"Each step is α = {plain(problem.rate)} times the negative gradient.", slow),
            *moving(9.0, _progress(problem, run), settings.steps - slow),
            Beat(4.0, _ending(problem, run)),
        ),
        short=(
            Beat(1.0, opening, show=everything),
            *moving(6.0, opening if own else _progress(problem, run), settings.steps),
            Beat(1.0, _ending(problem, run)),
        ),
    )


def _ground(problem: Problem) -> str:
    if problem.own:
        return regression.data_caption(problem)
    return "Every point of this map is a linear model; its shade is the training MSE."


def _minimum(problem: Problem) -> str:
    lowest = plain(problem.loss.minimum)
    if problem.truth is None:
        return f"The ring marks the least-squares weights: no others have an MSE below {lowest}."
    if np.allclose(problem.loss.minimizer, problem.truth, rtol=0, atol=1e-6):
        return "The data have no noise: the true weights (star) are the minimum (ring)."
    return "The data have noise: the minimum (ring) is not at the true weights (star)."


def _beginning(problem: Problem, run: Trajectory) -> str:
    weights = ", ".join(plain(value) for value in problem.start)
    return f"The descent starts at w = ({weights}), where the MSE is {plain(run.losses[0])}."


def _progress(problem: Problem, run: Trajectory) -> str:
    limit = theory.max_rate(problem.loss)
    if problem.rate >= limit:
        return f"The rate is beyond the stability limit 2/L = {plain(limit)}: every step overshoots further."
    if problem.rate > limit / 2:
        return "The rate is above 1/L: along the steepest direction each step overshoots the minimum."
    return "As the slope flattens, the steps shrink; each ring inward halves the error that is left."


def _ending(problem: Problem, run: Trajectory) -> str:
    diverged = int(run.diverged_at)
    if diverged >= 0:
        return f"It diverges: after {iterations(diverged)} the MSE is more than 10¹² times the first."
    reached, steps = plain(run.losses[-1], 2), iterations(len(run.points) - 1)
    if problem.truth is not None and problem.loss.minimum < 1e-9:
        off = float(np.abs(run.points[-1] - problem.truth).max())
        return f"After {steps} the MSE is {reached}, and no weight is off by more than {_up(off)}."
    reached, least = plain(run.losses[-1], 4), plain(problem.loss.minimum, 4)
    return f"After {steps} the MSE is {reached}; the minimum is {least}."


def _up(value: float) -> str:
    """Return ``value`` rounded up to one significant digit, so that it is a bound."""
    unit = 10.0 ** np.floor(np.log10(value)) if value > 0 else 1.0
    return plain(float(np.ceil(value / unit) * unit), 2)
