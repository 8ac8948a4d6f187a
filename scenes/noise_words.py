"""The words of the ball of noise: captions of at most 60 letters with computed numbers, and the alt text."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.story import runs, telling
from gdclips.story.film import sentences
from gdclips.story.numbers import plain
from gdclips.story.problem import Problem
from gdcore import Trajectory

from . import ball
from .ball import Ball, Found

FAR = 4.0  # times the ball's mean excess, from which a start is far from the minimum
MOST_STEPS = 0.5  # the share of steps from which most lead downhill
SPARSE = 0.98  # an expected share from which most of the ellipse stays empty, as far excursions are rare
SETTLED = 1e-3  # the share of its first MSE that a run on exact data has lost all but


class Captions(msgspec.Struct, frozen=True):
    """The captions of a descent into its ball: one or two of the fall, and one of each shot after it."""

    fall: tuple[str, ...]
    theory: str
    run: str
    end: str


def captions(
    problem: Problem, run: Trajectory, there: Ball, came: Found | None, batch: int, fall: int
) -> Captions:
    """Return the captions of a descent that has a ball."""
    opening = (sentences.own_data(problem),) if problem.own else ()
    arrived = there.arrival <= runs.steps_of(run)
    first = _downhill(problem, there, run, batch) if arrived else _sampled(batch)
    first = _replaced(problem, batch) or first
    theory = "Theory draws the ball [before](predicted) the run fills it."
    if problem.own:
        theory = f"At rate {plain(problem.rate)} theory draws the ball [before](predicted) the run does."
    if not arrived:
        theory = "Theory draws the ball that the run is [bound for](predicted)."
    return Captions(
        (*opening, first), theory, _running(there, came, arrived), _ending(run, there, came, arrived)
    )


def _replaced(problem: Problem, batch: int) -> str:
    """Return that a batch of so many rows as there are is not the full batch."""
    enough = batch >= problem.loss.samples.y.size
    return f"{batch} rows drawn [with replacement](path) are not all the data." if enough else ""


def _sampled(batch: int) -> str:
    who = "one sample" if batch == 1 else f"{batch} samples"
    return f"Each step looks at [{who}](path), drawn at random."


def _downhill(problem: Problem, there: Ball, run: Trajectory, batch: int) -> str:
    """Return what most steps do until the MSE is first what it is on average in the ball."""
    below = np.flatnonzero(run.losses <= there.mse)
    way = np.diff(run.losses[: below[0] + 1]) if below.size else np.zeros(0)
    excess = run.losses[0] - problem.loss.minimum
    far = excess >= FAR * (there.mse - problem.loss.minimum)
    if far and way.size >= 2 and (way < 0).mean() > MOST_STEPS:
        return "Far from the minimum, [most steps](path) lead downhill."
    return _sampled(batch)


def _running(there: Ball, came: Found | None, arrived: bool) -> str:
    if not arrived:
        return "The run is [on its way](path) into the ball."
    if came is None:
        return "SGD does not settle: it [hovers](path) where theory drew the ball."
    if came.met[0] and there.share <= SPARSE:
        return "SGD never settles: it [fills the ball](path) that theory has drawn."
    return "SGD never settles: it [hovers around](path) the minimum."


def _ending(run: Trajectory, there: Ball, came: Found | None, arrived: bool) -> str:
    """Return what the run came to, beside what was predicted."""
    steps = runs.steps_of(run)
    if not arrived:
        about = plain(float(f"{there.arrival:.1e}"), 2)
        return f"It has not arrived: that takes about {about} iterations."
    if came is None or there.expected is None:
        return f"{telling.iterations(steps)} are too few to tell the share inside."
    share, expected = percent(came.shares[-1]), percent(there.share)
    if not came.met[0]:
        way, off = "below" if came.off[0] < 0 else "above", plain(abs(came.off[0]), 2)
        return f"{share} lie inside, {off} spreads {way} the predicted {expected}."
    if not came.met[1]:
        way, off = "below" if came.off[1] < 0 else "above", plain(abs(came.off[1]), 2)
        return f"{share} lie inside, but the mean MSE is {off} spreads {way} theory."
    if not there.gaussian:
        return f"{share} lie inside; [predicted](predicted) were {expected}: it is no Gaussian."
    give = plain(100 * there.spread)
    return f"{share} lie inside: [predicted](predicted) were {expected}, give or take {give}."


def ellipse_label(there: Ball) -> str:
    """Return what the ellipse holds."""
    return "predicted 95 %" if there.gaussian else "95 % of a Gaussian"


def percent(share: float) -> str:
    """Return a share in whole per cent."""
    return f"{round(100 * float(share))} %"


def expected_share(there: Ball) -> str:
    """Return the share to expect, with its spread."""
    return f"{percent(there.share)} ± {plain(100 * there.spread)}"


def expected_mse(there: Ball) -> str:
    """Return the mean MSE to expect, of a finite run with its spread."""
    if there.expected is None or there.heavy:
        return f"predicted {plain(there.mse)}"
    return f"predicted {plain(there.mse)} ± {plain(there.expected.mse_spread, 1)}"


def without(problem: Problem, run: Trajectory, batch: int) -> tuple[str, str, str, str]:
    """Return the captions of a descent that has no ball: opening, first steps, run and end."""
    count, limit = runs.steps_of(run), ball.limit(problem, batch)
    sampled = _sampled(batch)
    opening = sentences.ground(problem, sampled)
    reached = telling.tiny(problem, float(run.losses[-1]))
    end = sentences.diverged(run) or f"After {telling.iterations(count)} the MSE is {reached}."
    if sentences.constant(problem):
        return opening, "", "", ""
    if problem.rate >= limit:
        return opening, sampled, f"From a [rate of {plain(limit)}](rate) on, the noise keeps growing.", end
    if telling.exact(problem):
        why = "Without noise in the data every [gradient](gradient) vanishes there."
        return opening, sampled, why, _settled(run, count, reached)
    return opening, sampled, f"The ball of {problem.loss.dim} weights is too large to compute.", end


def _settled(run: Trajectory, count: int, reached: str) -> str:
    """Return what a run on exact data came to: it settles, if it has lost nearly all of its excess."""
    settles = run.losses[-1] <= SETTLED * run.losses[0]
    after = f"{count} step{'s' * (count > 1)} the MSE is {reached}."
    return f"It settles: after {after}" if settles else f"After {after}"


def alt(problem: Problem, noise: float) -> str:
    """Return what is seen, in sentences."""
    data = telling.data_caption(problem) if problem.own else telling.samples_caption(problem, noise)
    return (
        "On a contour map of the MSE a path leads from the start to the minimum, about which theory draws "
        f"a dashed ellipse; then the path goes on as a cloud of dots. {data}"
    )
