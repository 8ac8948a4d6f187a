"""Local rates: against closed forms, and against what descents do near a minimiser."""

import numpy as np
import pytest

import gdcore
from gdcore import (
    Optimizer,
    adadelta,
    adagrad,
    adam,
    adamw,
    clip_by_norm,
    clip_by_value,
    dampening,
    decoupled_weight_decay,
    descend,
    gradient_descent,
    momentum,
    nadam,
    nesterov,
    quadratic_bowl,
    rmsprop,
    sgd,
    theory,
    weight_decay,
)

BOWL = quadratic_bowl(10, 0.4)
H = BOWL.root.T @ BOWL.root
HIGH, LOW = 10.0, 1.0


def heavy_ball_radius(rate, beta, decay=0.0, kept=1.0):
    """Of z^2 - (kept + beta - a h) z + beta kept, where `kept` is 1 - a decay if that is decoupled."""
    sizes = [[1, rate * (h + decay) - kept - beta, beta * kept] for h in (LOW, HIGH)]
    return max(np.abs(np.roots(each)).max() for each in sizes)


def nesterov_radius(rate, beta):
    return max(
        np.abs(np.roots([1, -(1 + beta) * (1 - rate * h), beta * (1 - rate * h)])).max() for h in (LOW, HIGH)
    )


def plain_radius(rate):
    return max(abs(1 - rate * LOW), abs(1 - rate * HIGH))


def adam_radius(rate, b1, eps, decay=0.0):
    """That of the heavy ball at the rate a (1 - b1) / eps."""
    return heavy_ball_radius(rate * (1 - b1) / eps, b1, kept=1 - rate * decay)


SCALED = HIGH / 0.5  # AdaGrad's curvature where its sums are 0.25

CASES = {  # optimiser by rate, radius by rate, the limit of the rate
    "descent": (gradient_descent, plain_radius, 2 / HIGH),
    "momentum": (lambda a: momentum(a, 0.6), lambda a: heavy_ball_radius(a, 0.6), 3.2 / HIGH),
    "nesterov": (lambda a: nesterov(a, 0.6), lambda a: nesterov_radius(a, 0.6), 3.2 / 2.2 / HIGH),
    "sgd": (lambda a: sgd(a, 0.6), lambda a: heavy_ball_radius(a, 0.6), 3.2 / HIGH),
    "sgd, nesterov": (lambda a: sgd(a, 0.6, True), lambda a: nesterov_radius(a, 0.6), 3.2 / 2.2 / HIGH),
    "adam": (adam, lambda a: adam_radius(a, 0.9, 1e-8), 3.8e-8 / 0.1 / HIGH),
    "adam, betas": (
        lambda a: adam(a, (0.5, 0.9), 1e-4),
        lambda a: adam_radius(a, 0.5, 1e-4),
        3e-4 / 0.5 / HIGH,
    ),
    "adamw": (
        lambda a: adamw(a, (0.5, 0.9), 1e-2, weight_decay=100),
        lambda a: adam_radius(a, 0.5, 1e-2, 100),
        3 / (0.5 * HIGH / 1e-2 + 1.5 * 100),
    ),
    "nadam": (
        lambda a: nadam(a, (0.6, 0.999)),
        lambda a: nesterov_radius(a * 0.4e8, 0.6),
        3.2e-8 / 2.2 / 0.4 / HIGH,
    ),
    "rmsprop": (rmsprop, lambda a: plain_radius(a * 1e8), 2e-8 / HIGH),
    "rmsprop, centred": (
        lambda a: rmsprop(a, 0.9, 1e-6, centered=True),
        lambda a: plain_radius(a * 1e6),
        2e-6 / HIGH,
    ),
    "rmsprop, momentum": (
        lambda a: rmsprop(a, centered=True, momentum=0.6),
        lambda a: heavy_ball_radius(a * 1e8, 0.6),
        3.2e-8 / HIGH,
    ),
    "adagrad": (
        lambda a: adagrad(a, initial_accumulator_value=0.25, eps=1e-300),
        lambda a: plain_radius(a / 0.5),
        2 / SCALED,
    ),
    "adadelta": (adadelta, plain_radius, 2 / HIGH),
    "weight decay": (
        lambda a: weight_decay(sgd(a, 0.6), 2),
        lambda a: heavy_ball_radius(a, 0.6, 2),
        3.2 / (HIGH + 2),
    ),
    "decoupled weight decay": (
        lambda a: decoupled_weight_decay(gradient_descent(a), a, 2),
        lambda a: max(abs(1 - a * (h + 2)) for h in (LOW, HIGH)),
        2 / (HIGH + 2),
    ),
    "dampening": (
        lambda a: dampening(sgd(a, 0.6), 0.75),
        lambda a: heavy_ball_radius(a / 4, 0.6),
        4 * 3.2 / HIGH,
    ),
    "clipping": (
        lambda a: clip_by_norm(clip_by_value(momentum(a, 0.6), 1.0), 1.0),
        lambda a: heavy_ball_radius(a, 0.6),
        3.2 / HIGH,
    ),
}
EACH = pytest.mark.parametrize(("make", "radius", "limit"), CASES.values(), ids=CASES)
SHARES = pytest.mark.parametrize("share", [0.3, 0.7, 0.999, 1.001, 1.5])


