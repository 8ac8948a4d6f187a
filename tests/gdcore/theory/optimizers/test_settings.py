"""Best settings: against closed forms, against other settings, and in races that they make fair."""

from functools import partial

import numpy as np
import pytest

import gdcore
from gdcore import LeastSquares, correlated_data, quadratic_bowl, theory
from gdcore.theory.optimizers.trials import race, takes_columns

BOWL = quadratic_bowl(10, 0.4)
NARROW = LeastSquares(correlated_data(200, [5, 4], 2, spread=0.5, noise=1, rng=np.random.default_rng(0)))
ADAPTIVE = {
    "adagrad": gdcore.adagrad,
    "rmsprop": partial(gdcore.rmsprop, alpha=0.999, momentum=0.0),
    "centred": partial(gdcore.rmsprop, centered=True, alpha=0.99, momentum=0.5),
    "adam": partial(gdcore.adam, betas=(0.8, 0.999)),
    "adamw": partial(gdcore.adamw, betas=(0.8, 0.999), weight_decay=0),
    "nadam": partial(gdcore.nadam, betas=(0.9, 0.999)),
    "adadelta": partial(gdcore.adadelta, rho=0.5),
    "lion": partial(gdcore.lion, betas=(0.5, 0.9)),
    "signs": gdcore.sign_descent,
}
EACH = pytest.mark.parametrize("make", ADAPTIVE.values(), ids=ADAPTIVE)


def tolerance_of(make):
    """Steps of one length end in a cycle, whose size is theirs."""
    return 1e-3 if make in (ADAPTIVE["lion"], ADAPTIVE["signs"]) else 1e-6


def excess(loss, points):
    return 0.5 * np.square((points - loss.minimizer) @ loss.root.T).sum(axis=-1)


def counted(loss, make, settings, starts, tolerance, most):
    """Steps until the excess stays below the tolerance, from the worst start, one run at a time."""
    counts = []
    for start in starts:
        sizes = excess(loss, gdcore.descend(loss, make(**settings), start, most).points)
        above = np.flatnonzero(sizes > tolerance * sizes[0])
        counts.append(above[-1] + 1)
    return max(counts)


CLOSED = {
    "descent": (gdcore.gradient_descent, lambda loss: {"rate": theory.best_rate(loss)}),
    "momentum": (
        gdcore.momentum,
        lambda loss: dict(zip(["rate", "beta"], theory.best_momentum(loss), strict=True)),
    ),
    "nesterov": (
        gdcore.nesterov,
        lambda loss: dict(zip(["rate", "beta"], theory.best_nesterov(loss), strict=True)),
    ),
    "sgd": (
        gdcore.sgd,
        lambda loss: dict(zip(["rate", "momentum"], theory.best_momentum(loss), strict=True)),
    ),
    "sgd, nesterov": (
        partial(gdcore.sgd, nesterov=True),
        lambda loss: dict(zip(["rate", "momentum"], theory.best_nesterov(loss), strict=True)),
    ),
}


@pytest.mark.parametrize("loss", [BOWL, NARROW], ids=["bowl", "narrow"])
@pytest.mark.parametrize(("make", "known"), CLOSED.values(), ids=CLOSED)
def test_closed_forms_are_given_where_they_are_known_and_win_their_own_search(make, known, loss):
    """By the rate in the long run, which is what they are best at, whatever the start."""
    found = theory.best_settings(make, loss)
    assert found.closed_form
    assert found.settings == known(loss)
    assert found.trials == (theory.Trial(found.settings, found.steps, found.trials[0].excess),)
    least = theory.local_rate(make(**found.settings), loss)
    searched = theory.best_settings(make, loss, search=True, steps=100, tolerance=1e-2)
    assert not searched.closed_form
    assert len(searched.trials) > 20
    for trial in searched.trials[::5]:
        assert theory.local_rate(make(**trial.settings), loss) >= least * (1 - 1e-6)


def test_a_search_for_the_long_run_finds_the_closed_form():
    """Descent needs log(tolerance) / (2 log(factor)) steps, least at the best rate, to the grid's ratio."""
    found = theory.best_settings(gdcore.gradient_descent, BOWL, tolerance=1e-30, search=True)
    assert found.settings["rate"] == pytest.approx(theory.best_rate(BOWL), rel=2 ** (1 / 16) - 1)
    best = theory.best_settings(gdcore.gradient_descent, BOWL, tolerance=1e-30)
    assert best.steps <= found.steps


@EACH
def test_no_neighbour_in_the_table_is_better(make):
    found = theory.best_settings(make, BOWL, tolerance=tolerance_of(make))
    rates = sorted(trial.settings["rate"] for trial in found.trials)
    at = rates.index(found.settings["rate"])
    assert 0 < at < len(rates) - 1
    ratios = [rates[at + 1] / rates[at], rates[at] / rates[at - 1]]
    np.testing.assert_allclose(ratios, 2 ** (1 / 16), rtol=1e-12)
    reached = [trial for trial in found.trials if trial.steps >= 0]
    assert found.steps == min(trial.steps for trial in reached)
    lowest = min(trial.settings["rate"] for trial in reached if trial.steps == found.steps)
    assert found.settings["rate"] == lowest
    assert len(rates) == len(set(rates))


