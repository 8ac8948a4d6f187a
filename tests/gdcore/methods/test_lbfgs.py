"""L-BFGS: the dense BFGS update over the pairs that each run keeps, the secant equation, the first step."""

import numpy as np
import pytest

from gdcore import (
    beale,
    descend,
    gradient_descent,
    himmelblau,
    inverse_time,
    lbfgs,
    minimize,
    quadratic,
    rosenbrock,
)

STARTS = np.random.default_rng(0).uniform(-3, 3, (12, 2))


def dense_moves(gradients, moves, rates, size):
    """The moves of one run at its gradients, by BFGS's matrix update over its last pairs."""
    found, pairs, scale = [], [], 1.0
    for step, g in enumerate(gradients):
        if step == 0:
            found.append(-rates[0] * min(1, 1 / np.abs(g).sum()) * g)
            continue
        s, y = moves[step - 1], g - gradients[step - 1]
        if s @ y > 1e-10:
            pairs, scale = [*pairs, (s, y)][-size:], (s @ y) / (y @ y)
        inverse = scale * np.eye(len(g))
        for s, y in pairs:
            left = np.eye(len(g)) - np.outer(s, y) / (s @ y)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ y)
        found.append(-rates[step] * inverse @ g)
    return np.array(found)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("loss", [himmelblau, rosenbrock, beale], ids=lambda loss: loss.name)
def test_each_run_is_dense_bfgs_over_the_pairs_it_keeps(loss, size):
    rates = 0.4 / (1 + 0.1 * np.arange(12))
    t = minimize(loss, lbfgs(inverse_time(0.4, 0.1), size), STARTS, 12)
    left_out = 0
    for run in np.flatnonzero(t.diverged_at == -1):
        gradients, moves = t.gradients[:, run], t.velocities[:, run]
        expected = dense_moves(gradients, moves, rates, size)
        size_of_step = np.abs(expected).max(axis=-1, keepdims=True) + 1e-12
        np.testing.assert_allclose(moves / size_of_step, expected / size_of_step, atol=1e-5)
        left_out += np.sum((moves[:-1] * np.diff(gradients, axis=0)).sum(axis=-1) <= 1e-10)
    assert left_out > 0 or loss is rosenbrock  # so runs differ in the pairs they keep


def test_it_satisfies_the_secant_equation():
    method, loss = lbfgs(1.0), quadratic([1, 4, 9])
    point, state = np.array([3.0, -1.0, 2.0]), method.init(loss, np.zeros(3))
    for step in range(6):
        gradient = loss.gradient(point)
        move, state = method.update(loss, gradient, state, point, step)
        if step:
            y = state.changes[-1]
            probe, _ = method.update(
                loss, y + 0 * gradient, state._replace(gradient=y, move=0 * y), point, step
            )
            np.testing.assert_allclose(-probe, state.moves[-1], rtol=1e-9)
        point = point + move


@pytest.mark.parametrize(("start", "length"), [([0.1, 0.2], 0.5), ([30.0, -10.0], 0.5 / 40)])
def test_the_first_step_is_at_most_the_rate_long(start, length):
    velocity = minimize(quadratic([1, 1]), lbfgs(0.5), start, 1).velocities[0]
    np.testing.assert_allclose(velocity, -length * np.array(start), rtol=1e-14)


def test_before_any_pair_is_kept_it_is_gradient_descent():
    loss, start = quadratic([-1.0, -2.0]), [0.1, 0.2]
    points = minimize(loss, lbfgs(0.3), start, 10).points
    np.testing.assert_allclose(points, descend(loss, gradient_descent(0.3), start, 10).points, rtol=1e-13)


def test_it_keeps_no_more_than_it_may():
    method, point = lbfgs(0.5, history_size=4), STARTS
    state = method.init(rosenbrock, point)
    for step in range(9):
        move, state = method.update(rosenbrock, rosenbrock.gradient(point), state, point, step)
        point = point + move
        assert len(state.moves) == len(state.changes) == len(state.inverses) <= min(step, 4)
    assert len(state.moves) == 4


def test_it_comes_quickly():
    loss = quadratic([1, 3, 10, 30, 100])
    assert minimize(loss, lbfgs(), np.ones(5), 40).losses[-1] < 1e-20
    assert minimize(rosenbrock, lbfgs(), [-1.2, 1], 80).losses[-1] < 1e-20


@pytest.mark.parametrize("size", [0, -1, 1.5, "2", None, True])
def test_refuses_history_sizes(size):
    with pytest.raises(ValueError, match=r"history_size is .*, but expected a whole number of at least 1"):
        lbfgs(history_size=size)
