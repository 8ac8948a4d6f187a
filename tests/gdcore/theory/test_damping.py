"""Modes: their closed forms against the steps themselves, at, between and beyond the bounds of damping."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import descend, gradient_descent, momentum, rosenbrock, theory
from tests.gdcore.theory.regressions import NARROW


class Axes:
    """A quadratic whose eigenvectors are the axes."""

    def __init__(self, curvatures):
        self.curvatures = np.array(curvatures, dtype=float)
        self.root, self.dim = np.diag(np.sqrt(self.curvatures)), len(curvatures)
        self.minimizer = np.zeros(self.dim)

    def value(self, w, /):
        return 0.5 * (np.square(w) * self.curvatures).sum(axis=-1)

    plotted = value

    def gradient(self, w, /):
        return np.asarray(w) * self.curvatures


def walked(curvatures, rate, beta, steps):
    return descend(Axes(curvatures), momentum(rate, beta), np.ones(len(curvatures)), steps).points


def bounds(beta):
    return (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2


def curvatures_of_all_kinds(beta):
    low, high = bounds(beta)
    return np.array([(high + 2 * (1 + beta)) / 2, high, (low + high) / 2, low, low / 2])


KINDS = ("alternating", "critically damped", "underdamped", "critically damped", "overdamped")


@pytest.mark.parametrize("beta", [0.04, 0.25, 0.81])
def test_each_kind_of_damping_is_what_the_heavy_ball_does(beta):
    h = curvatures_of_all_kinds(beta)
    modes, points = theory.modes(Axes(h), 1.0, beta), walked(h, 1.0, beta, 300)
    assert modes.damping == KINDS
    np.testing.assert_allclose(modes.shares(300), points, rtol=1e-7, atol=1e-11)
    falls, swings = points[:, 4], points[:, 0]
    assert (np.diff(falls) <= 0).all() and (falls >= 0).all()
    early = np.abs(swings) > 1e-12
    assert (np.sign(swings[early]) == (-1.0) ** np.arange(301)[early]).all()


def test_those_of_descent():
    modes = theory.modes(Axes([1.9, 1.0, 0.5, 1e-9]), 1.0)
    assert modes.damping == ("alternating", "critically damped", "overdamped", "overdamped")
    t = np.arange(50)
    expected = [(-0.9) ** t, t == 0, 0.5**t, np.exp(t * np.log1p(-1e-9))]
    np.testing.assert_allclose(modes.shares(49), np.transpose(expected), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(modes.factors, [0.9, 0, 0.5, 1 - 1e-9], rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9])
def test_the_roots_solve_their_equation(beta):
    h = np.linspace(0.001, 2 * (1 + beta), 97)[::-1]
    modes = theory.modes(Axes(h), 1.0, beta)
    np.testing.assert_allclose(modes.roots.sum(axis=1), 1 + beta - h, atol=1e-14)
    np.testing.assert_allclose(modes.roots.prod(axis=1), np.full(97, beta), atol=1e-14)
    np.testing.assert_allclose(
        modes.factors, [np.abs(np.roots([1, -(1 + beta - each), beta])).max() for each in h], rtol=1e-7
    )


@settings(deadline=None, derandomize=True, max_examples=100)
@given(
    beta=st.floats(0, 0.99),
    scaled=st.lists(st.floats(1e-4, 1), min_size=1, max_size=5),
    exponent=st.integers(-8, 8),
)
def test_shares_are_the_descent_and_lie_below_the_envelope(beta, scaled, exponent):
    rate = 10.0**exponent
    h = np.sort(np.array(scaled) * 1.99 * (1 + beta))[::-1] / rate
    modes, points = theory.modes(Axes(h), rate, beta), walked(h, rate, beta, 200)
    np.testing.assert_allclose(modes.shares(200), points, atol=1e-9 * max(1.0, np.abs(points).max()))
    assert (np.abs(modes.shares(200)) <= modes.envelope(200) * (1 + 1e-12)).all()
    np.testing.assert_array_equal(modes.shares(3), modes.shares(200)[:4])


@settings(deadline=None, derandomize=True, max_examples=25)
@given(
    beta=st.sampled_from([0.0, 0.25, 0.5, 0.9]),
    scaled=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4),
    tolerance=st.floats(1e-6, 0.9),
)
def test_iterations_are_the_first_from_which_the_envelope_stays_below(beta, scaled, tolerance):
    h = np.sort(np.array(scaled) * 2 * (1 + beta))[::-1]
    modes = theory.modes(Axes(h), 1.0, beta)
    counts = modes.iterations(tolerance)
    envelope = modes.envelope(int(counts.max()) + 400)
    for count, sizes in zip(counts, envelope.T, strict=True):
        assert (sizes[count:] <= tolerance).all()
        assert sizes[count - 1] > tolerance


def test_iterations_in_closed_form_and_many_of_them():
    counts = theory.modes(Axes([1.5, 1e-3, 1e-12]), 1.0).iterations(1e-3)
    expected = [np.log(1e-3) / np.log(0.5), np.log(1e-3) / np.log1p(-1e-3), -np.log(1e-3) / 1e-12]
    np.testing.assert_allclose(counts, np.ceil(expected), rtol=1e-3)
    assert counts[:2].tolist() == np.ceil(expected[:2]).astype(int).tolist()


@pytest.mark.parametrize("beta", [0.0, 0.8])
def test_the_modes_of_a_loss_are_its_descent(beta):
    rate, start = 0.5 * theory.max_rate(NARROW, momentum=beta), [2.0, 2.0, 8.0]
    optimizer = momentum(rate, beta) if beta else gradient_descent(rate)
    points = descend(NARROW, optimizer, start, 100).points
    shares = theory.modes(NARROW, rate, beta).shares(100)
    np.testing.assert_allclose(
        shares * theory.eigen_coordinates(NARROW, start),
        theory.eigen_coordinates(NARROW, points),
        atol=1e-11,
    )


def test_the_creep_and_the_zigzag_of_a_ravine():
    """At 0.95 of the limit the steep error changes sign and keeps 90 % each step."""
    modes = theory.modes(NARROW, 0.95 * theory.max_rate(NARROW))
    assert modes.damping[0] == "alternating"
    assert modes.factors[0] == pytest.approx(0.9)
    assert modes.damping[-1] == "overdamped"


def test_what_overflows_is_infinite():
    shares = theory.modes(Axes([1.0, 0.2]), 30.0, 0.5).shares(2000)
    assert np.isinf(shares[-1]).all()
    assert not np.isnan(shares).any()


def test_they_survive_a_process():
    modes = theory.modes(NARROW, 0.1, 0.9)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(modes)).shares(5), modes.shares(5))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.modes(rosenbrock, 0.1), "loss is rosenbrock, but expected a convex quadratic one"),
        (lambda: theory.modes(NARROW, 0), "rate is 0, but expected a finite number above 0"),
        (lambda: theory.modes(NARROW, 0.1, 1), "momentum is 1, but expected a number of at least 0"),
        (lambda: theory.modes(NARROW, 0.1).shares(-1), "steps is -1"),
        (lambda: theory.modes(NARROW, 0.1).envelope(1.5), "steps is 1.5"),
        (lambda: theory.modes(NARROW, 0.1).iterations(1), "tolerance is 1, but expected a number above 0"),
        (
            lambda: theory.modes(Axes([4, 2.0]), 0.5).iterations(0.1),
            "rate is 0.5, but along 1 of 2 eigenvectors the error does not shrink then: expected a rate below"
            " 0.5, and curvature along each",
        ),
        (lambda: theory.modes(Axes([1, 0.0]), 0.5).iterations(0.1), "along 1 of 2 eigenvectors"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
