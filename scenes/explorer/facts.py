"""The theory line: what is known of a scene's rate before a step is taken."""

from __future__ import annotations

from typing import Any

import msgspec

from gdcore import LeastSquares, theory
from scenes.explorer.messages import finite
from scenes.stage.story import Contour, Story, Surface
from scenes.stories import Scene, full_batch
from scenes.stories.problem import Problem, problem
from scenes.stories.ravine import correlated
from scenes.stories.settings import Settings


class Theory(msgspec.Struct, frozen=True, kw_only=True):
    """A scene's rate beside the stability limit, the best rate and the condition number.

    ``beyond`` tells whether the rate is no longer below the limit, ``diverged`` whether a run went off;
    ``note`` says what the limit is of. A scene without a single rate has none, nor is it beyond anything.
    """

    limit: float | None
    best: float | None
    kappa: float | None
    rate: float | None
    beyond: bool | None
    diverged: bool
    note: str


def theory_of(scene: Scene, settings: Settings, story: Story) -> Theory:
    """Return what theory says of a scene with its settings."""
    task, batch = _problem(settings, _batch(scene, settings)), _batch(scene, settings)
    decay = _momentum(settings)
    limit = theory.max_rate(task.loss, batch=batch, momentum=decay or 0.0)
    rate = task.rate if "rate" in settings.__struct_fields__ else None
    return Theory(
        limit=finite(limit),
        best=finite(_best(task.loss, batch, decay)),
        kappa=finite(theory.condition_number(task.loss)),
        rate=rate,
        beyond=None if rate is None else rate >= limit,
        diverged=_diverged(task, settings, story),
        note=_note(scene, batch, decay),
    )


def _problem(settings: Settings, batch: int | None) -> Problem:
    rate: float | None = getattr(settings, "rate", None)
    if spread := getattr(settings, "spread", None):
        return correlated(settings, rate, spread, None)
    return problem(settings, None, rate, batch)


def _batch(scene: Scene, settings: Settings) -> int | None:
    """Return how many samples a step draws, the fewest of several runs; None where it takes all."""
    if scene.name == "decaying_rate":
        return 1
    several: tuple[int, ...] = getattr(settings, "batches", ())
    alone: int | None = getattr(settings, "batch", None)
    return min(several) if several else alone


def _momentum(settings: Settings) -> float | None:
    """Return the share of the velocity that is kept: a decay in a ravine is momentum's."""
    has = {"spread", "decay"} <= set(settings.__struct_fields__)
    return float(getattr(settings, "decay", 0.0)) if has else None


def _best(loss: LeastSquares, batch: int | None, decay: float | None) -> float:
    if decay is not None:
        return theory.best_momentum(loss)[0]
    return theory.best_rate(loss, batch=batch)


def _diverged(task: Problem, settings: Settings, story: Story) -> bool:
    panels = (panel for panel in story.panels if isinstance(panel, Contour | Surface))
    runs = [track.run for panel in panels for track in panel.tracks]
    return any(int(run.diverged_at) >= 0 for run in runs or [full_batch.run(task, settings.steps)])


def _note(scene: Scene, batch: int | None, decay: float | None) -> str:
    if decay is not None:
        return "The limit 2(1 + η)/L is that of momentum; the best rate goes with the best η."
    if batch is not None:
        samples = "one sample" if batch == 1 else f"{batch} samples"
        return f"The limit and the best rate are those of the mean square, with {samples} drawn in each step."
    if "shares" in scene.settings.__struct_fields__:
        return "The limit is 2/L; each panel's rate is a share of it."
    return "The limit is 2/L, L being the largest curvature."


def as_facts(known: Theory) -> dict[str, Any]:
    """Return what is known, by name."""
    return msgspec.structs.asdict(known)