@EACH
def test_the_race_is_fair(make):
    """Each is below the tolerance for good after the steps that were found, and not before."""
    tolerance, starts = tolerance_of(make), np.array([[0.7, -0.9], [0.2, 1.3]])
    found = theory.best_settings(make, BOWL, starts, tolerance=tolerance, steps=800)
    assert counted(BOWL, make, found.settings, starts, tolerance, 800) == found.steps
    for share in (0.5, 2.0):
        changed = {**found.settings, "rate": share * found.settings["rate"]}
        assert counted(BOWL, make, changed, starts, tolerance, 800) >= found.steps


def test_a_run_of_its_own_needs_the_steps_that_are_told():
    """Here the best of many runs at once is at 61 steps, and alone comes back above the tolerance later."""
    ravine, start = gdcore.quadratic([1, 60], angle=0.5, center=[1, -2]), np.array([4.0, -1.0])
    found = theory.best_settings(ADAPTIVE["adam"], ravine, start)
    assert counted(ravine, ADAPTIVE["adam"], found.settings, [start], 1e-6, 1000) == found.steps
    assert min(trial.steps for trial in found.trials if trial.steps >= 0) == found.steps


def test_every_combination_of_choices_is_tried():
    betas = [(0.5, 0.9), (0.8, 0.99)]
    choices = {"betas": betas, "eps": [1e-8, 1e-4], "rate": [0.05, 0.1, 0.2]}
    found = theory.best_settings(gdcore.adam, BOWL, choices=choices, tolerance=1e-3)
    tried = [trial.settings for trial in found.trials]
    expected = [
        {"rate": rate, "betas": pair, "eps": eps}
        for pair in betas
        for eps in (1e-8, 1e-4)
        for rate in (0.05, 0.1, 0.2)
    ]
    assert tried == expected
    assert found.settings in tried
    everything = theory.best_settings(gdcore.lion, BOWL, tolerance=1e-2, steps=100)
    assert len({trial.settings["betas"] for trial in everything.trials}) == 12
    alphas = theory.best_settings(gdcore.rmsprop, BOWL, steps=60)
    assert len({(t.settings["alpha"], t.settings["momentum"]) for t in alphas.trials}) == 20


def test_a_rate_in_units_of_the_weights_grows_with_the_distance():
    near, far = (
        theory.best_settings(ADAPTIVE["adam"], BOWL, [size * 0.7, size * -0.9]) for size in (1.0, 64.0)
    )
    assert far.settings["rate"] == 64 * near.settings["rate"]
    assert far.steps == near.steps
    scale = theory.best_settings(gdcore.gradient_descent, BOWL, [640, 70], search=True)
    assert (
        scale.settings
        == theory.best_settings(gdcore.gradient_descent, BOWL, [0.64, 0.07], search=True).settings
    )


def test_rates_far_from_every_scale_are_found():
    """1 / L and the distance are 1 here, and the rate is 2^30 or 2^-30 times as much as elsewhere."""
    for factor in (2.0**30, 2.0**-30):

        def scaled(rate, factor=factor):
            return gdcore.gradient_descent(rate * factor)

        found = theory.best_settings(scaled, quadratic_bowl(2, 0.1), steps=60)
        assert found.settings["rate"] * factor == pytest.approx(2 / 3, rel=0.05)


def test_the_worst_start_counts():
    starts = np.array([[0.7, -0.9], [0.2, 1.3], [2.0, 0.1]])
    all_of_them = theory.best_settings(ADAPTIVE["adam"], BOWL, starts)
    for start in starts:
        alone = theory.best_settings(ADAPTIVE["adam"], BOWL, start)
        assert alone.steps <= all_of_them.steps
    assert counted(BOWL, ADAPTIVE["adam"], all_of_them.settings, starts, 1e-6, 1000) == all_of_them.steps


@pytest.mark.parametrize(
    "make",
    [
        *ADAPTIVE.values(),
        gdcore.momentum,
        gdcore.nesterov,
        gdcore.sgd,
        partial(gdcore.sgd, nesterov=True),
        gdcore.newton,
        gdcore.lbfgs,
    ],
)
def test_many_rates_at_once_are_as_each_alone(make):
    track, rates = race(BOWL, None, 1e-3, 40), np.array([0.01, 0.1, 0.3])
    others = (
        {"momentum": 0.5}
        if "sgd" in str(make)
        else {"beta": 0.5}
        if make in (gdcore.momentum, gdcore.nesterov)
        else {}
    )
    assert takes_columns(make)
    steps, left = track.run(make, rates, others)

    def own(rate, **others):
        return make(rate, **others)

    assert not takes_columns(own)
    alone = track.run(own, rates, others)
    np.testing.assert_array_equal(steps, alone[0])
    np.testing.assert_allclose(left, alone[1], rtol=1e-9, atol=1e-20)
