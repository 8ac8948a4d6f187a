"""Reshuffled epochs: against all orders of few rows, the closed form of small rates, and simulation."""

import pickle
from itertools import permutations

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    Samples,
    descend,
    gradient_descent,
    linear_data,
    quadratic_bowl,
    sample_batches,
    shuffled_batches,
    theory,
)
from gdcore.theory import reshuffling


def rng(seed=0):
    return np.random.default_rng(seed)


NOISY = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=rng()))
FEW = {n: LeastSquares(linear_data(n, [3], 2, noise=1, rng=rng(n))) for n in (3, 4, 5)}


def residuals_of(loss):
    return loss.samples.y - loss.design @ loss.minimizer


def enumerated(loss, rate, batch=1):
    """The mean and the second moment over all n! orders, each epoch's map composed one step at a time."""
    x, r, eye = loss.design, residuals_of(loss), np.eye(loss.dim)
    means, pushes, maps = [], [], []
    for order in permutations(range(loss.n)):
        p, c = eye, np.zeros(loss.dim)
        for first in range(0, loss.n - batch + 1, batch):
            few = list(order[first : first + batch])
            step = eye - rate / batch * x[few].T @ x[few]
            p, c = step @ p, step @ c + rate / batch * r[few] @ x[few]
        means.append(p)
        pushes.append(c)
        maps.append(np.kron(p, p))
    mean = np.linalg.solve(eye - np.mean(means, axis=0), np.mean(pushes, axis=0))
    pushed = np.zeros((loss.dim, loss.dim))
    for p, c in zip(means, pushes, strict=True):
        pushed += (np.outer(p @ mean, c) + np.outer(c, p @ mean) + np.outer(c, c)) / len(means)
    second = np.linalg.solve(np.eye(loss.dim**2) - np.mean(maps, axis=0), pushed.ravel())
    return mean, second.reshape(loss.dim, loss.dim)


def small_rate(loss, rate):
    """The mean and the covariance in closed form."""
    x, r, h, n = loss.design, residuals_of(loss), loss.hessian, loss.n
    noise = (x * r[:, np.newaxis] ** 2).T @ x / n
    fourth = np.einsum("ni,nj,nk,kl,nl->ij", x, x, x, noise, x) / n
    other = np.einsum("n,ni,nm,m,mj->ij", r, x, np.square(x @ x.T), r, x) / n**2
    right = rate**3 / 12 * (n**2 * h @ noise @ h + n * (fourth - other))
    eye = np.eye(loss.dim)
    covariance = np.linalg.solve(np.kron(h, eye) + np.kron(eye, h), right.ravel()).reshape(h.shape)
    return rate / 2 * np.linalg.solve(h, (np.square(x).sum(axis=1) * r) @ x / n), covariance


def over_all_orders(loss, rate, batch=1):
    """The mean and the second moment by the package's own parts, in the weights' coordinates."""
    sizes, basis = theory.curvatures(loss), theory.eigenvectors(loss)
    back = basis.T / np.sqrt(sizes)
    table = np.column_stack([loss.design @ back, residuals_of(loss)])
    orders = np.array(list(permutations(range(loss.n))))
    length = loss.n // batch
    rows = orders[:, : length * batch].reshape(len(orders), length, batch).swapaxes(0, 1)
    moments = reshuffling.epoch_moments(table, rate / batch * sizes, rows) / len(orders)
    mean, covariance = reshuffling.stationary_moments(moments)
    return back @ mean, back @ (covariance + np.outer(mean, mean)) @ back.T


@pytest.mark.parametrize("n", [3, 4, 5])
@pytest.mark.parametrize("rate", [1e-4, 0.01, 0.2])
@pytest.mark.parametrize("batch", [1, 2])
def test_over_all_orders_it_is_exact(n, rate, batch):
    mean, second = enumerated(FEW[n], rate, batch)
    found, moment = over_all_orders(FEW[n], rate, batch)
    np.testing.assert_allclose(found, mean, rtol=1e-8, atol=1e-9 * np.sqrt(np.trace(second)))
    np.testing.assert_allclose(moment, second, rtol=1e-8, atol=1e-9 * np.abs(second).max())


@pytest.mark.parametrize("n", [3, 4, 5])
@pytest.mark.parametrize(("rate", "batch"), [(0.01, 1), (0.2, 1), (0.1, 2)])
def test_sampled_orders_have_it_within_their_error(n, rate, batch):
    mean, second = enumerated(FEW[n], rate, batch)
    found = theory.reshuffled_epochs(FEW[n], rate, batch, rng=rng(1))
    sizes = np.sqrt(np.diag(second))
    np.testing.assert_array_less(np.abs(found.second_moment - second) / np.outer(sizes, sizes), 0.03)
    np.testing.assert_array_less(np.abs(found.bias - mean) / sizes, 0.03)
    mse = FEW[n].minimum + np.trace(FEW[n].hessian @ second)
    assert found.mse - FEW[n].minimum == pytest.approx(mse - FEW[n].minimum, rel=0.03)


@pytest.mark.parametrize("n", [3, 4, 5])
def test_what_the_closed_form_of_small_rates_neglects_falls_as_the_rate(n):
    errors = []
    for rate in (1e-3, 1e-4):
        mean, second = enumerated(FEW[n], rate)
        bias, covariance = small_rate(FEW[n], rate)
        exact = second - np.outer(mean, mean)
        errors.append(
            (
                np.abs(bias - mean).max() / np.abs(mean).max(),
                np.abs(covariance - exact).max() / np.abs(exact).max(),
            )
        )
    np.testing.assert_allclose(np.array(errors[0]) / errors[1], 10, rtol=0.1)
    assert max(errors[1]) < 2e-3


