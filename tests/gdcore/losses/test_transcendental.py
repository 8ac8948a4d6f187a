"""Test surfaces with sines and hyperbolic functions: values, symmetries, and what a descent meets on each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import adam, descend, gradient_descent, neuron, plateau, rastrigin
from gdcore.losses.transcendental import INPUTS, TARGETS

WEIGHT = st.floats(-5, 5)


@pytest.mark.parametrize(
    ("loss", "point", "value"),
    [
        (rastrigin, (0, 0), 0),
        (rastrigin, (1, 1), 2),
        (rastrigin, (0.5, 0.5), 40.5),
        (rastrigin, (4.5229936, 4.5229936), 80.7065),  # its largest in the window
        (rastrigin, (0.99495864, 0), 0.9949591),  # the next best minimum
        (plateau, (0, 0), 0),
        (plateau, (np.log(2), 0), 0.2),
        (plateau, (np.log(2), -np.log(2)), 0.36),
        (plateau, (800, 0), 1),
        (neuron, (1, 2), 0),
        (neuron, (0, 5), 2 / 3 * (np.tanh(1) ** 2 + np.tanh(2) ** 2 + np.tanh(3) ** 2)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_known_values(loss, point, value):
    assert loss.value(point) == pytest.approx(value, rel=1e-6, abs=1e-15)


def test_rastrigin_is_as_the_literature_writes_it():
    x, y = np.random.default_rng(3).uniform(-5.12, 5.12, (2, 100))
    written = 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y)
    np.testing.assert_allclose(rastrigin.value(np.column_stack([x, y])), written, rtol=1e-13, atol=1e-12)


def test_rastrigin_has_a_minimum_at_each_pair_of_whole_numbers():
    whole = np.unique(rastrigin.minimizers.round(), axis=0)
    np.testing.assert_array_equal(whole, [[x, y] for x in range(-5, 6) for y in range(-5, 6)])
    assert np.abs(rastrigin.minimizers - rastrigin.minimizers.round()).max() < 0.03


@pytest.mark.parametrize(("loss", "half"), [(rastrigin, 1 + 20 * np.pi**2), (plateau, 0.5)])
def test_no_digits_are_lost_near_the_minimum(loss, half):
    near = np.array([[1e-9, 0], [0, -1e-7], [3e-10, 4e-10]])
    np.testing.assert_allclose(loss.value(near), half * np.square(near).sum(axis=1), rtol=1e-11)


@given(WEIGHT, WEIGHT)
def test_rastrigin_and_the_plateau_are_alike_on_all_sides(x, y):
    for loss in (rastrigin, plateau):
        mirrored = loss.value([[x, y], [-x, y], [x, -y], [-x, -y], [y, x]])
        np.testing.assert_allclose(mirrored, mirrored[0], rtol=1e-15)
        assert mirrored[0] >= 0
    assert plateau.value([x, y]) <= 1


@given(WEIGHT, WEIGHT)
def test_a_neuron_of_opposite_weights_is_the_same(a, b):
    point = np.array([a, b])
    np.testing.assert_allclose(neuron.value(-point), neuron.value(point), rtol=1e-14)
    np.testing.assert_allclose(neuron.gradient(-point), -neuron.gradient(point), rtol=1e-14, atol=1e-14)


def test_the_neuron_is_a_mean_over_its_data():
    a, b = 0.7, -1.3
    errors = [b * np.tanh(a * x) - y for x, y in zip(INPUTS, TARGETS, strict=True)]
    assert neuron.value([a, b]) == pytest.approx(np.square(errors).mean() / 2)
    np.testing.assert_array_equal(INPUTS, [1, 2, 3])
    np.testing.assert_allclose(TARGETS, 2 * np.tanh([1, 2, 3]), rtol=1e-15)


def test_the_neuron_saturates():
    slope = np.abs(neuron.gradient([[4, 1], [5, 1], [6, 1]])[:, 0])
    np.testing.assert_allclose(slope[1:] / slope[:-1], np.exp(-2), rtol=0.01)


@pytest.mark.parametrize("rate", [0.5, 1.0])
@pytest.mark.parametrize("far", [3, 4, 5])
def test_from_the_plateau_gradient_descent_takes_as_long_as_told(far, rate):
    run = descend(plateau, gradient_descent(rate), [far, far], 8000)
    arrived = np.flatnonzero(run.losses < 0.5)[0]
    assert arrived == pytest.approx(np.exp(2 * far) / (8 * rate), rel=0.1)


@pytest.mark.parametrize(("loss", "start"), [(plateau, [5, 4]), (plateau, [-5.5, 5.5]), (neuron, [4, 1])])
def test_where_gradient_descent_stalls_adam_does_not(loss, start):
    plain, adaptive = (descend(loss, how, start, 200).losses for how in (gradient_descent(1.0), adam(0.1)))
    assert plain[-1] > 0.5 * loss.value(start) or plain[-1] > 100 * adaptive[-1]
    assert adaptive[-1] < 0.01
