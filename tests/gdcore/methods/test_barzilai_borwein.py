"""Barzilai and Borwein's method: steps in exact fractions, convergence, and where s'y is not above 0."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import barzilai_borwein, inverse_time, minimize, quadratic, rosenbrock

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=60)
CURVATURES = st.lists(st.floats(0.1, 100), min_size=2, max_size=4)


def by_fractions(curvatures, start, rate, kind, steps):
    """The method on sum c w^2 / 2, in rational numbers."""
    w, path, t = [Fraction(x) for x in start], [], Fraction(rate)
    for _ in range(steps):
        g = [c * x for c, x in zip(curvatures, w, strict=True)]
        s = [-t * x for x in g]
        y = [c * x for c, x in zip(curvatures, s, strict=True)]
        w = [x + move for x, move in zip(w, s, strict=True)]
        path.append([float(x) for x in w])
        ss, sy, yy = (sum(map(Fraction.__mul__, a, b)) for a, b in [(s, s), (s, y), (y, y)])
        t = ss / sy if kind == "long" else sy / yy
    return path


@pytest.mark.parametrize("kind", ["long", "short"])
@pytest.mark.parametrize(
    ("curvatures", "start"), [([1, 10], [8, 4]), ([2, 3], [1, -1]), ([1, 4, 9], [1, 1, 1])]
)
def test_steps_in_exact_fractions(curvatures, start, kind):
    expected = by_fractions(curvatures, start, 0.125, kind, 7)
    points = minimize(quadratic(curvatures), barzilai_borwein(0.125, kind), start, 7).points
    np.testing.assert_allclose(points[1:], expected, rtol=1e-10, atol=1e-14)


def test_steps_by_hand():
    """On x^2 / 2 + y^2 from (1, 1) at 1/2: s = -(1/2, 1), y = -(1/2, 2); s's = 5/4, s'y = 9/4, y'y = 17/4."""
    for kind, t in [("long", 5 / 9), ("short", 9 / 17)]:
        points = minimize(quadratic([1, 2]), barzilai_borwein(0.5, kind), [1, 1], 2).points
        np.testing.assert_allclose(points, [[1, 1], [0.5, 0], [0.5 - t * 0.5, 0]], atol=1e-15)


@EXAMPLES
@given(curvatures=CURVATURES, seed=st.integers(0, 10**6), kind=st.sampled_from(["long", "short"]))
def test_rates_are_between_the_inverse_curvatures(curvatures, seed, kind):
    loss, start = quadratic(curvatures), np.random.default_rng(seed).standard_normal(len(curvatures))
    t = minimize(loss, barzilai_borwein(0.01, kind), start, 12)
    squared = (t.gradients**2).sum(axis=-1)
    known = (squared > 1e-20) & (np.arange(12) > 0)
    rates = -(t.velocities * t.gradients).sum(axis=-1)[known] / squared[known]
    assert np.all(rates >= (1 - 1e-5) / max(curvatures))
    assert np.all(rates <= (1 + 1e-5) / min(curvatures))


def test_long_steps_are_no_shorter_than_short_ones():
    start = [3.0, 1.0, -2.0]
    loss = quadratic([1, 7, 30])
    rates = []
    for kind in ("long", "short"):
        t = minimize(loss, barzilai_borwein(0.02, kind), start, 2)
        rates.append(np.linalg.norm(t.velocities[1]) / np.linalg.norm(t.gradients[1]))
    assert rates[0] > rates[1]


@pytest.mark.parametrize("kind", ["long", "short"])
def test_quadratics_converge_but_not_monotonically(kind):
    starts = np.random.default_rng(0).standard_normal((20, 4))
    t = minimize(quadratic([1, 5, 20, 100]), barzilai_borwein(0.01, kind), starts, 200)
    assert np.all(t.losses[-1] < 1e-20 * t.losses[0])
    assert np.any(np.diff(t.losses, axis=0) > 0)


def test_where_the_loss_bends_down_the_rate_is_taken_again():
    t = minimize(quadratic([-1]), barzilai_borwein(0.5), [1.0], 10)
    np.testing.assert_allclose(t.points[:, 0], 1.5 ** np.arange(11))
    t = minimize(quadratic([-1]), barzilai_borwein(inverse_time(0.5, 1)), [1.0], 10)
    np.testing.assert_allclose(t.points[1:] / t.points[:-1], 1 + 0.5 / np.arange(1, 11)[:, np.newaxis])


def test_each_run_takes_the_rate_by_its_own_curvature():
    cubic = SimpleNamespace(value=lambda w: (w**3).sum(-1), gradient=lambda w: 3 * w**2)  # w'' = 6 w
    t = minimize(cubic, barzilai_borwein(0.01), [[1.0], [-1.0]], 2)
    s, g = -0.03, 3 * 0.97**2
    np.testing.assert_allclose(t.velocities[:, 0, 0], [s, -s / (g - 3) * g])
    np.testing.assert_allclose(t.velocities[:, 1, 0], [s, -0.01 * 3 * 1.03**2])


def test_on_a_curved_valley():
    assert minimize(rosenbrock, barzilai_borwein(1e-3), [-1.2, 1], 150).losses[-1] < 1e-12


@pytest.mark.parametrize("kind", ["Long", "", None, 1, ["long"]])
def test_refuses_kinds(kind):
    with pytest.raises(ValueError, match=r'kind is .*, but expected "long" or "short"'):
        barzilai_borwein(0.1, kind)
