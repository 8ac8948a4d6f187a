"""What all losses of data have in common: derivatives, batches, shapes, windows, sections, copies."""

import pickle

import numpy as np
import pytest

from gdcore import (
    HuberRegression,
    Lasso,
    LeastSquares,
    LogisticRegression,
    Ridge,
    Samples,
    SoftmaxRegression,
    check_loss,
    descend,
    gradient_descent,
    sample_batches,
)
from gdcore.losses import hessian_at
from tests.gdcore.losses.data.tables import NUMBERS, THREE, TWO, N, X, rng

WIDE = Samples(X[:3], NUMBERS.y[:3])

LOSSES = {
    "least squares": LeastSquares(NUMBERS),
    "ridge": Ridge(NUMBERS, 0.3),
    "ridge without": Ridge(NUMBERS, 0),
    "ridge of few rows": Ridge(WIDE, 0.3),
    "lasso": Lasso(NUMBERS, 0.3),
    "lasso without": Lasso(NUMBERS, 0),
    "lasso of few rows": Lasso(WIDE, 0.1),
    "smooth part": Lasso(WIDE, 0.1).smooth,
    "logistic": LogisticRegression(TWO),
    "logistic with": LogisticRegression(TWO, 0.3),
    "softmax": SoftmaxRegression(THREE),
    "softmax with": SoftmaxRegression(THREE, 0.3),
    "huber": HuberRegression(NUMBERS),
    "huber, narrow": HuberRegression(NUMBERS, 0.2),
}
EACH = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def complex_value(loss, w):
    """The formula of `value` for complex w, off its kinks."""
    x = np.column_stack([np.ones(loss.n), loss.samples.x])
    y, size = loss.samples.y, loss.samples.x.shape[1] + 1
    table = w.reshape(-1, size)
    z = x @ table.T
    if isinstance(loss, SoftmaxRegression):
        data = np.log(np.exp(z).sum(axis=1)) - z[np.arange(loss.n), y.astype(int)]
    elif isinstance(loss, LogisticRegression):
        data = np.log(1 + np.exp(z[:, 0])) - y * z[:, 0]
    else:
        r = z[:, 0] - y
        data = r**2 / 2
        if isinstance(loss, HuberRegression):
            outer = loss.delta * (r * np.sign(r.real) - loss.delta / 2)
            data = np.where(np.abs(r.real) <= loss.delta, data, outer)
    slopes = table[:, 1:]
    if isinstance(loss, Lasso):
        return data.mean() + loss.penalty * (slopes * np.sign(slopes.real)).sum()
    return data.mean() + loss.penalty / 2 * (slopes**2).sum()


@EACH
def test_value_and_gradient_are_those_of_the_formula(loss):
    for w in rng(2).standard_normal((10, loss.dim)):
        steps = w + 1e-30j * np.eye(loss.dim)
        slopes = [complex_value(loss, step).imag / 1e-30 for step in steps]
        assert loss.value(w) == pytest.approx(complex_value(loss, w + 0j).real, rel=1e-12)
        np.testing.assert_allclose(loss.gradient(w), slopes, rtol=1e-11, atol=1e-13)


@EACH
def test_gradient_and_hessian_are_the_differences(loss, difference):
    points = rng(3).standard_normal((10, loss.dim))
    np.testing.assert_allclose(loss.gradient(points), difference(loss.value, points), rtol=1e-6, atol=1e-8)
    found, expected = hessian_at(loss, points), difference(loss.gradient, points, 1e-7)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found, np.swapaxes(found, -1, -2), atol=1e-14)


@EACH
def test_it_is_shown_by_its_name(loss):
    assert repr(loss) == f"<{type(loss).__name__}: {loss.name}>"


@EACH
def test_it_passes_the_check_of_losses(loss):
    check_loss(loss, rng(4).standard_normal((3, loss.dim)))


@EACH
def test_shown_is_the_value_or_twice_it(loss):
    points = rng(5).standard_normal((4, loss.dim))
    times = 1 if isinstance(loss, LogisticRegression | SoftmaxRegression | HuberRegression) else 2
    np.testing.assert_allclose(loss.plotted(points), times * loss.value(points), rtol=1e-15)


@EACH
def test_the_minimizer_is_one(loss):
    best = loss.minimizer
    assert loss.minimizers.shape == (1, loss.dim)
    assert loss.saddles.shape == (0, loss.dim)
    np.testing.assert_array_equal(loss.minimizers[0], best)
    around = best + 10.0 ** rng(6).uniform(-4, 1, (200, 1)) * rng(7).standard_normal((200, loss.dim))
    assert (loss.value(around) >= loss.value(best) * (1 - 1e-14)).all()
    if not isinstance(loss, Lasso):
        np.testing.assert_allclose(loss.gradient(best), 0, atol=1e-14)
    for array in (best, loss.minimizers, loss.samples.x, loss.design):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 5), (0,), (3, 0)])
def test_leading_axes(loss, shape):
    points = rng(8).standard_normal((*shape, loss.dim))
    flat = points.reshape(-1, loss.dim)
    assert loss.value(points).shape == loss.plotted(points).shape == shape
    assert loss.gradient(points).shape == points.shape
    assert hessian_at(loss, points).shape == (*points.shape, loss.dim)
    np.testing.assert_allclose(loss.value(points).ravel(), [loss.value(w) for w in flat], rtol=1e-12)
    singly = np.array([loss.gradient(w) for w in flat]).reshape(-1, loss.dim)
    np.testing.assert_allclose(loss.gradient(points).reshape(-1, loss.dim), singly, rtol=1e-9, atol=1e-13)


