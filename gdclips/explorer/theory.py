"""The theory line: what is known of a story's rate before a step is taken, where the story says so."""

from __future__ import annotations

from typing import Any

from gdclips.explorer.protocol import finite
from gdclips.story.numbers import plain
from gdclips.story.story import Theory
from gdcore import theory


def facts_of(known: Theory | None) -> dict[str, Any]:
    """Return a story's rate beside the stability limit, the best rate and the condition number, by name.

    ``beyond`` tells whether the rate is no longer below the limit, ``diverged`` whether a run went off;
    ``note`` says what the limit is of. Without a single rate there is none, nor is it beyond anything. Where
    the story says nothing, nothing is known.
    """
    if known is None:
        return {}
    limit = theory.max_rate(known.loss, batch=known.batch, momentum=known.momentum or 0.0)
    return {
        "limit": finite(limit),
        "best": finite(_best(known)),
        "kappa": finite(theory.condition_number(known.loss)),
        "rate": known.rate,
        "beyond": None if known.rate is None else known.rate >= limit,
        "diverged": any(int(run.diverged_at) >= 0 for run in known.runs),
        "note": f"{_note(known)} {known.remark}".strip(),
    }


def _best(known: Theory) -> float:
    if known.momentum is None:
        return theory.best_rate(known.loss, batch=known.batch)
    return theory.best_momentum(known.loss)[0]


def _note(known: Theory) -> str:
    if known.momentum is not None:
        limit = (
            f"The limit is that of momentum, 2 · {plain(1 + known.momentum)}/λ, λ being the largest curvature"
        )
        return f"{limit}; the best rate goes with the best momentum."
    if known.batch is not None:
        samples = "one sample" if known.batch == 1 else f"{known.batch} samples"
        return f"The limit and the best rate are those of the mean square, with {samples} drawn in each step."
    return "The limit is 2/λ, λ being the largest curvature."
