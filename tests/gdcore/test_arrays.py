"""Arrays that come in, of which nothing is dropped or converted; arrays that go out, which can't change."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    Samples,
    Trajectory,
    descend,
    gradient_descent,
    himmelblau,
    linear_data,
    quadratic_bowl,
    rosenbrock,
    theory,
)


def made():
    return LeastSquares(linear_data(20, [6, 5], 2, noise=1, rng=np.random.default_rng(0)))


LOSS = made()
RUN = descend(LOSS, gradient_descent(0.1), [1, 2, 3], 5)
SECTION, BOWL = LOSS.section(), quadratic_bowl(10, 0.3)

GIVEN = {
    "x": LOSS.samples.x,
    "y": LOSS.samples.y,
    "minimizer": LOSS.minimizer,
    "root": LOSS.root,
    "hessian": LOSS.hessian,
    "design": LOSS.design,
    "center": SECTION.center,
    "section's root": SECTION.root,
    "rosenbrock's minimizer": rosenbrock.minimizer,
    "himmelblau's minimizers": himmelblau.minimizers,
    "bowl's root": BOWL.root,
    "bowl's minimizer": BOWL.minimizer,
} | {name: getattr(RUN, name) for name in ("points", "losses", "gradients", "velocities", "diverged_at")}


def views(array):
    """An array, what it is a view of, and a view of it."""
    found = [array, array[...], array.T]
    while isinstance(array.base, np.ndarray):
        array = array.base
        found.append(array)
    return found


@pytest.mark.parametrize("name", GIVEN)
def test_no_array_can_be_made_writeable(name):
    for array in views(GIVEN[name]):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            array.flags.writeable = True
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            array.setflags(write=True)


@pytest.mark.parametrize("hand_on", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_can_not_be_changed_either(hand_on):
    for record in (LOSS.samples, LOSS, RUN, SECTION, BOWL):
        for name, array in vars(hand_on(record)).items():
            if isinstance(array, np.ndarray):
                np.testing.assert_array_equal(array, getattr(record, name))
                with pytest.raises(ValueError, match="cannot set WRITEABLE"):
                    array.flags.writeable = True


def test_what_was_given_stays_the_givers():
    arrays = [np.zeros((3, 2)), np.zeros(3), np.zeros((2, 2)), np.zeros((2, 2)), np.array(-1)]
    run = Trajectory(*arrays)
    for array in arrays:
        array[...] = 7
    assert not run.points.any()
    assert not run.losses.any()

    class Cached:
        seen = np.ones(4)

        def value(self, w):
            return np.ones(np.shape(w)[:-1])

        def plotted(self, w):
            return self.seen if np.shape(w)[:-1] == (4,) else self.value(w)

        def gradient(self, w):
            return np.zeros(np.shape(w))

    descend(Cached(), gradient_descent(0.1), [1.0, 2.0], 3)
    Cached.seen[0] = 2  # is not locked by the trajectory that it went into


NO_NUMBERS = [
    (np.ma.array([1.0, 2, 3], mask=[0, 1, 0]), "masked entries"),
    ([np.ma.masked, 2.0, 3.0], "masked entries"),
    (np.array([1, 2, 3j]), "of dtype complex128"),
    ([1, 2, 3j], "expected an array of numbers"),
    (np.array([True, False, True]), "of dtype bool"),
    ([True, 2.0, 3.0], "expected an array of numbers"),
    ([np.True_, 2.0, 3.0], "expected an array of numbers"),
    (np.array(["2020-01-01"] * 3, "M8[D]"), "of dtype datetime64"),
    (np.array([1, 2, 3], "m8[s]"), "of dtype timedelta64"),
    (["1", "2", "3"], "expected an array of numbers"),
    (np.array(["1", "2", "3"]), "of dtype <U1"),
    (np.array([b"1", b"2", b"3"]), "of dtype"),
    ([1.0, None, 3.0], "expected an array of numbers"),
    ([1, 2, 10**400], "expected an array of numbers"),
    ({1.0, 2.0, 3.0}, "expected an array of numbers"),
    ([[1.0], [2.0, 3.0], [4.0]], "expected an array of numbers"),
]


@pytest.mark.parametrize(("value", "message"), NO_NUMBERS)
def test_nothing_but_numbers_is_taken(value, message):
    takers = [
        lambda: Samples([[1], [2], [4]], value),
        lambda: linear_data(10, value, 0, rng=np.random.default_rng(0)),
        lambda: descend(LOSS, gradient_descent(0.1), value, 3),
        lambda: theory.closed_form(LOSS, 0.1, value, 3),
        lambda: LOSS.section(at=value),
        lambda: LOSS.mse(value),
        lambda: LOSS.gradient(value),
        lambda: LOSS.batch_gradient(value, np.array([0])),
        lambda: SECTION.value(value),
        lambda: SECTION.grid(value, [1.0]),
        lambda: SECTION.grid([1.0], value),
        lambda: rosenbrock.value(value),
        lambda: BOWL.gradient(value),
    ]
    for take in takers:
        with pytest.raises(ValueError, match=message):
            take()


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, 3],
        (1.0, np.float32(2), 3),
        np.array([1, 2, 3], "i1"),
        np.array([1, 2, 3], ">f8"),
        np.array([1, 2, 3], "f2"),
        np.array([1, 2, 3], dtype=object),
        [Fraction(1), Decimal(2), 3],
        np.ma.array([1.0, 2, 3], mask=False),
    ],
)
def test_any_real_numbers_are_taken(value):
    np.testing.assert_array_equal(LOSS.mse(value), LOSS.mse([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(Samples([[1], [2], [4]], value).y, [1, 2, 3])


def test_whole_numbers_beyond_64_bits_are_the_nearest_doubles():
    assert Samples([[10**30]], [10**300]).x[0, 0] == 1e30


@pytest.mark.parametrize("value", [10**400, Fraction(10**400), -(10**400)])
def test_single_numbers_beyond_doubles(value):
    with pytest.raises(ValueError, match=r"rate is .*, but expected a finite number above 0 or a schedule"):
        gradient_descent(value)
    with pytest.raises(ValueError, match=r"intercept is .*, but expected a finite number"):
        linear_data(10, [1], value, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([-1], "rows has rows from -1 to -1, but expected from 0 to 19"),
        ([0, 20], "rows has rows from 0 to 20, but expected from 0 to 19"),
        ([0.0], "rows has dtype float64, but expected integers"),
        ([True] * 20, "rows has dtype bool, but expected integers"),
        (["1"], "rows has dtype <U1, but expected integers"),
    ],
)
def test_row_numbers_never_wrap_nor_mask(rows, message):
    with pytest.raises(ValueError, match=message):
        LOSS.batch_gradient([1, 2, 3], np.array(rows))
    with pytest.raises(ValueError, match=message.replace("rows has", "batches has")):
        descend(LOSS, gradient_descent(0.1), [1, 2, 3], 1, batches=np.array([rows]))


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (lambda t: np.array([0.1, 0.2]), r"rate\(0\) is array\(\[0.1, 0.2\]\), but expected a finite number"),
        (lambda t: np.nan, r"rate\(0\) is nan"),
        (lambda t: -0.1 if t == 2 else 0.1, r"rate\(2\) is -0.1"),
        (lambda t: 0.1j, r"rate\(0\) is 0.1j"),
        (lambda t: None, r"rate\(0\) is None"),
        (lambda t: "0.1", r"rate\(0\) is '0.1'"),
        (lambda t: True, r"rate\(0\) is True"),
        (lambda t: 10**400, r"rate\(0\) is 1000"),
    ],
)
def test_a_schedule_gives_one_finite_rate_a_step(rate, message):
    with pytest.raises(ValueError, match=message):
        descend(LOSS, gradient_descent(rate), [1, 2, 3], 3)


@pytest.mark.parametrize(
    "zero", [lambda t: 0.0, lambda t: 0, lambda t: np.array(0.0), lambda t: np.float32(0)]
)
def test_a_schedule_may_end_at_zero(zero):
    assert not descend(LOSS, gradient_descent(zero), [1, 2, 3], 3).velocities.any()


class Odd:
    """A loss whose gradient is odd from some step on."""

    def __init__(self, gradient, loss=lambda w: np.square(w).sum(axis=-1)):
        self.calls, self.odd, self.value = 0, gradient, loss

    def gradient(self, w):
        self.calls += 1
        return np.array(w) if self.calls < 3 else self.odd


@pytest.mark.parametrize(
    ("gradient", "message"),
    [
        (np.array([1j, 0]), "the gradient at step 1 is .*complex128, but expected an array of numbers"),
        (np.zeros(3), r"the gradient at step 1 has shape \(3,\), but expected that of the point, \(2,\)"),
        (1.0, r"the gradient at step 1 has shape \(\)"),
        (np.ma.array([1, 2], mask=[0, 1]), "the gradient at step 1 has masked entries"),
    ],
)
def test_a_gradient_that_turns_odd(gradient, message):
    with pytest.raises(ValueError, match=message):
        descend(Odd(gradient), gradient_descent(0.1), [1, 2], 5)


def test_a_loss_that_is_no_number():
    with pytest.raises(ValueError, match=r"the value of Odd is .*complex128, but expected"):
        descend(Odd(None, lambda w: np.sum(w, axis=-1) * 1j), gradient_descent(0.1), [1, 2], 5)


def test_a_trajectory_is_shown_in_one_line():
    assert repr(RUN) == "<Trajectory: 5 steps of 3 weights>"
    many = descend(LOSS, gradient_descent(0.1), np.ones((7, 3)), 4)
    assert repr(many) == "<Trajectory: 7 runs of 4 steps of 3 weights>"