@EACH
def test_the_mean_over_single_rows_is_the_gradient(loss):
    w = rng(9).standard_normal(loss.dim)
    rows = np.arange(loss.n)
    singly = loss.batch_gradient(w, rows[:, np.newaxis])
    assert singly.shape == (loss.n, loss.dim)
    np.testing.assert_allclose(singly.mean(axis=0), loss.gradient(w), rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(loss.batch_gradient(w, rows), loss.gradient(w), rtol=1e-11, atol=1e-13)
    twice = 2 * loss.batch_gradient(w, np.array([0])) + loss.batch_gradient(w, np.array([2]))
    np.testing.assert_allclose(loss.batch_gradient(w, np.array([0, 2, 0])), twice / 3, rtol=1e-11, atol=1e-13)


@EACH
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_batches_of_runs_are_those_of_each_run(loss, batch):
    w, rows = rng(10).standard_normal((6, loss.dim)), rng(11).integers(0, loss.n, (6, batch))
    together = loss.batch_gradient(w, rows)
    singly = [loss.batch_gradient(point, drawn) for point, drawn in zip(w, rows, strict=True)]
    np.testing.assert_allclose(together, singly, rtol=1e-11, atol=1e-13)
    shared = [loss.batch_gradient(point, rows[0]) for point in w]
    np.testing.assert_allclose(loss.batch_gradient(w, rows[0]), shared, rtol=1e-11, atol=1e-13)
    one = [loss.batch_gradient(w[0], drawn) for drawn in rows]
    np.testing.assert_allclose(loss.batch_gradient(w[0], rows), one, rtol=1e-11, atol=1e-13)


@EACH
def test_it_can_be_descended_by_batches(loss):
    start = np.zeros((4, loss.dim))
    rows = sample_batches(loss.n, batch=2, steps=300, rng=rng(12), runs=4)
    run = descend(loss, gradient_descent(0.02), start, 300, batches=rows)
    assert (run.diverged_at == -1).all()
    assert (run.losses[-1] < run.losses[0]).all()
    np.testing.assert_array_equal(run.gradients[0], loss.batch_gradient(start, rows[0]))


@EACH
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_silent(loss, bad):
    for weight in range(loss.dim):
        w = np.ones(loss.dim)
        w[weight] = bad
        assert not np.isfinite(loss.value(w))
        loss.gradient(w)
        hessian_at(loss, w)
        loss.batch_gradient(w, np.array([1, 2]))
        loss.batch_gradient([w, w], np.array([[1], [2]]))


@EACH
@pytest.mark.parametrize("size", [1e3, 1e100, 1e200])
def test_large_weights_are_silent(loss, size):
    w = size * rng(13).standard_normal(loss.dim)
    assert loss.value(w) > 0.1 * size
    loss.gradient(w)


@EACH
@pytest.mark.parametrize("part", ["value", "plotted", "gradient"])
def test_weights_of_another_number(loss, part):
    for w in (1.0, [1.0], np.ones((2, loss.dim + 1))):
        with pytest.raises(ValueError, match=rf"^w has shape .*, but {loss.name} is defined on R\^"):
            getattr(loss, part)(w)


@EACH
@pytest.mark.parametrize(
    ("runs", "rows", "message"),
    [
        ((), np.array(1), r"rows has shape \(\), but w has shape .*: expected \(batch,\)"),
        ((4,), np.zeros((5, 2), int), r"rows has shape \(5, 2\), .* \(batch,\) or \(4, batch\)"),
        ((), [0.5], "rows has dtype float64, but expected integers"),
        ((), np.array([-1]), "rows has rows from -1 to -1, but expected from 0 to"),
        ((), np.array([N]), f"rows has rows from {N} to {N}"),
    ],
)
def test_rows_that_do_not_fit(loss, runs, rows, message):
    with pytest.raises(ValueError, match=message):
        loss.batch_gradient(np.ones((*runs, loss.dim)), rows)


@EACH
def test_a_window_shows_the_minimiser_and_the_origin(loss):
    for (low, high), best in zip(loss.window, loss.minimizer[1:3], strict=True):
        assert low < 0 < high
        assert (low + high) / 2 == pytest.approx(best, abs=1e-9)


@EACH
def test_a_section_holds_the_other_weights(loss):
    at, points = rng(14).standard_normal(loss.dim), rng(15).standard_normal((5, 2))
    weights = np.tile(at, (5, 1))
    weights[:, 1:3] = points
    np.testing.assert_allclose(loss.section(at=at).value(points), loss.plotted(weights), rtol=1e-12)


@EACH
def test_another_process_has_the_same(loss):
    loss.minimizer  # noqa: B018 - what is kept of it is sent, too
    w = rng(16).standard_normal(loss.dim)
    copy = pickle.loads(pickle.dumps(loss))
    np.testing.assert_array_equal(copy.value(w), loss.value(w))
    np.testing.assert_array_equal(copy.minimizer, loss.minimizer)
    with pytest.raises(ValueError, match="read-only"):
        copy.minimizer[0] = 1
