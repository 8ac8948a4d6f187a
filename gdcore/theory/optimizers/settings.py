"""Best settings: the constant rate and momentum with which an optimiser is at its best on a loss.

So a race of optimisers can be fair: each runs at settings that were found in the same documented way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import ceil, floor, log2
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdcore._arrays import instance, shown, truth
from gdcore.losses import Loss, is_quadratic
from gdcore.optimizers import gradient_descent, momentum, nesterov, sgd
from gdcore.theory.optimizers.trials import Maker, Race, lists_of, race
from gdcore.theory.rates import best_momentum, best_nesterov, best_rate
from gdcore.theory.spectrum import curvatures

FINEST = 16  # of a power of 2: rates are 2^(k / 16)
BELOW, ABOVE = 10, 3  # powers of 2 from the least scale down, and from the largest up
FARTHER, MOST = 4, 8  # powers of 2 by which the first rates are extended, and how many times


@dataclass(frozen=True)
class Trial:
    """Settings that were tried.

    Parameters
    ----------
    settings : dict
        Arguments of the maker, by name.
    steps : int
        Until the excess is below the tolerance for good, from the worst start; -1 if it is not at the end.
    excess : float
        The share of the first excess that is left after all steps, from the worst start.

    Examples
    --------
    >>> from gdcore import gradient_descent, quadratic_bowl
    >>> best_settings(gradient_descent, quadratic_bowl(9), steps=50).trials[0].steps
    31
    """

    settings: dict[str, Any]
    steps: int
    excess: float


@dataclass(frozen=True)
class BestSettings:
    """The best of the settings that were tried, and all trials.

    Parameters
    ----------
    settings : dict
        Arguments of the maker, by name: `adam(**found.settings)`.
    steps : int
        As in `Trial`.
    closed_form : bool
        Whether the settings are known in closed form, and were not searched for.
    trials : tuple of Trial
        In the order in which they were tried.

    Examples
    --------
    >>> from gdcore import newton, quadratic_bowl
    >>> found = best_settings(newton, quadratic_bowl(9), choices={"rate": [0.5, 1.0], "damping": [0.0]})
    >>> found.settings, found.steps, [trial.steps for trial in found.trials]
    ({'rate': 1.0, 'damping': 0.0}, 1, [10, 1])
    """

    settings: dict[str, Any]
    steps: int
    closed_form: bool
    trials: tuple[Trial, ...]

    def __repr__(self) -> str:
        """What is best, not all that was tried."""
        found = "in closed form" if self.closed_form else f"the best of {len(self.trials)}"
        return f"<BestSettings: {self.settings}, {found}, {self.steps} steps>"


def best_settings(
    optimizer: Maker,
    loss: Loss,
    start: ArrayLike | None = None,
    *,
    tolerance: float = 1e-6,
    steps: int = 1000,
    choices: Mapping[str, Sequence[Any]] | None = None,
    search: bool = False,
) -> BestSettings:
    """The best constant settings of an optimiser on a quadratic, in closed form or by search.

    In closed form, for the fastest long run whatever the start: `gradient_descent` at `best_rate`, `momentum`
    and `sgd` at `best_momentum`, `nesterov` and `partial(sgd, nesterov=True)` at `best_nesterov`. All else is
    searched for, full batch, for the fewest steps after which the excess, the loss above its minimum, is
    below `tolerance` of the first for good, which is to the end of `steps`: the length of the race. (Adam and
    its kin may come back later, see `local_rate`.) Of several starts, the worst counts. Where steps are
    equal, the lower rate wins, then what was tried first. The search:

    1. Of parameters but the rate, every combination of `choices`; without, of beta 0, 0.5, 0.8, 0.9, 0.95 and
       0.99; momentum 0, 0.5, 0.8, 0.9 and 0.95; betas of 0, 0.5, 0.8, 0.9 with 0.9, 0.99, 0.999; alpha 0.5,
       0.9, 0.99 and 0.999; rho 0.5, 0.9 and 0.99. Others keep their defaults.
    2. For each, rates of powers of 2, from 2^-10 of the lesser to 2^3 of the larger of 1 / L and the largest
       distance of a weight from its end; four powers more at the end where the best is, up to eight times.
    3. About the best of these, rates in ratios of 2^(1/4), then about the best of all in ratios of 2^(1/16).
    4. The best one once more, in a run of its own: what comes back grows from roundings, which are others
       there, and on another processor. If it needs other steps, these count, and the next best is tried.

    Where rates are in the units of the weights (Adam, AdaGrad, RMSProp, Lion, signed descent), the best one
    grows with the distance of the start. Those whose steps do not shrink end in a cycle, and may need a
    larger tolerance. A race is of its quadratic, too: where H is diagonal, steps of its own for each weight
    make it round, and where the minimiser is the origin, decoupled weight decay alone leads there.

    Parameters
    ----------
    optimizer : function
        A maker, as `gdcore.adam` or your own, of an Optimizer or a Method. What
        `functools.partial(adam, betas=(0.9, 0.999))` fixes is kept. Its parameter `rate` is searched if it
        has one; your own is run once for each.
    loss : Loss
        Quadratic; or any with a `minimizer`, where rates are among the choices.
    start : (d,) or (runs, d) array_like, optional
        Without, 8 points at the distance 1 from the minimiser, in directions that are drawn once.
    tolerance : float
        Above 0 and below 1.
    steps : int
        The most, at least 1.
    choices : mapping of lists, optional
        Values to try instead of those above, by the parameters' names, also of others. Rates that are given
        are all that are tried.
    search : bool
        Search also where a closed form is known, for the fewest steps from these very starts.

    Raises
    ------
    ValueError
        If an argument is out of its range; if the maker has a parameter without a default that there are no
        choices of; or if no settings reach the tolerance within the steps.

    Examples
    --------
    >>> from gdcore import adagrad, descend, momentum, quadratic_bowl
    >>> bowl = quadratic_bowl(9, angle=0.3)
    >>> {name: round(value, 9) for name, value in best_settings(momentum, bowl).settings.items()}
    {'rate': 0.25, 'beta': 0.25}
    >>> found = best_settings(adagrad, bowl, start=[2, 1])
    >>> found
    <BestSettings: {'rate': 1.4768261459394993}, the best of 31, 11 steps>
    >>> losses = descend(bowl, adagrad(**found.settings), [2, 1], found.steps).losses / bowl.value([2, 1])
    >>> losses[-2:] < 1e-6
    array([False,  True])
    """
    if not callable(optimizer):
        raise ValueError(f"optimizer is {shown(optimizer)}, but expected a maker of one, as gdcore.adam")
    if choices is not None:
        instance("choices", choices, Mapping, "a mapping from parameters' names to lists of values")
    truth("search", search)
    track = race(loss, start, tolerance, steps)
    known = None if choices or search else _closed_form(optimizer, loss)
    if known is not None:
        rate = known.pop("rate")
        trials = _tried(track, optimizer, known, [rate])
        return BestSettings(trials[0].settings, trials[0].steps, True, tuple(trials))
    lists, trials = lists_of(optimizer, choices or {}), list[Trial]()
    rates = lists.pop("rate", None)
    for combination in product(*lists.values()):
        others = dict(zip(lists, combination, strict=True))
        alone = rates is None or len(rates) > 0
        trials += _tried(track, optimizer, others, rates) if alone else _searched(track, optimizer, others)
    best = _run_again(track, optimizer, trials)
    if best.steps < 0:
        raise ValueError(
            f"none of {len(trials)} settings stays below a tolerance of {tolerance:g} within {steps} steps,"
            f" the best is at {best.excess:.3g} with {best.settings}: give more steps or a larger tolerance"
        )
    return BestSettings(best.settings, best.steps, False, tuple(trials))


def _run_again(track: Race, make: Maker, trials: list[Trial]) -> Trial:
    """The best trial whose settings need the same steps in a run of their own; others are corrected."""
    while True:
        best = min(trials, key=_rank)
        (again,) = _tried(track, make, best.settings, None)
        if best.steps in (-1, again.steps):
            return best
        trials[[each is best for each in trials].index(True)] = again


def _rank(trial: Trial) -> tuple[bool, bool, float, float]:
    """The fewest steps; if they were too few, the least that is left, or where all grew the lowest rate."""
    rate, late, grew = trial.settings.get("rate", 0.0), trial.steps < 0, trial.steps < 0 and trial.excess > 1
    return late, grew, rate if grew else trial.excess if late else trial.steps, rate


def _tried(track: Race, make: Maker, others: dict[str, Any], rates: Sequence[float] | None) -> list[Trial]:
    steps, left = track.run(make, None if rates is None else np.array(rates), others)
    each = [{}] if rates is None else [{"rate": float(rate)} for rate in rates]
    found = zip(each, steps.tolist(), left.tolist(), strict=True)
    return [Trial(rate | others, count, share) for rate, count, share in found]


def _searched(track: Race, make: Maker, others: dict[str, Any]) -> list[Trial]:
    """Trials at rates 2^(k / 16), first of whole powers, then about the best of them."""
    found: dict[int, Trial] = {}

    def best_of(more: Sequence[int]) -> int:
        new = [k for k in more if k not in found]
        if new:
            found.update(zip(new, _tried(track, make, others, [2 ** (k / FINEST) for k in new]), strict=True))
        return min(found, key=lambda k: _rank(found[k]))

    low, high = track.scales()
    low, high = FINEST * (floor(log2(low)) - BELOW), FINEST * (ceil(log2(high)) + ABOVE)
    best = best_of(range(low, high + 1, FINEST))
    for _ in range(MOST):
        if best == low:
            low -= FARTHER * FINEST
        elif best == high:
            high += FARTHER * FINEST
        else:
            break
        best = best_of(range(low, high + 1, FINEST))
    for spacing in (FINEST // 4, FINEST // 16):
        best = best_of(range(best - 3 * spacing, best + 3 * spacing + 1, spacing))
    return list(found.values())


def _closed_form(make: Maker, loss: Loss) -> dict[str, Any] | None:
    """The settings of a maker that are known, by name."""
    bound = make if isinstance(make, partial) else partial(make)
    plain, fixed = bound.func, bound.keywords
    if bound.args or not is_quadratic(loss) or curvatures(loss)[-1] == 0:
        return None
    if plain is gradient_descent and not fixed:
        return {"rate": best_rate(loss)}
    if plain not in (momentum, nesterov, sgd) or set(fixed) - ({"nesterov"} if plain is sgd else set()):
        return None
    ahead = plain is nesterov or fixed.get("nesterov", False)
    rate, beta = (best_nesterov if ahead else best_momentum)(loss)
    if plain is not sgd:
        return {"rate": rate, "beta": beta}
    return {"rate": rate, "momentum": beta} if beta or not ahead else None  # of a circular bowl it is 0