def test_at_small_rates_many_rows_have_the_closed_form_too():
    found = theory.reshuffled_epochs(NOISY, 3e-4, 1, rng=rng())
    bias, covariance = small_rate(NOISY, 3e-4)
    np.testing.assert_allclose(found.bias, bias, rtol=0.01, atol=0.01 * np.abs(bias).max())
    assert np.trace(found.covariance) == pytest.approx(np.trace(covariance), rel=0.03)


@pytest.mark.parametrize(
    ("loss", "rate", "batch", "count"),
    [
        (NOISY, 0.03, 1, 8),
        (NOISY, 0.2, 1, 2),
        (NOISY, 0.1, 4, 12),
        (LeastSquares(linear_data(62, [6, 5], 2, noise=3, rng=rng())), 0.1, 4, 12),
    ],
    ids=["small", "large", "batches", "rest"],
)
def test_runs_of_descend_have_it(loss, rate, batch, count):
    steps, runs = count * (loss.n // batch), 3000
    rows = shuffled_batches(loss.n, batch, steps, rng=rng(1), runs=runs)
    run = descend(loss, gradient_descent(rate), loss.minimizer, steps, batches=rows)
    error = run.points[-1] - loss.minimizer
    found = theory.reshuffled_epochs(loss, rate, batch, rng=rng(2))
    squares = np.square(error).sum(axis=1)
    spread = squares.std() / runs**0.5
    assert squares.mean() == pytest.approx(np.trace(found.second_moment), abs=4 * spread)
    assert spread < 0.03 * squares.mean()
    sizes = error.std(axis=0)
    np.testing.assert_array_less(np.abs(error.mean(axis=0) - found.bias) / sizes, 0.08)
    excess = run.losses[-1] - loss.minimum
    assert excess.mean() == pytest.approx(found.mse - loss.minimum, abs=4 * excess.std() / runs**0.5)


def test_with_replacement_the_same_epochs_have_the_stationary_covariance():
    sizes, basis = theory.curvatures(NOISY), theory.eigenvectors(NOISY)
    back = basis.T / np.sqrt(sizes)
    table = np.column_stack([NOISY.design @ back, residuals_of(NOISY)])
    rows = sample_batches(60, 1, 60, rng=rng(), runs=40_000)
    mean, covariance = reshuffling.stationary_moments(
        reshuffling.epoch_moments(table, 0.05 * sizes, rows) / 40_000
    )
    expected = theory.stationary_covariance(NOISY, 0.05, 1)
    assert np.trace(back @ covariance @ back.T) == pytest.approx(np.trace(expected), rel=0.02)
    assert np.abs(mean).max() < 0.02


def test_whole_epochs_as_batches_are_gradient_descent():
    found = theory.reshuffled_epochs(NOISY, 0.5, 60, rng=rng(), permutations=4)
    np.testing.assert_allclose(found.bias, 0, atol=1e-14)
    np.testing.assert_allclose(found.second_moment, 0, atol=1e-28)
    assert found.mse == pytest.approx(NOISY.minimum)


def test_units_of_the_features_do_not_matter():
    wide = LeastSquares(Samples(1e4 * NOISY.samples.x + 3e4, NOISY.samples.y))
    rate = 1e-10
    found = theory.reshuffled_epochs(wide, rate, 1, rng=rng(), permutations=200)
    assert np.isfinite(found.covariance).all()
    assert found.mse > wide.minimum


def test_it_follows_its_generator_in_parts_too_and_survives_pickling(monkeypatch):
    found = theory.reshuffled_epochs(NOISY, 0.1, 2, rng=rng(5), permutations=400)
    again = pickle.loads(pickle.dumps(found))
    np.testing.assert_array_equal(again.covariance, found.covariance)
    for array in (found.bias, again.bias, found.covariance, again.covariance):
        assert not array.flags.writeable
    np.testing.assert_array_equal(found.covariance, found.covariance.T)
    assert theory.reshuffled_epochs(NOISY, 0.1, 2, rng=rng(5), permutations=400).mse == found.mse
    monkeypatch.setattr(reshuffling, "CHUNK", 7000)
    parts = theory.reshuffled_epochs(NOISY, 0.1, 2, rng=rng(5), permutations=400)
    np.testing.assert_allclose(parts.covariance, found.covariance, rtol=1e-12)
    assert theory.reshuffled_epochs(NOISY, 0.1, 2, rng=rng(6), permutations=400).mse != found.mse


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"loss": quadratic_bowl(4)}, "loss is quadratic bowl of .*, but expected a LeastSquares"),
        ({"rate": 0}, "rate is 0, but expected a finite number above 0"),
        (
            {"rate": 1.2},
            "rate is 1.2, but with reshuffled batches of 1 the mean square does not shrink in an",
        ),
        ({"rate": 1e200}, "rate is 1e[+]200, but with reshuffled batches of 1 the mean square does not"),
        ({"batch": 0}, "batch is 0, but expected a whole number of at least 1"),
        ({"batch": 61}, "batch is 61, but expected at most n = 60, for rows are dealt without replacement"),
        ({"rng": 3}, "rng is 3, but expected a numpy.random.Generator"),
        ({"permutations": 0}, "permutations is 0, but expected a whole number of at least 2"),
        ({"permutations": 3}, "permutations is 3, but expected an even number, for reverses are used too"),
        (
            {"loss": LeastSquares(linear_data(64, np.ones(63), 0, rng=rng()))},
            "loss has 64 weights, whose epochs take GBs: expected at most 63",
        ),
    ],
)
def test_refuses(changed, message):
    given = {"loss": NOISY, "rate": 0.1, "batch": 1, "rng": rng()} | changed
    with pytest.raises(ValueError, match=message):
        theory.reshuffled_epochs(**given)
