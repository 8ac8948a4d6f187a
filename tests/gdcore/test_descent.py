"""Descents: what a trajectory holds, runs side by side, batches, refusals."""

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    armijo,
    barzilai_borwein,
    descend,
    exact_line_search,
    gradient_descent,
    himmelblau,
    inverse_time,
    lbfgs,
    linear_data,
    minimize,
    momentum,
    nesterov,
    quadratic,
    quadratic_bowl,
    rosenbrock,
    sample_batches,
    shuffled_batches,
)

SQUARES = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
CASES = [
    (SQUARES, [2, 2, 8], 0.1),
    (rosenbrock, [-1.2, 1], 1e-3),
    (himmelblau, [0, 0], 0.01),
    (quadratic_bowl(30, 0.4), [3, 1], 0.03),
]
LOSSES = pytest.mark.parametrize(("loss", "start", "rate"), CASES, ids=lambda case: getattr(case, "name", ""))
OPTIMIZERS = pytest.mark.parametrize(
    "make",
    [
        gradient_descent,
        lambda a: momentum(a, 0.8),
        lambda a: nesterov(a, 0.8),
        lambda a: gradient_descent(inverse_time(a, 1e-3)),
    ],
    ids=["gradient descent", "momentum", "nesterov", "inverse time"],
)


def rng(seed=0):
    return np.random.default_rng(seed)


@LOSSES
@OPTIMIZERS
def test_a_trajectory_is_consistent(loss, start, rate, make):
    t = descend(loss, make(rate), start, 80)
    d = len(start)
    assert (t.points.shape, t.losses.shape) == ((81, d), (81,))
    assert t.gradients.shape == t.velocities.shape == (80, d)
    np.testing.assert_array_equal(t.points[0], start)
    np.testing.assert_array_equal(t.points[1:], t.points[:-1] + t.velocities)
    np.testing.assert_allclose(t.losses, loss.plotted(t.points), rtol=1e-14)
    np.testing.assert_allclose(t.gradients, loss.gradient(t.points[:-1]), rtol=1e-9, atol=1e-12)
    assert t.diverged_at.shape == ()
    assert t.diverged_at == -1


@LOSSES
@OPTIMIZERS
def test_it_descends(loss, start, rate, make):
    losses = descend(loss, make(rate), start, 1500).losses
    assert losses[-1] < losses[0]
    assert losses[-1] - loss.plotted(loss.minimizer) < 0.03 * (losses[0] - loss.plotted(loss.minimizer))


