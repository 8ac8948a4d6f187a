"""Derivatives by differences, as `check_loss` uses them: at any scale, next to poles and kinks."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import HuberRegression, Samples, check_loss

X = np.random.default_rng(0).standard_normal((30, 3))
Y = np.where(X @ [1, -2, 0.5] + np.random.default_rng(1).standard_normal(30) > 0, 1.0, -1.0)
AT = np.random.default_rng(2).standard_normal((5, 3))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    scale=st.floats(-3, 3),
    power=st.integers(2, 6),
    lift=st.floats(0, 6),
    d=st.integers(1, 5),
)
def test_no_false_alarm_and_no_miss(seed, scale, power, lift, d):
    """Sums of sines, exponentials and powers at any scale, atop a large constant."""
    at = 10.0**scale * np.random.default_rng(seed).standard_normal((3, d))
    unit = 10.0**-scale

    def value(w):
        u = unit * w
        return 10.0**lift + (np.sin(u) + np.exp(0.3 * u) + np.abs(u) ** power / 9).sum(axis=-1)

    def gradient(w, share=1.0):
        u = unit * w
        slope = np.cos(u) + 0.3 * np.exp(0.3 * u) + power * np.abs(u) ** (power - 1) * np.sign(u) / 9
        return share * unit * slope

    right = SimpleNamespace(value=value, gradient=gradient)
    assert max(check_loss(right, at).errors.values()) < 1e-2
    wrong = SimpleNamespace(value=value, gradient=lambda w: gradient(w, 1.01))
    with pytest.raises(ValueError, match="is off at"):
        check_loss(wrong, at)


UNITS = np.array([1e6, 1.0, 1e-6])


@pytest.mark.parametrize("weight", [0, 1, 2])
def test_a_weight_among_others_of_very_different_units(weight):
    bend = X.T @ X / 30

    def gradient(w, share=1.0):
        return (w * UNITS) @ bend * UNITS * share

    right = SimpleNamespace(
        value=lambda w: np.square(w * UNITS @ X.T).sum(axis=-1) / 60,
        gradient=gradient,
        hessian=bend * UNITS * UNITS[:, np.newaxis],
    )
    assert check_loss(right, AT / UNITS).errors["gradient"] < 1e-9
    share = np.where(np.arange(3) == weight, 1 + 1e-5, 1.0)
    wrong = SimpleNamespace(value=right.value, gradient=lambda w: gradient(w, share))
    with pytest.raises(ValueError, match=rf"off at w = .*: weight {weight} has"):
        check_loss(wrong, AT / UNITS)


@pytest.mark.parametrize(
    ("value", "gradient", "at"),
    [
        (lambda w: 1 / w, lambda w: -1 / w**2, 1e-6),
        (lambda w: np.sin(1e7 * w), lambda w: 1e7 * np.cos(1e7 * w), 1.0),
        (np.abs, np.sign, 1e-9),
    ],
)
def test_what_changes_its_course_nearby(value, gradient, at):
    loss = SimpleNamespace(value=lambda w: value(w).sum(axis=-1), gradient=gradient)
    assert check_loss(loss, [at]).errors["gradient"] < 1e-5


def test_a_derivative_that_is_0_between_close_kinks():
    loss = HuberRegression(Samples(1e6 * X, Y))
    assert check_loss(loss, np.ones((1, 4))).errors["hessian"] == 0


def test_kinks_are_no_errors():
    """The lasso's penalty at weights of 0, whose central difference is the subgradient 0."""
    loss = SimpleNamespace(
        value=lambda w: np.square(w - 1).sum(axis=-1) + np.abs(w).sum(axis=-1),
        gradient=lambda w: 2 * (w - 1) + np.sign(w),
    )
    assert check_loss(loss, [[0.0, 2.0], [1e-3, -1e-3]]).points == 2