def late(optimizer):
    """The optimiser with its biases long corrected, for at first they enlarge its steps."""
    return Optimizer(optimizer.init, lambda g, state, point, t: optimizer.update(g, state, point, t + 10**5))


def measured(optimizer, factor, loss=BOWL, start=(3e-60, 2e-60), decades=100):
    """The factor a step that the largest errors of two stretches of a run tell."""
    steps = int(np.clip(decades * np.log(10) / abs(np.log(factor)), 20, 4000)) if factor > 0 else 40
    steps = min(steps, int(11 / np.log(factor))) if factor > 1 else steps
    points = descend(loss, late(optimizer), start, steps).points
    sizes = np.linalg.norm(points - getattr(loss, "minimizer", 0.0), axis=-1)
    third = steps // 3
    first, last = third + sizes[third : 2 * third].argmax(), 2 * third + sizes[2 * third :].argmax()
    return (sizes[last] / sizes[first]) ** (1 / (last - first))


@EACH
@SHARES
def test_the_rate_is_that_of_the_closed_form(make, radius, limit, share):
    found = theory.local_rate(make(share * limit), H)
    assert found == pytest.approx(radius(share * limit), rel=1e-9)
    assert (found < 1) == (share < 1)


@EACH
@SHARES
def test_descents_near_the_minimiser_shrink_or_grow_by_it(make, radius, limit, share):
    optimizer = make(share * limit)
    factor = theory.local_rate(optimizer, BOWL)
    found = measured(optimizer, factor)
    assert found == pytest.approx(factor, rel=0.01)
    if abs(share - 1) < 0.01:
        assert (found - 1) * (factor - 1) > 0


def test_adam_from_its_first_step():
    optimizer = adam(0.1 * CASES["adam"][2])
    points = np.linalg.norm(descend(BOWL, optimizer, [3e-60, 2e-60], 3000).points, axis=-1)
    factor = theory.local_rate(optimizer, BOWL)
    assert (points[3000] / points[1000]) ** (1 / 2000) == pytest.approx(factor, rel=1e-3)


def test_at_its_usual_rate_adam_does_not_settle():
    """It is 10^4 times beyond its limit: when v has decayed, the error comes back from almost nothing."""
    assert theory.local_rate(adam(1e-3), BOWL) > 1e4
    sizes = np.linalg.norm(descend(BOWL, adam(1e-3), [0.3, 0.2], 20_000).points, axis=-1)
    assert sizes[8000:10_000].max() < 1e-100
    assert 1e-7 < sizes[-2000:].max() < 1e-2


