"""Conjugate gradients: conjugacy, the end after as many steps as eigenvalues differ, formulas of beta."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    Samples,
    beale,
    conjugate_gradient,
    exact_line_search,
    himmelblau,
    linear_data,
    minimize,
    nonlinear_conjugate_gradient,
    quadratic,
    rosenbrock,
)

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=40)
NAMES = ["polak-ribiere", "fletcher-reeves", "hestenes-stiefel", "dai-yuan"]


def rotated(curvatures, seed=0):
    d = len(curvatures)
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(rng.standard_normal((d, d)))[0]
    return quadratic(curvatures, axes=axes, center=rng.standard_normal(d))


@EXAMPLES
@given(
    curvatures=st.lists(st.floats(1, 30), min_size=1, max_size=5),
    repeats=st.integers(1, 3),
    seed=st.integers(0, 10**6),
)
def test_it_ends_after_as_many_steps_as_eigenvalues_differ(curvatures, repeats, seed):
    loss = rotated(curvatures * repeats, seed)
    start = np.random.default_rng(seed + 1).standard_normal(loss.dim)
    t = minimize(loss, conjugate_gradient(), start, len(curvatures) + 5)
    ends = t.points[len(curvatures) :]
    np.testing.assert_allclose(ends, np.broadcast_to(loss.minimizer, ends.shape), rtol=0, atol=1e-9)


def test_it_takes_no_fewer_steps():
    t = minimize(rotated([1, 3, 10, 30, 100]), conjugate_gradient(), np.ones(5), 6)
    assert np.all(t.losses[:5] > 1e-8)
    assert np.all(t.losses[5:] < 1e-20)


def test_moves_are_conjugate_and_gradients_orthogonal():
    loss = rotated([1, 3, 10, 30, 100])
    t = minimize(loss, conjugate_gradient(), np.ones(5), 5)
    for rows, product in [(t.velocities, loss.hessian(np.zeros(5))), (t.gradients, np.eye(5))]:
        found = rows @ product @ rows.T
        scale = np.sqrt(np.outer(np.diag(found), np.diag(found)))
        np.testing.assert_allclose(found / scale, np.eye(5), atol=1e-9)


def test_each_point_is_the_best_in_the_span_of_the_gradients():
    loss, start = rotated([1, 3, 10, 30, 100]), np.ones(5)
    t = minimize(loss, conjugate_gradient(), start, 5)
    for k in range(1, 6):
        basis = np.linalg.qr(t.gradients[:k].T)[0]
        best = np.linalg.lstsq(loss.root @ basis, loss.root @ (loss.minimizer - start))[0]
        np.testing.assert_allclose(t.points[k], start + basis @ best, atol=1e-11)


def test_it_is_within_chebyshevs_bound():
    loss = rotated(np.linspace(1, 100, 40))
    losses = minimize(loss, conjugate_gradient(), np.ones(40), 30).losses
    share = (np.sqrt(100) - 1) / (np.sqrt(100) + 1)
    assert np.all(losses <= 4 * share ** (2 * np.arange(31)) * losses[0])
    assert losses[30] < 1e-3 * minimize(loss, exact_line_search(), np.ones(40), 30).losses[-1]


def test_it_comes_to_an_ill_conditioned_minimiser_with_more_steps(longley):
    columns = (longley.x - longley.x.mean(axis=0)) / longley.x.std(axis=0)
    loss = LeastSquares(Samples(columns, longley.y / longley.y.std()))
    after_7, *_, end = minimize(loss, conjugate_gradient(), np.zeros(7), 60).points[7:]
    np.testing.assert_allclose(end, loss.minimizer, rtol=1e-8)
    assert np.abs(after_7 - loss.minimizer).max() > 1e-8


def test_it_stands_still_to_within_rounding():
    t = minimize(rotated([1, 3, 10]), conjugate_gradient(), np.ones(3), 300)
    assert np.abs(t.velocities[10:]).max() < 1e-14
    t = minimize(quadratic([1, 10]), conjugate_gradient(), [3e-160, 1e-160], 300)  # squares underflow
    assert t.diverged_at == -1
    assert np.abs(t.points[-1]).max() < 1e-170


def test_refuses_what_is_no_quadratic():
    with pytest.raises(
        ValueError,
        match=r"^loss is himmelblau, but expected a quadratic, with `root` and `minimizer`:"
        " nonlinear_conjugate_gradient takes any loss$",
    ):
        minimize(himmelblau, conjugate_gradient(), [1.0, 1.0], 1)
    half = SimpleNamespace(value=himmelblau.value, gradient=himmelblau.gradient, root=np.eye(2))
    with pytest.raises(ValueError, match="but expected a quadratic"):
        minimize(half, conjugate_gradient(), [1.0, 1.0], 1)
    with pytest.raises(ValueError, match="but expected a quadratic"):
        minimize(quadratic([1, -1]), conjugate_gradient(), [1.0, 1.0], 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("search", [False, True], ids=["closed form", "search"])
def test_on_a_quadratic_all_are_the_linear_one(name, search):
    loss = LeastSquares(linear_data(60, [6, 5, -1], 2, noise=3, rng=np.random.default_rng(0)))
    linear = minimize(loss, conjugate_gradient(), [2, 2, 8, 1], 6).points
    given = SimpleNamespace(value=loss.value, gradient=loss.gradient) if search else loss
    points = minimize(given, nonlinear_conjugate_gradient(name), [2, 2, 8, 1], 6).points
    np.testing.assert_allclose(points, linear, rtol=0, atol=1e-7 if search else 1e-12)


def published(name, g, h, p):
    """The formulas of beta, of one run."""
    y = g - h
    above = g @ y if name in ("polak-ribiere", "hestenes-stiefel") else g @ g
    return above / (h @ h if name in ("polak-ribiere", "fletcher-reeves") else p @ y)


@pytest.mark.parametrize("name", NAMES)
def test_the_formulas_where_the_last_search_was_not_exact(name):
    g, h, p = np.array([[3.0, -1.0, 2.0], [2.0, 2.0, 1.0], [1.0, -2.0, 0.0]])
    method, loss = nonlinear_conjugate_gradient(name), quadratic([1, 2, 3])
    _, (_, direction, _) = method.update(loss, g, (h, p, p), np.ones(3), 1)
    np.testing.assert_allclose(direction, -g + published(name, g, h, p) * p, rtol=1e-14)


def test_a_direction_that_does_not_descend_restarts():
    method, loss = nonlinear_conjugate_gradient("fletcher-reeves"), quadratic([1, 2])
    last = np.array([[1.0, 2.0], [1.0, 2.0]])
    uphill = np.array([[5.0, 0.0], [-1.0, -2.0]])
    gradient = loss.gradient(np.ones((2, 2)))
    move, (_, direction, _) = method.update(loss, gradient, (last, uphill, uphill), np.ones((2, 2)), 1)
    np.testing.assert_array_equal(direction, [[-1, -2], [-2, -4]])
    assert np.all(loss.value(1 + move) < loss.value(np.ones((2, 2))))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loss", [rosenbrock, himmelblau, beale], ids=lambda loss: loss.name)
@pytest.mark.parametrize("restart", [None, 3])
def test_directions_are_the_published_ones(name, loss, restart):
    t = minimize(loss, nonlinear_conjugate_gradient(name, restart), [-1.2, 1], 10)
    p = -t.gradients[0]
    for step in np.flatnonzero(np.abs(t.gradients).max(axis=-1) > 1e-6):
        g = t.gradients[step]
        if step:
            beta = max(published(name, g, t.gradients[step - 1], p), 0)
            p = -g + (0 if restart and step % restart == 0 else beta) * p
            p = -g if g @ p >= 0 else p
        move = t.velocities[step]
        np.testing.assert_allclose(move / np.linalg.norm(move), p / np.linalg.norm(p), atol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_to_minimisers_of_curved_losses(name):
    starts = [[-1.2, 1.0], [2.0, 2.0], [0.0, -1.0]]
    t = minimize(rosenbrock, nonlinear_conjugate_gradient(name, restart=2), starts, 200)
    np.testing.assert_allclose(t.points[-1], np.ones((3, 2)), atol=1e-7)


def test_restarted_at_each_step_it_is_steepest_descent():
    points = minimize(rosenbrock, nonlinear_conjugate_gradient(restart=1), [-1.2, 1], 20).points
    np.testing.assert_array_equal(points, minimize(rosenbrock, exact_line_search(), [-1.2, 1], 20).points)


@pytest.mark.parametrize("beta", ["polak", "", None, 1, ["dai-yuan"]])
def test_refuses_betas(beta):
    with pytest.raises(ValueError, match=r"beta is .*, but expected one of polak-ribiere, fletcher-reeves, "):
        nonlinear_conjugate_gradient(beta)


@pytest.mark.parametrize("restart", [0, -1, 1.5, "2", True])
def test_refuses_restarts(restart):
    with pytest.raises(ValueError, match=r"restart is .*, but expected a whole number of at least 1"):
        nonlinear_conjugate_gradient(restart=restart)
