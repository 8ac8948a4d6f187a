"""The linearised recursion: against closed forms, and against what descents do near a minimiser."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdcore
from gdcore import (
    LeastSquares,
    Optimizer,
    adam,
    correlated_data,
    descend,
    gradient_descent,
    himmelblau,
    inverse_time,
    momentum,
    nesterov,
    newton,
    quadratic_bowl,
    rosenbrock,
    sgd,
    theory,
)
from gdcore.methods import Method

BOWL = quadratic_bowl(10, 0.4)
H = BOWL.root.T @ BOWL.root
HIGH, LOW = 10.0, 1.0


def heavy_ball_radius(rate, beta):
    return max(np.abs(np.roots([1, rate * h - 1 - beta, beta])).max() for h in (LOW, HIGH))


def nesterov_radius(rate, beta):
    return max(
        np.abs(np.roots([1, -(1 + beta) * (1 - rate * h), beta * (1 - rate * h)])).max() for h in (LOW, HIGH)
    )


def plain_radius(rate):
    return max(abs(1 - rate * LOW), abs(1 - rate * HIGH))


def adam_radius(rate, b1, eps):
    """That of the heavy ball at the rate a (1 - b1) / eps."""
    return heavy_ball_radius(rate * (1 - b1) / eps, b1)


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
}
EACH = pytest.mark.parametrize(("make", "radius", "limit"), CASES.values(), ids=CASES)
SHARES = pytest.mark.parametrize("share", [0.3, 0.7, 0.999, 1.001, 1.5])


def late(optimizer):
    """The optimiser with its biases long corrected, for at first they enlarge its steps."""
    return Optimizer(optimizer.init, lambda g, state, point, t: optimizer.update(g, state, point, t + 10**5))


def measured(optimizer, factor, loss=BOWL, start=(3e-60, 2e-60)):
    """The factor a step that the largest errors of two stretches of a run tell."""
    steps = int(np.clip(230 / abs(np.log(factor)), 40, 4000)) if factor > 0 else 40
    steps = min(steps, int(11 / np.log(factor))) if factor > 1 else steps
    sizes = np.linalg.norm(descend(loss, late(optimizer), start, steps).points, axis=-1)
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
    point, state, joint = start, optimizer.init(start), np.zeros(len(matrix))
    joint[:2] = start
    for _ in range(30):
        move, state = optimizer.update(H @ point, state, point, 10**6)
        point, joint = point + move, matrix @ joint
        np.testing.assert_allclose(joint[:2], point, rtol=1e-9, atol=1e-72)


def test_the_known_maps():
    h = [[2.0, 1.0], [1.0, 3.0]]
    eye, pull = np.eye(2), 0.25 * np.array(h)
    np.testing.assert_array_equal(theory.linearized(gradient_descent(0.25), h), eye - pull)
    heavy = np.block([[eye - pull, 0.5 * eye], [-pull, 0.5 * eye]])
    np.testing.assert_array_equal(theory.linearized(momentum(0.25, 0.5), h), heavy)
    scale = 2.0**-20 / 2.0**-30
    found = theory.linearized(adam(2.0**-20, (0.5, 0.75), 2.0**-30), h)
    first = np.block([[eye - 0.5 * scale * np.array(h), -0.5 * scale * eye], [0.5 * np.array(h), 0.5 * eye]])
    np.testing.assert_allclose(found[:4, :4], first, rtol=1e-14)
    np.testing.assert_allclose(found[4:, 4:], 0.75 * eye, rtol=1e-14)
    assert not found[4:, :4].any()
    assert not found[:4, 4:].any()


def test_newton_takes_the_same_share_along_every_curvature():
    for rate in (1.0, 0.25):
        np.testing.assert_allclose(theory.linearized(newton(rate), H), (1 - rate) * np.eye(2), atol=1e-14)
        assert theory.local_rate(newton(rate), BOWL) == pytest.approx(1 - rate, abs=1e-14)


@pytest.mark.parametrize("kept", ["momentum", "nesterov"])
def test_best_settings_in_closed_form_are_best_by_it(kept):
    loss = LeastSquares(correlated_data(200, [5, 4], 2, spread=0.2, noise=1, rng=np.random.default_rng(0)))
    make, best = getattr(gdcore, kept), getattr(theory, f"best_{kept}")
    rate, beta = best(loss)
    least = theory.local_rate(make(rate, beta), loss)
    kappa = theory.condition_number(loss)
    known = {"momentum": np.sqrt(beta), "nesterov": 1 - 2 / np.sqrt(3 * kappa + 1)}[kept]
    assert least == pytest.approx(known, rel=1e-6)
    for change, other in [(0.97, 1), (1.03, 1), (1, 0.97), (1, 1.03), (0.97, 1.03), (1.03, 0.97)]:
        assert theory.local_rate(make(change * rate, other * beta), loss) > least


def test_of_a_loss_it_is_at_its_minimiser():
    for loss in (himmelblau, rosenbrock):
        there = theory.local_rate(gradient_descent(1e-3), loss.hessian(loss.minimizer))
        assert theory.local_rate(gradient_descent(1e-3), loss) == there
    start = himmelblau.minimizer + 1e-6
    sizes = np.linalg.norm(
        descend(himmelblau, gradient_descent(1e-3), start, 200).points - himmelblau.minimizer, axis=-1
    )
    factor = theory.local_rate(gradient_descent(1e-3), himmelblau)
    assert (sizes[-1] / sizes[100]) ** 0.01 == pytest.approx(factor, rel=1e-4)


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


def test_along_flat_directions_nothing_changes():
    for optimizer in (gradient_descent(0.1), momentum(0.1, 0.9), adam(1e-9)):
        assert theory.local_rate(optimizer, [[1, 1], [1, 1]]) == pytest.approx(1, abs=1e-12)


def test_schedules_count_by_their_step():
    optimizer = gradient_descent(inverse_time(0.1, 1.0))
    assert theory.local_rate(optimizer, H) == pytest.approx(1, abs=1e-5)
    assert theory.local_rate(optimizer, H, step=0) == theory.local_rate(gradient_descent(0.1), H)
    assert theory.local_rate(optimizer, H, step=3) == theory.local_rate(gradient_descent(0.025), H)


def test_a_state_that_is_held():
    """With v held, Adam is the heavy ball preconditioned: Cohen et al. (2022) have 2 (1 + b1) / (1 - b1)."""
    v = np.array([4.0, 0.25])
    curved = H / np.sqrt(np.outer(v, v)) ** 0.5
    limit = 2 * 1.9 / 0.1 / np.linalg.eigvalsh(curved)[-1]
    for share in (0.99, 1.01):
        state = (np.zeros(2), v)
        assert (theory.local_rate(adam(share * limit), H, state) < 1) == (share < 1)
    held = theory.linearized(adam(0.5 * limit, eps=0), H, (np.zeros(2), v))
    np.testing.assert_allclose(
        held[:2, :2], np.eye(2) - 0.05 * limit * H / np.sqrt(0.999 * v)[:, None], rtol=1e-12
    )


def test_signed_descent_never_settles():
    signed = Optimizer(lambda point: None, lambda g, state, point, step: (-0.1 * np.sign(g), None))
    assert np.isinf(theory.linearized(signed, [[1.0]])).all()
    assert theory.local_rate(signed, H) == np.inf


def test_states_of_any_kind():
    """Numbers, integers, and tuples within tuples."""

    def update(gradient, state, point, step):
        (velocity, decay), count = state
        velocity = decay * velocity - 0.1 * gradient
        return velocity, ((velocity, decay), count + 1)

    nested = Optimizer(lambda point: ((np.zeros_like(point), 0.8), 0), update)
    assert theory.linearized(nested, H).shape == (5, 5)
    assert theory.local_rate(nested, H) == pytest.approx(heavy_ball_radius(0.1, 0.8), rel=1e-9)


def test_what_the_error_does_not_feel_does_not_count():
    def update(gradient, average, point, step):
        return -0.1 * gradient, 0.999 * average + 0.001 * gradient

    assert theory.local_rate(Optimizer(np.zeros_like, update), H) == pytest.approx(0.9)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(1, 5),
    beta=st.floats(0, 0.95),
    share=st.floats(0.01, 2),
    exponent=st.integers(-6, 6),
)
def test_it_is_the_largest_root_whatever_the_hessian(seed, size, beta, share, exponent):
    draw = np.random.default_rng(seed).standard_normal((size, size))
    hessian = 10.0**exponent * (draw + draw.T)
    h = np.linalg.eigvalsh(hessian)
    rate = share / np.abs(h).max()
    roots = [np.abs(np.roots([1, rate * each - 1 - beta, beta])).max() for each in h]
    for optimizer in (momentum(rate, beta), sgd(rate, beta), adam(rate * 1e-8 / (1 - beta), (beta, 0.99))):
        assert theory.local_rate(optimizer, hessian) == pytest.approx(max(roots), rel=1e-6)


def exact_step(loss, gradient, state, point, step):
    curved = np.square(gradient @ loss.hessian @ gradient) ** 0.5
    return -(gradient @ gradient) / curved * gradient, None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(0.1, H), "optimizer is 0.1, but expected an Optimizer or a Method"),
        (lambda f: f(momentum(1, 0.5), [1, 2]), r"hessian has shape \(2,\), but expected \(d, d\)"),
        (lambda f: f(momentum(1, 0.5), np.zeros((0, 0))), r"hessian has shape \(0, 0\)"),
        (lambda f: f(momentum(1, 0.5), [[1, 2], [3, 4]]), "hessian is not symmetric"),
        (lambda f: f(momentum(1, 0.5), [[np.nan]]), r"hessian\[0, 0\] is nan"),
        (lambda f: f(momentum(1, 0.5), "H"), "hessian is 'H', but expected an array of numbers"),
        (lambda f: f(momentum(1, 0.5), H, step=-1), "step is -1"),
        (lambda f: f(momentum(1, 0.5), H, np.ones(3)), "state has 3 numbers, but expected 2, as the optimi"),
        (lambda f: f(momentum(1, 0.5), H, np.ones(2)), r"moves by \[0.5, 0.5\] at a gradient of 0"),
        (lambda f: f(momentum(1, 0.5), H, np.array([0, np.inf])), r"state\[1\] is inf"),
        (lambda f: f(momentum(1, 0.5), H, "rest"), "state is 'rest', but expected None, numbers, arrays or"),
        (
            lambda f: f(adam(1, eps=0), H),
            "a gradient of 0, but expected a state at rest and eps above 0",
        ),
        (
            lambda f: f(Method(lambda loss, point: None, exact_step), H),
            "no linear map at a minimiser|at a gradient of 0",
        ),
        (
            lambda f: f(Optimizer(lambda w: None, lambda g, s, w, t: (-0.1 * abs(g), None)), H),
            "has no linear map at a minimiser: what it makes of a sum of errors is not the sum of what it",
        ),
    ],
)
@pytest.mark.parametrize("function", [theory.linearized, theory.local_rate])
def test_refuses(function, call, message):
    with pytest.raises(ValueError, match=message):
        call(function)


def test_a_loss_without_a_hessian_is_refused():
    class Plain:
        minimizer = np.zeros(2)

        def value(self, w, /):
            return np.square(w).sum(axis=-1)

        def gradient(self, w, /):
            return 2 * np.asarray(w)

    with pytest.raises(ValueError, match="Plain, which has no `hessian`"):
        theory.local_rate(gradient_descent(0.1), Plain())