@EACH
def test_powers_of_the_map_are_the_steps_themselves(make, radius, limit):
    optimizer = make(0.8 * limit)
    matrix, start = theory.linearized(optimizer, H), np.array([1e-60, -2e-60])
    point, state, joint = start, optimizer.init(start), np.concatenate([start, np.zeros(len(matrix) - 2)])
    for _ in range(500):
        _, state = optimizer.update(np.zeros(2), state, np.zeros(2), 10**6)
    for _ in range(30):
        move, state = optimizer.update(H @ point, state, point, 10**6)
        point, joint = point + move, matrix @ joint
        np.testing.assert_allclose(joint[:2], point, rtol=1e-9, atol=1e-72)


@pytest.mark.parametrize("optimizer", [gradient_descent(0.1), momentum(0.1, 0.8), adam(1e-9)])
def test_at_a_saddle_it_is_the_factor_of_escape(optimizer):
    class Saddle:
        def value(self, w, /):
            return 0.5 * (np.square(w) * [3, -2]).sum(axis=-1)

        def gradient(self, w, /):
            return np.asarray(w) * [3.0, -2.0]

    factor = theory.local_rate(optimizer, [[3, 0], [0, -2]])
    assert factor > 1
    assert measured(optimizer, factor, Saddle()) == pytest.approx(factor, rel=1e-2)


def logistic():
    draw = np.random.default_rng(0)
    data = gdcore.linear_data(60, [1.0, -2.0], 0.5, noise=2, rng=draw)
    return gdcore.LogisticRegression(gdcore.Samples(data.x, (data.y > 0).astype(float)))


@pytest.mark.parametrize(
    "loss", [gdcore.himmelblau, gdcore.beale, gdcore.booth, gdcore.rastrigin, gdcore.rosenbrock, logistic()]
)
@pytest.mark.parametrize(
    "make",
    [gradient_descent, lambda a: momentum(a, 0.5), lambda a: adam(10 * a, eps=1)],
    ids=["gd", "m", "a"],
)
def test_at_minimisers_of_other_losses(loss, make):
    largest = np.linalg.eigvalsh(gdcore.losses.hessian_at(loss, loss.minimizer))[-1]
    optimizer = make(0.7 / largest)
    factor = theory.local_rate(optimizer, loss)
    found = measured(optimizer, factor, loss, loss.minimizer + 1e-6 * np.arange(1, loss.dim + 1), decades=7)
    assert found == pytest.approx(factor, rel=0.06)


@pytest.mark.parametrize("loss", [gdcore.himmelblau, gdcore.saddle])
@pytest.mark.parametrize("make", [gradient_descent, lambda a: momentum(a, 0.5)], ids=["gd", "m"])
def test_at_saddles_of_other_losses(loss, make):
    for place in loss.saddles:
        hessian = gdcore.losses.hessian_at(loss, place)
        optimizer = make(0.2 / np.abs(np.linalg.eigvalsh(hessian)).max())
        factor = theory.local_rate(optimizer, hessian)
        assert factor > 1
        steps = int(np.log(1e4) / np.log(factor))
        points = descend(loss, optimizer, place + [2e-8, -3e-8], steps).points
        sizes = np.linalg.norm(points - place, axis=-1)
        assert (sizes[-1] / sizes[steps // 2]) ** (1 / (steps - steps // 2)) == pytest.approx(
            factor, rel=0.01
        )


def test_a_proximal_gradient_goes_as_descent_in_the_weights_that_are_not_0():
    rng = np.random.default_rng(0)
    lasso = gdcore.Lasso(gdcore.linear_data(60, [3, -2, 1.5, 0, 0, 0], 1, noise=1, rng=rng), 0.3)
    active = np.flatnonzero(lasso.minimizer)
    assert 1 < len(active) < lasso.dim
    hessian = gdcore.hessian_at(lasso.smooth, lasso.minimizer)[np.ix_(active, active)]
    start = lasso.minimizer.copy()
    start[active] += 0.01 * np.linalg.eigh(hessian)[1][:, 0]
    points = gdcore.minimize(lasso, gdcore.proximal_gradient(0.2), start, 20).points
    error = np.linalg.norm(points - lasso.minimizer, axis=-1)
    expected = theory.local_rate(gradient_descent(0.2), hessian)
    np.testing.assert_allclose(error[1:] / error[:-1], expected, rtol=1e-9)
