"""The linearised recursion: its known maps, and what has none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdcore
from gdcore import (
    LeastSquares,
    Optimizer,
    adagrad,
    adam,
    correlated_data,
    descend,
    gradient_descent,
    himmelblau,
    inverse_time,
    lion,
    momentum,
    newton,
    quadratic_bowl,
    rosenbrock,
    sgd,
    sign_descent,
    theory,
)

BOWL = quadratic_bowl(10, 0.4)
H = BOWL.root.T @ BOWL.root


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


def test_adagrad_with_sums_of_its_own_for_each_weight():
    sums = np.array([4.0, 0.01])
    scale = np.diag(1 / (np.sqrt(sums) + 1e-10))
    found = theory.linearized(adagrad(0.1), H, sums)
    np.testing.assert_allclose(found[:2, :2], np.eye(2) - 0.1 * scale @ H, rtol=1e-14)
    np.testing.assert_allclose(found[2:, 2:], np.eye(2), rtol=1e-7)
    expected = np.abs(np.linalg.eigvals(np.eye(2) - 0.1 * scale @ H)).max()
    assert theory.local_rate(adagrad(0.1), H, sums) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("optimizer", [sign_descent(0.1), lion(0.1), lion(1e-9, weight_decay=0.1)])
def test_steps_that_do_not_shrink_with_the_error_never_settle(optimizer):
    assert np.isinf(theory.linearized(optimizer, [[1.0]])).any()
    assert theory.local_rate(optimizer, H) == np.inf
    rate = -float(optimizer.update(np.ones(1), optimizer.init(np.zeros(1)), np.zeros(1), 0)[0][0])
    points = descend(BOWL, optimizer, [3.3 * rate, 4.7 * rate], 2000).points[-100:]
    assert (np.ptp(points, axis=0) >= rate).all()


def test_states_of_any_kind():
    """Numbers, integers, and tuples within tuples."""

    def update(gradient, state, point, step):
        (velocity, decay), count = state
        velocity = decay * velocity - 0.1 * gradient
        return velocity, ((velocity, decay), count + 1)

    nested = Optimizer(lambda point: ((np.zeros_like(point), 0.8), 0), update)
    assert theory.linearized(nested, H).shape == (5, 5)
    assert theory.local_rate(nested, H) == pytest.approx(np.sqrt(0.8), rel=1e-9)


def test_only_what_the_error_drives_and_feels_counts():
    def averaged(gradient, average, point, step):
        return -0.1 * gradient, 0.999 * average + 0.001 * gradient

    def pushed(gradient, push, point, step):
        return push - 0.1 * gradient, 0.999 * push

    for update in (averaged, pushed):
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


@pytest.mark.parametrize(
    "method",
    [
        gdcore.exact_line_search(),
        gdcore.armijo(1e9),
        gdcore.barzilai_borwein(0.05),
        gdcore.conjugate_gradient(),
        gdcore.nonlinear_conjugate_gradient(),
        gdcore.lbfgs(),
        gdcore.lbfgs(history_size=3),
    ],
)
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_methods_that_are_not_linear_near_a_minimiser_are_refused(method, scale):
    for hessian in (H, np.diag([3.0, 1.0, 2.0, 10.0])):
        with pytest.raises(ValueError, match="the optimizer has no linear map at a minimiser: "):
            theory.local_rate(method, scale * hessian)


def test_of_one_weight_a_line_search_is_newtons_method():
    for method in (gdcore.exact_line_search(), gdcore.conjugate_gradient(), newton()):
        assert theory.local_rate(method, [[3.0]]) == pytest.approx(0, abs=1e-15)


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
            lambda f: f(
                Optimizer(lambda w: None, lambda g, s, w, t: (-g / abs(g) if g.any() else g, None)), np.eye(2)
            ),
            "has no linear map at a minimiser: near it there are 0 / 0",
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


def test_a_function_for_a_hessian_is_refused():
    message = (
        "^hessian is the function Surface.hessian, but expected an array, or the loss, whose Hessian at its"
    )
    with pytest.raises(ValueError, match=message):
        theory.local_rate(gradient_descent(0.1), gdcore.rosenbrock.hessian)


def test_a_loss_without_a_hessian_is_refused():
    class Plain:
        minimizer = np.zeros(2)

        def value(self, w, /):
            return np.square(w).sum(axis=-1)

        def gradient(self, w, /):
            return 2 * np.asarray(w)

    with pytest.raises(ValueError, match="Plain, which has no `hessian`"):
        theory.local_rate(gradient_descent(0.1), Plain())
