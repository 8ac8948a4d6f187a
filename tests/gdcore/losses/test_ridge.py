"""Ridge regression: against the definition, scikit-learn, least squares; its theory and its sections."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Ridge, Samples, descend, gradient_descent, linear_data, momentum, theory

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=80)


def rng(seed=0):
    return np.random.default_rng(seed)


def noisy(n=60, d=2, seed=0):
    return linear_data(n, np.arange(1, d + 1), 2, noise=3, rng=rng(seed))


def test_a_line_by_hand():
    loss = Ridge(Samples([[-1], [0], [1]], [-3, 1, 2]), 2 / 3)
    np.testing.assert_allclose(loss.minimizer, [0, 5 / 4], atol=1e-15)  # 5 / 3 over 2 / 3 + 2 / 3
    assert loss.value([0, 1]) == pytest.approx((4 + 1 + 1) / 6 + 1 / 3, rel=1e-14)
    assert loss.plotted([0, 1]) == pytest.approx(2 + 2 / 3, rel=1e-14)
    np.testing.assert_allclose(loss.gradient([0, 1]), [0, -1 / 3], atol=1e-15)
    np.testing.assert_allclose(loss.hessian, [[1, 0], [0, 4 / 3]], atol=1e-15)
    assert loss.minimum == loss.plotted(loss.minimizer)
    assert loss.penalty == 2 / 3


@EXAMPLES
@given(
    n=st.integers(1, 40),
    d=st.integers(1, 6),
    penalty=st.floats(-4, 4),
    scale=st.floats(-3, 3),
    seed=st.integers(0, 1000),
)
def test_everything_agrees_with_the_definition(n, d, penalty, scale, seed):
    draw, penalty = rng(seed), 10.0**penalty
    x = draw.standard_normal((n, d)) + 1
    y = 10.0**scale * draw.standard_normal(n)
    loss = Ridge(Samples(x, y), penalty)
    design = np.column_stack([np.ones(n), x])
    rows = np.vstack([design / np.sqrt(n), np.sqrt(penalty) * np.eye(d + 1)[1:]])
    best = np.linalg.lstsq(rows, [*y / np.sqrt(n), *np.zeros(d)])[0]
    size = np.abs(best).max() + 10.0**scale
    np.testing.assert_allclose(loss.minimizer, best, atol=1e-9 * size)
    np.testing.assert_allclose(loss.root.T @ loss.root, loss.hessian, atol=1e-12 * (1 + penalty))
    np.testing.assert_allclose(loss.hessian, rows.T @ rows, rtol=1e-10, atol=1e-12 * (1 + penalty))
    w = best + size * draw.standard_normal(d + 1)
    expected = np.mean((design @ w - y) ** 2) + penalty * np.sum(w[1:] ** 2)
    assert loss.plotted(w) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("penalty", [1e-6, 0.1, 10])
@pytest.mark.parametrize(("n", "d"), [(60, 3), (5, 8), (40_000, 2)])
def test_scikit_learns_alpha_is_n_times_the_penalty(penalty, n, d):
    linear_model = pytest.importorskip("sklearn.linear_model")
    samples = noisy(n, d)
    theirs = linear_model.Ridge(alpha=n * penalty, solver="svd").fit(samples.x, samples.y)
    found = Ridge(samples, penalty).minimizer
    np.testing.assert_allclose(found, [theirs.intercept_, *theirs.coef_], rtol=1e-8, atol=1e-9)


def test_without_a_penalty_it_is_least_squares():
    samples = noisy()
    ridge, least = Ridge(samples, 0), LeastSquares(samples)
    points = rng(1).standard_normal((5, 3))
    np.testing.assert_array_equal(ridge.minimizer, least.minimizer)
    np.testing.assert_array_equal(ridge.plotted(points), least.mse(points))


def test_it_keeps_the_digits_that_normal_equations_lose():
    """With x'x of condition number 1e16, a penalty of 1e-14 is below the rounding of X'X."""
    t = rng(2).standard_normal(50)
    samples = Samples(np.column_stack([t, t + 1e-6 * rng(3).standard_normal(50)]), t)
    loss, centered = Ridge(samples, 1e-14), samples.x - samples.x.mean(axis=0)
    left, sizes, right = np.linalg.svd(centered / np.sqrt(50), full_matrices=False)
    target = left.T @ (samples.y - samples.y.mean()) / np.sqrt(50)
    expected = right.T @ (sizes / (sizes**2 + 1e-14) * target)
    np.testing.assert_allclose(loss.minimizer[1:], expected, rtol=1e-7)
    # Along the difference of the two the curvature is that of the data, 1e-12 / 2, and of the penalty.
    assert theory.curvatures(loss)[-1] == pytest.approx(sizes[-1] ** 2 + 1e-14, rel=1e-5)


@pytest.mark.parametrize("samples", [noisy(), Samples(noisy(3, 5).x, noisy(3, 5).y)], ids=["many", "few"])
def test_theory_of_quadratics_holds(samples):
    loss = Ridge(samples, 0.5)
    start = np.full(loss.dim, 4.0)
    rate = theory.best_rate(loss)
    run = descend(loss, gradient_descent(rate), start, 30)
    np.testing.assert_allclose(run.points, theory.closed_form(loss, rate, start, 30), rtol=1e-9, atol=1e-10)
    kappa = theory.condition_number(loss)
    left = np.linalg.norm(run.points[-1] - loss.minimizer) / np.linalg.norm(start - loss.minimizer)
    assert left <= ((kappa - 1) / (kappa + 1)) ** 30 * (1 + 1e-9)
    limit = theory.max_rate(loss)
    assert descend(loss, gradient_descent(1.02 * limit), start, 3000).diverged_at > 0
    assert descend(loss, gradient_descent(0.98 * limit), start, 3000).diverged_at == -1
    assert descend(loss, momentum(*theory.best_momentum(loss)), start, 200).losses[-1] < 1.001 * loss.minimum


def test_theory_of_batches_is_that_of_least_squares_alone():
    with pytest.raises(ValueError, match=r"loss is ridge regression .*, but expected a LeastSquares"):
        theory.max_rate(Ridge(noisy(), 0.5), batch=1)


@pytest.mark.parametrize("axes", [None, (0, 1), (3, 1)])
@pytest.mark.parametrize("sliced", [True, False])
def test_sections_are_exact_ellipses(axes, sliced):
    loss, plane = Ridge(noisy(30, 3), 0.7), list(axes or (1, 2))
    others = [weight for weight in range(4) if weight not in plane]
    at = rng(4).standard_normal(4) if sliced else None
    section = loss.section(axes, at)
    level = section.floor + 3
    turn = np.linspace(0, 2 * np.pi, 12)
    circle = np.sqrt(level - section.floor) * np.stack([np.cos(turn), np.sin(turn)])
    contour = section.center + np.linalg.solve(section.root, circle).T
    weights = np.zeros((12, 4))
    weights[:, plane] = contour
    if sliced:
        weights[:, others] = at[others]
    else:  # where the gradient in the others is 0
        h, away = loss.hessian, contour - loss.minimizer[plane]
        moved = -np.linalg.solve(h[np.ix_(others, others)], h[np.ix_(others, plane)] @ away.T).T
        weights[:, others] = loss.minimizer[others] + moved
    np.testing.assert_allclose(loss.plotted(weights), level, rtol=1e-11)


def test_a_larger_penalty_gives_shorter_weights():
    lengths = [np.linalg.norm(Ridge(noisy(), penalty).minimizer[1:]) for penalty in (0, 0.1, 1, 10, 1e9)]
    assert sorted(lengths, reverse=True) == lengths
    assert lengths[-1] < 1e-8
    assert Ridge(noisy(), 1e9).minimizer[0] == pytest.approx(noisy().y.mean(), abs=1e-7)
