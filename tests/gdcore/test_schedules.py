"""Schedules: values by hand, arrays of steps, composition, refusals."""

import numpy as np
import pytest

from gdcore import constant, cosine, exponential, inverse_time, step_decay, warmup

VALUES = [
    (constant(0.3), {0: 0.3, 7: 0.3}),
    (inverse_time(0.4, 0.5), {0: 0.4, 2: 0.2, 6: 0.1}),
    (inverse_time(0.4, 0), {9: 0.4}),
    (step_decay(0.8, 0.5, 10), {0: 0.8, 9: 0.8, 10: 0.4, 29: 0.2}),
    (exponential(0.5, np.log(2)), {0: 0.5, 1: 0.25, 3: 0.0625}),
    (cosine(0.6, 10), {0: 0.6, 5: 0.3, 10: 0.0, 25: 0.0}),
    (cosine(0.6, 10, final=0.2), {0: 0.6, 5: 0.4, 10: 0.2, 11: 0.2}),
    (warmup(0.8, 3), {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 9: 0.8}),
    (warmup(inverse_time(0.8, 1), 3), {0: 0.2, 2: 0.6, 3: 0.8, 4: 0.4, 6: 0.2}),
    (warmup(cosine(0.6, 10), 0), {0: 0.6, 5: 0.3}),
    (warmup(warmup(1.0, 1), 1), {0: 0.25, 1: 0.5, 2: 1.0}),
    (warmup(lambda t: 1.0 + t, 1), {0: 0.5, 1: 1.0, 2: 2.0}),
]


@pytest.mark.parametrize(("schedule", "expected"), VALUES)
def test_values(schedule, expected):
    for step, rate in expected.items():
        assert schedule(step) == pytest.approx(rate, rel=1e-14, abs=1e-16)


@pytest.mark.parametrize(("schedule", "expected"), VALUES)
@pytest.mark.parametrize("shape", [(24,), (4, 6), (0,)])
def test_an_array_of_steps_is_its_single_steps(schedule, expected, shape):
    steps = np.arange(np.prod(shape)).reshape(shape)
    rates = np.asarray(schedule(steps))
    assert rates.shape == shape
    np.testing.assert_allclose(rates.ravel(), [schedule(int(t)) for t in steps.ravel()], rtol=1e-15)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint32, np.uint64])
@pytest.mark.parametrize(
    "schedule", [schedule for schedule, _ in VALUES] + [cosine(0.6, 300), step_decay(1, 0.5, 300)]
)
def test_any_integers_are_steps(schedule, kind):
    steps = np.arange(8)
    np.testing.assert_array_equal(schedule(steps.astype(kind)), schedule(steps))
    assert [schedule(kind(step)) for step in range(8)] == [schedule(step) for step in range(8)]


@pytest.mark.parametrize("schedule", [exponential(0.1, 1e308), inverse_time(0.1, 1e308)])
def test_a_decay_that_overflows_is_at_0(schedule):
    assert schedule(np.array([0, 10, 100])).tolist() == [0.1, 0, 0]
    assert schedule(np.int64(10)) == schedule(10) == 0


def test_inverse_time_is_robbins_and_monro():
    rates = inverse_time(1.0, 0.5)(np.arange(1_000_000))
    assert rates.sum() > 25
    assert np.square(rates).sum() < 5


def test_schedules_fall_and_a_warm_up_rises():
    t = np.arange(200)
    for schedule in (inverse_time(1, 0.1), step_decay(1, 0.9, 7), exponential(1, 0.01), cosine(1, 150)):
        assert (np.diff(schedule(t)) <= 0).all()
    rising = warmup(cosine(1, 150), 20)(t)
    assert (np.diff(rising[:21]) > 0).all()
    assert (np.diff(rising[20:]) <= 0).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: constant(0), "a is 0, but expected a finite number above 0"),
        (lambda: constant(np.nan), "a is nan"),
        (lambda: constant("0.1"), "a is '0.1'"),
        (lambda: constant(True), "a is True"),
        (lambda: inverse_time(-1, 1), "a is -1"),
        (lambda: inverse_time(1, -1), "k is -1, but expected a finite number of at least 0"),
        (lambda: step_decay(1, 0, 5), "factor is 0, but expected a number above 0 and at most 1"),
        (lambda: step_decay(1, 1.5, 5), "factor is 1.5"),
        (lambda: step_decay(1, 0.5, 0), "every is 0, but expected a whole number of at least 1"),
        (lambda: exponential(np.inf, 1), "a is inf"),
        (lambda: exponential(1, -0.1), "k is -0.1"),
        (lambda: cosine(1, 0), "steps is 0"),
        (lambda: cosine(1, 5, final=2), "final is 2, but expected a number from 0 to a = 1.0"),
        (lambda: warmup(-0.1, 5), "rate is -0.1, but expected a finite number above 0 or a schedule"),
        (lambda: warmup(0.1, -5), "steps is -5"),
        (lambda: warmup(0.1, 2.0), "steps is 2.0"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message):
        make()