@LOSSES
@OPTIMIZERS
def test_runs_side_by_side_are_the_single_runs(loss, start, rate, make):
    starts = np.asarray(start) + 0.1 * rng().standard_normal((7, len(start)))
    together = descend(loss, make(rate), starts, 60)
    assert together.points.shape == (61, 7, len(start))
    assert together.diverged_at.tolist() == [-1] * 7
    for run, own in enumerate(starts):
        alone = descend(loss, make(rate), own, 60)
        for name in ("points", "losses", "gradients", "velocities"):
            shared = getattr(together, name)[:, run]
            np.testing.assert_allclose(shared, getattr(alone, name), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("draw", [sample_batches, shuffled_batches])
@OPTIMIZERS
def test_each_step_uses_its_rows(draw, make):
    rows = draw(60, 4, 50, rng=rng())
    t = descend(SQUARES, make(0.05), [2, 2, 8], 50, batches=rows)
    for step in range(50):
        expected = SQUARES.batch_gradient(t.points[step], rows[step])
        np.testing.assert_array_equal(t.gradients[step], expected)
    np.testing.assert_allclose(t.losses, SQUARES.mse(t.points), rtol=1e-14)


@pytest.mark.parametrize("batch", [1, 5])
def test_runs_with_rows_of_their_own(batch):
    rows, starts = sample_batches(60, batch, 40, rng=rng(), runs=6), 3 * rng(1).standard_normal((6, 3))
    together = descend(SQUARES, momentum(0.03, 0.5), starts, 40, batches=rows)
    for run in range(6):
        alone = descend(SQUARES, momentum(0.03, 0.5), starts[run], 40, batches=rows[:, run])
        np.testing.assert_allclose(together.points[:, run], alone.points, rtol=1e-11, atol=1e-12)


def test_runs_that_share_rows_or_a_start():
    rows, starts = sample_batches(60, 2, 40, rng=rng()), 3 * rng(1).standard_normal((6, 3))
    spread = np.broadcast_to(rows[:, None], (40, 6, 2))
    shared = descend(SQUARES, gradient_descent(0.05), starts, 40, batches=rows)
    own = descend(SQUARES, gradient_descent(0.05), starts, 40, batches=spread)
    np.testing.assert_allclose(shared.points, own.points, rtol=1e-11, atol=1e-12)
    many = sample_batches(60, 2, 40, rng=rng(), runs=6)
    from_one = descend(SQUARES, gradient_descent(0.05), [2, 2, 8], 40, batches=many)
    from_six = descend(SQUARES, gradient_descent(0.05), np.tile([2, 2, 8], (6, 1)), 40, batches=many)
    np.testing.assert_array_equal(from_one.points, from_six.points)


def test_the_same_rows_give_the_same_path():
    rows = sample_batches(60, 1, 100, rng=rng(), runs=4)
    first, again = (descend(SQUARES, gradient_descent(0.05), [2, 2, 8], 100, batches=rows) for _ in range(2))
    np.testing.assert_array_equal(first.points, again.points)
    begun = descend(SQUARES, gradient_descent(0.05), [2, 2, 8], 30, batches=rows[:30])
    np.testing.assert_array_equal(begun.points, first.points[:31])


@pytest.mark.parametrize("start", [[1, 2, 3], [[1, 2, 3], [4, 5, 6]]])
def test_no_steps(start):
    t = descend(SQUARES, momentum(0.1, 0.9), start, 0)
    np.testing.assert_array_equal(t.points, [start])
    assert len(t.losses) == 1
    assert len(t.gradients) == len(t.velocities) == 0
    assert (t.diverged_at == -1).all()
    drawn = sample_batches(60, 1, 0, rng=rng())
    np.testing.assert_array_equal(
        descend(SQUARES, momentum(0.1, 0.9), start, 0, batches=drawn).points, [start]
    )


def test_a_trajectory_is_read_only_and_keeps_its_start():
    start = np.array([2.0, 2.0, 8.0])
    t = descend(SQUARES, gradient_descent(0.1), start, 5)
    start[0] = 99
    assert t.points[0, 0] == 2
    for array in (t.points, t.losses, t.gradients, t.velocities, t.diverged_at):
        assert not array.flags.writeable
    with pytest.raises(AttributeError):
        t.points = start


class Plain:
    """A loss that has no more than it must."""

    def value(self, w):
        return np.square(w).sum(axis=-1)

    plotted = value

    def gradient(self, w):
        return 2 * np.asarray(w)


def test_a_loss_of_ones_own():
    t = descend(Plain(), gradient_descent(0.25), [4, 8, 16, 32], 2)
    np.testing.assert_array_equal(t.points[2], [1, 2, 4, 8])


class Flat(Plain):
    def gradient(self, w):
        return 2.0


ROWS = np.zeros((5, 1), dtype=int)


@pytest.mark.parametrize(
    ("loss", "start", "steps", "batches", "message"),
    [
        (rosenbrock, [1], 5, None, r"start has shape \(1,\), but rosenbrock is defined on R\^2"),
        (SQUARES, [1, 2], 5, None, r"start has shape \(2,\), but least squares of 2 features .* on R\^3"),
        (rosenbrock, 3, 5, None, r"start has shape \(\), but expected \(d,\) or \(runs, d\)"),
        (rosenbrock, np.ones((2, 2, 2)), 5, None, r"start has shape \(2, 2, 2\), but expected"),
        (rosenbrock, np.ones((0, 2)), 5, None, r"start has shape \(0, 2\)"),
        (rosenbrock, [1, np.nan], 5, None, r"start\[1\] is nan, but expected finite numbers"),
        (rosenbrock, ["a", "b"], 5, None, "start is .*, but expected an array of numbers"),
        (rosenbrock, [1e200, 0], 5, None, "start has the loss inf, but expected a start of finite loss"),
        (rosenbrock, [1, 2], -1, None, "steps is -1, but expected a whole number of at least 0"),
        (rosenbrock, [1, 2], 2.5, None, "steps is 2.5"),
        (Flat(), [1, 2], 2, None, r"loss is Flat, whose `gradient` has shape \(\) at w of shape \(2,\), but"),
        (rosenbrock, [1, 2], 5, ROWS, "batches is given, but rosenbrock has no rows of data"),
        (SQUARES, [1, 2, 3], 6, ROWS, r"batches has shape \(5, 1\), but expected \(6, batch\) or"),
        (SQUARES, [1, 2, 3], 5, ROWS[:, 0], r"batches has shape \(5,\)"),
        (SQUARES, [1, 2, 3], 5, ROWS[:, :0], r"batches has shape \(5, 0\)"),
        (SQUARES, [1, 2, 3], 5, 1.0 * ROWS, "batches has dtype float64, but expected integers"),
        (SQUARES, [1, 2, 3], 5, ROWS + 60, "batches has rows from 60 to 60, but expected from 0 to 59"),
        (SQUARES, [1, 2, 3], 5, ROWS - 1, "batches has rows from -1 to -1"),
        (SQUARES, np.ones((3, 3)), 5, np.zeros((5, 2, 1), dtype=int), r"shape \(3, 3\): their runs differ"),
    ],
)
def test_refuses(loss, start, steps, batches, message):
    with pytest.raises(ValueError, match=message):
        descend(loss, gradient_descent(0.1), start, steps, batches=batches)


class Reusing:
    """A parabola that writes each gradient to the same array."""

    def __init__(self):
        self.found = np.zeros(2)

    def value(self, w):
        return 0.5 * np.square(w).sum(axis=-1)

    def gradient(self, w):
        if np.shape(w) != (2,):
            return np.array(w)
        self.found[...] = w
        return self.found


@pytest.mark.parametrize("method", [exact_line_search(), armijo(), lbfgs(), barzilai_borwein(0.5)])
def test_a_loss_may_use_its_array_again(method):
    found = minimize(Reusing(), method, [1, 2], 5)
    np.testing.assert_array_equal(found.points, minimize(quadratic([1, 1]), method, [1, 2], 5).points)
