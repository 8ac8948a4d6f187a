"""Steepest descent with an exact line search: Kantorovich's bound and where it is met, and the search."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    beale,
    exact_line_search,
    himmelblau,
    linear_data,
    minimize,
    quadratic,
    rastrigin,
    rosenbrock,
)

SQUARES = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
EXAMPLES = settings(deadline=None, derandomize=True, max_examples=40)
COORDINATES = st.integers(-5000, 5000).map(lambda n: n / 1000)


def searched(loss):
    """The same loss, of which nothing is known but its value and its gradient."""
    return SimpleNamespace(value=loss.value, gradient=loss.gradient)


def line(value, slope):
    """A loss of one weight."""
    return SimpleNamespace(value=lambda w: value(w[..., 0]), gradient=slope)


@EXAMPLES
@given(condition=st.floats(1, 1e4), size=st.floats(1e-3, 1e3))
def test_from_the_worst_start_it_zigzags(condition, size):
    points = minimize(quadratic([1, condition]), exact_line_search(), [condition * size, size], 50).points
    left = (condition - 1) / (condition + 1)
    signs = (-1.0) ** np.arange(51)
    expected = size * left ** np.arange(51)[:, np.newaxis] * np.stack([0 * signs + condition, signs], -1)
    np.testing.assert_allclose(points, expected, rtol=1e-10, atol=1e-14 * condition * size)


def test_from_the_worst_start_in_more_dimensions():
    loss = quadratic([1, 2, 3, 10], axes=np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0])
    values, vectors = np.linalg.eigh(loss.root.T @ loss.root)
    start = vectors[:, 0] / values[0] + vectors[:, -1] / values[-1]
    losses = minimize(loss, exact_line_search(), start, 20).losses
    np.testing.assert_allclose(losses[1:] / losses[:-1], (9 / 11) ** 2, rtol=1e-9)


@EXAMPLES
@given(curvatures=st.lists(st.floats(0.01, 100), min_size=2, max_size=5), seed=st.integers(0, 10**6))
def test_a_step_leaves_at_most_kantorovichs_share(curvatures, seed):
    loss, start = quadratic(curvatures), np.random.default_rng(seed).standard_normal(len(curvatures))
    losses = minimize(loss, exact_line_search(), start, 20).losses
    condition = max(curvatures) / min(curvatures)
    share = ((condition - 1) / (condition + 1)) ** 2
    assert np.all(losses[1:] <= share * losses[:-1] * (1 + 1e-10) + 1e-28 * losses[0])


def test_the_step_on_a_quadratic():
    t = minimize(SQUARES, exact_line_search(), [2, 2, 8], 10)
    g = t.gradients[:, np.newaxis]
    length = (g @ g.swapaxes(1, 2)) / (g @ SQUARES.hessian @ g.swapaxes(1, 2))
    np.testing.assert_allclose(t.velocities, -(length * g)[:, 0], rtol=1e-9)


@pytest.mark.parametrize("loss", [SQUARES, quadratic([1, 30], angle=0.3, center=[4, -2])])
def test_the_search_finds_what_the_closed_form_gives(loss):
    start = [3.0, 1.0, 2.0][-loss.dim :]
    closed = minimize(loss, exact_line_search(), start, 30).points
    np.testing.assert_allclose(
        minimize(searched(loss), exact_line_search(), start, 30).points, closed, atol=1e-11
    )


@EXAMPLES
@given(x=COORDINATES, y=COORDINATES, loss=st.sampled_from([rosenbrock, himmelblau, beale, rastrigin]))
def test_a_step_ends_where_the_slope_along_it_is_0_and_the_loss_no_higher(x, y, loss):
    t = minimize(loss, exact_line_search(), [x, y], 8)
    before, after = t.gradients[:-1], t.gradients[1:]
    across = np.abs((before * after).sum(axis=-1))
    sizes = np.linalg.norm(before, axis=-1) * np.linalg.norm(t.gradients, axis=-1).max()
    assert np.all(across <= 1e-7 * sizes)
    assert np.all(np.diff(t.losses) <= 1e-14 * t.losses[:-1] + 1e-27)


def test_along_a_line_it_comes_in_one_step():
    hyperbola = line(lambda x: np.sqrt(1 + x**2), lambda x: x / np.sqrt(1 + x**2))
    quartic = line(lambda x: (x - 2) ** 4, lambda x: 4 * (x - 2) ** 3)
    exponential = line(lambda x: np.exp(x) - 3 * x, lambda x: np.exp(x) - 3)
    for loss, minimum, near in [(hyperbola, 0, 1e-11), (quartic, 2, 1e-3), (exponential, np.log(3), 1e-11)]:
        for start in (-30.0, 1e-3, 30.0):
            point = minimize(loss, exact_line_search(), [start], 1).points[-1]
            np.testing.assert_allclose(point, [minimum], atol=near * max(1, abs(start)))


def test_it_ends_in_a_minimum_of_the_ray_that_is_no_higher():
    waves = line(lambda x: x**2 / 50 - np.cos(x), lambda x: x / 25 + np.sin(x))
    starts = np.linspace(-40, 40, 161)[:, np.newaxis]
    t = minimize(waves, exact_line_search(), starts, 1)
    ends = t.points[-1]
    np.testing.assert_allclose(waves.gradient(ends), 0, atol=1e-9)
    assert np.all(np.cos(ends) + 1 / 25 > 0)  # minima, no maxima
    assert np.all(t.losses[1] <= t.losses[0])


def test_where_the_loss_falls_all_along_the_ray():
    slope = line(lambda x: -x, lambda x: np.full_like(x, -1.0))
    t = minimize(slope, exact_line_search(), [0.0], 20)
    assert t.velocities[0] == 4.0**50
    assert t.diverged_at > 1


def test_beyond_where_the_loss_is_defined_is_too_far():
    barrier = line(lambda x: x - np.log(x), lambda x: 1 - 1 / x)
    t = minimize(barrier, exact_line_search(), [[1e-6], [3.0], [1e6]], 1)
    np.testing.assert_allclose(t.points[-1], np.ones((3, 1)), rtol=1e-5)


def test_at_the_edge_of_where_the_loss_is_defined_it_stays_inside():
    edge = line(lambda x: np.where(x < 1, -x - x**2, np.nan), lambda x: -1 - 2 * x)
    t = minimize(edge, exact_line_search(), [[0.0], [0.3]], 5)
    np.testing.assert_array_equal(t.diverged_at, -1)
    np.testing.assert_allclose(t.points[1:], 1, rtol=1e-11)


def test_rounding_of_the_value_does_not_end_it_early():
    bowl = quadratic([1, 10])
    raised = SimpleNamespace(value=lambda w: bowl.value(w) + 1e3, gradient=bowl.gradient)
    points = minimize(raised, exact_line_search(), [10, 1], 150).points
    np.testing.assert_allclose(points, minimize(bowl, exact_line_search(), [10, 1], 150).points, atol=1e-10)


def test_a_search_takes_few_evaluations():
    asked = []

    def gradient(w):
        asked.append(1)
        return himmelblau.gradient(w)

    loss = SimpleNamespace(value=himmelblau.value, gradient=gradient)
    minimize(loss, exact_line_search(), [0.0, 0.0], 60)  # of which the last are at the minimum
    assert len(asked) < 60 * 7


def test_where_no_trial_is_small_enough_a_run_stays():
    square = line(lambda x: x**2, lambda x: 2 * x)
    t = minimize(square, exact_line_search(), [[1e-200], [3.0]], 3)
    assert np.all(np.diff(t.losses, axis=0) <= 0)
    np.testing.assert_allclose(t.points[1:, 1], 0, atol=1e-11)
