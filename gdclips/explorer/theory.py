"""Theory facts: the limits and best values of a story's rate, known before any step is taken."""

from __future__ import annotations

from typing import Any

from gdclips.explorer.protocol import finite
from gdclips.story.film.film import Theory
from gdclips.story.numbers import plain
from gdcore.theory import best_momentum, best_rate, condition_number, max_rate


def theory_facts(theory: Theory | None) -> dict[str, Any]:
    """Return the rate of a story, its stability limit, best rate and condition number, by name.

    ``beyond`` tells whether the rate is at or above the limit, ``diverged`` whether a run diverged; ``note``
    says which limit it is. A story with several rates has None for ``rate`` and ``beyond``; one without a
    theory has no facts.
    """
    if theory is None:
        return {}
    limit = max_rate(theory.loss, batch=theory.batch, momentum=theory.momentum or 0.0)
    return {
        "limit": finite(limit),
        "best": finite(_best(theory)),
        "kappa": finite(condition_number(theory.loss)),
        "rate": theory.rate,
        "beyond": None if theory.rate is None else theory.rate >= limit,
        "diverged": any(int(run.diverged_at) >= 0 for run in theory.runs),
        "note": f"{_note(theory)} {theory.remark}".strip(),
    }


def _best(theory: Theory) -> float:
    if theory.momentum is None:
        return best_rate(theory.loss, batch=theory.batch)
    return best_momentum(theory.loss)[0]


def _note(theory: Theory) -> str:
    if theory.momentum is not None:
        limit = f"2 · {plain(1 + theory.momentum)}/λ, λ being the largest curvature"
        return f"The limit is that of momentum, {limit}; the best rate goes with the best momentum."
    if theory.batch is not None:
        samples = "one sample" if theory.batch == 1 else f"{theory.batch} samples"
        return f"The limit and the best rate are those of the mean square, with {samples} drawn in each step."
    return "The limit is 2/λ, λ being the largest curvature."
