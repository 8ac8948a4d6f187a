"""A decaying learning rate lets stochastic descent settle where a constant one never does.

The notebook's "Use decaying learning rate a/(1 + kt)?" The claim: as the rate falls, so do the kicks,
and the iterates close in on the minimum.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from gdclips.story import settings, telling
from gdclips.story.film import sentences as said
from gdclips.story.film import supports as shared
from gdclips.story.film.film import Film, Theory
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.plain import plain_film
from gdclips.story.film.views import Line, Map, Plot, Track
from gdclips.story.numbers import plain
from gdclips.story.problem import OwnData, Problem, problem
from gdclips.story.runs import lasting
from gdclips.story.terms import Term
from gdcore import Array, Trajectory, inverse_time

from . import stochastic

Decay = Annotated[
    float,
    Meta(ge=0, le=1e6, description="k of the rate a/(1 + k t)", extra={"slider": (0, 0.5, 0.01)}),
]
EQUATION = (
    Term("ink", "w arrow.l w -", r"w \leftarrow w -"),
    Term("rate_text", "inline(alpha/(1 + k t))", r"\frac{\alpha}{1 + kt}"),
    Term("gradient_text", "nabla L_i", r"\nabla L_i"),
)
NAMED = ("constant", "falling")
NAMES = ("Constant", "Falling")
ROLES = ("rival", "path")
FALLEN, CLOSER = (
    0.5,
    0.5,
)  # shares of the first rate and of the other's excess, at most, of a run that settles


class Settings(settings.Rated, frozen=True, kw_only=True):
    """Noisy data, one sample a step, and a rate that has fallen to a sixteenth at the end."""

    in_notebook: ClassVar = True
    number: ClassVar = "8b"
    noise: settings.Noise = 3.0
    steps: settings.ManySteps = 300
    rate: settings.SampledRate = 0.1
    start: settings.Start = (2.0, 2.0, 8.0)
    decay: Decay = 0.05

    @property
    def drawn(self) -> int:
        """How many samples the steps draw in all: both runs the same."""
        return self.steps


def story(settings: Settings, own: OwnData | None = None) -> Film:
    """Tell two stochastic descents on the same rows: at a constant and at a decaying rate."""
    task = problem(settings, own, settings.rate, 1)
    falling = inverse_time(task.rate, settings.decay)
    runs = (
        stochastic.run(task, settings.seed, 1, settings.steps),
        stochastic.run(task, settings.seed, 1, settings.steps, falling),
    )
    rates = (
        np.full(len(runs[0].points), task.rate),
        np.asarray(falling(np.arange(len(runs[1].points)))),
    )
    words = said.letters(task, f"k = {plain(settings.decay)}", "Lᵢ: one row's loss")
    rule = shared.rule(task, runs[1], EQUATION, words, "falling, ", rates[1][:-1])
    excess = _excess(task, runs)
    hero = Map(plane=plane(task), seen=whole(task, *runs), tracks=_tracks(task, runs))
    return plain_film(
        "A falling rate lets SGD settle"
        if _settles(task, runs, rates[1])
        else "A constant and a falling rate",
        hero,
        (
            Plot(head="learning rate", lines=_lines(runs, rates, NAMED), head_role="rate_text", key="rates"),
            excess,
        ),
        runs,
        settings.steps,
        _captions(task, runs, rates),
        before=(rule, shared.data(task, settings.noise)),
        after=(shared.coefficients(task, runs[1], beside=runs), excess),
        beside=1,
        brief=said.ground(task, ""),
        near=_near(task, runs, hero),
        theory=Theory(loss=task.loss, runs=runs, rate=task.rate, batch=1),
    )


def _near(problem: Problem, runs: tuple[Trajectory, ...], hero: Map) -> Map | None:
    """Return the map of where the runs hover, if they do."""
    if not all(stochastic.arrived(problem, run) for run in runs):
        return None
    ends = [run.points[-stochastic.late(run).size :, list(problem.axes)] for run in runs]
    return msgspec.structs.replace(hero, seen=np.concatenate(ends), named=False)


def _excess(problem: Problem, runs: tuple[Trajectory, ...]) -> Plot:
    """Return the plot of both MSEs over the least."""
    over = tuple(np.maximum(run.losses - telling.least(problem), 0.0) for run in runs)
    log = any(bool((values > 0).any()) for values in over)
    return Plot(head="MSE over the least", lines=_lines(runs, over), log=log, key="mse")


def _tracks(problem: Problem, runs: tuple[Trajectory, ...]) -> tuple[Track, ...]:
    """Return the runs' tracks; a name would jump with its head where it hovers."""
    names = ("", "") if all(stochastic.arrived(problem, run) for run in runs) else NAMED
    arrows = None, stochastic.arrow(problem, 1)
    return tuple(
        Track(run, role, name, arrow=arrow, cloud=True, arrival=stochastic.arrival(run))
        for run, role, name, arrow in zip(runs, ROLES, names, arrows, strict=True)
    )


def _lines(
    runs: tuple[Trajectory, ...], values: tuple[Array, ...], names: tuple[str, str] = ("", "")
) -> tuple[Line, ...]:
    lasted = [lasting(each, run, runs) for each, run in zip(values, runs, strict=True)]
    return tuple(Line(*each) for each in zip(lasted, names, ROLES, strict=True))


def _settles(problem: Problem, runs: tuple[Trajectory, ...], rates: Array) -> bool:
    """Tell whether the rate has fallen, and brings its run far nearer to the minimum."""
    if not all(stochastic.arrived(problem, run) for run in runs) or rates[-1] > FALLEN * rates[0]:
        return False
    constant, falling = (stochastic.late_excess(problem, run) for run in runs)
    return falling < CLOSER * constant


def _captions(
    problem: Problem, runs: tuple[Trajectory, ...], rates: tuple[Array, ...]
) -> tuple[str, str, str, str]:
    settled = _settles(problem, runs, rates[1])
    claim = "As the rate falls, the kicks shrink: [the run settles](path)."
    return (
        said.ground(problem, "Two descents, each step of both on the [same sample](gradient)."),
        _rates(rates),
        claim if settled else "The [rate](rate) is how far a step goes along its [gradient](gradient).",
        _ending(problem, runs, settled),
    )


def _rates(rates: tuple[Array, ...]) -> str:
    if rates[1][-1] == rates[1][0]:
        return "With k = 0 both [rates](rate) are the same."
    return "One [rate](rate) is [constant](rival), the other [falls](path) as α/(1 + k t)."


def _ending(problem: Problem, runs: tuple[Trajectory, ...], settled: bool) -> str:
    if gone := said.divergence(runs, NAMES):
        return gone
    if not settled:
        return said.ends(problem, runs, ROLES)
    constant, falling = (stochastic.late_excess(problem, run) for run in runs)
    return f"In the second half its excess MSE is [{plain(constant / falling, 2)} times smaller](path)."
