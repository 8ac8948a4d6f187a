"""The stationary covariance: against the Kronecker form, closed cases, and simulation."""

import numpy as np
import pytest

from gdcore import LeastSquares, correlated_data, linear_data, theory


def rng(seed=0):
    return np.random.default_rng(seed)


NOISY = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng()))
NARROW = LeastSquares(correlated_data(200, [5, 4], 2, spread=0.2, noise=1, rng=rng()))
LINE = LeastSquares(linear_data(30, [3], 2, noise=1, rng=rng()))
WIDE = LeastSquares(linear_data(40, [1, 2, 3, 4, 5], 2, noise=2, rng=rng()))
LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE, WIDE], ids=["noisy", "narrow", "line", "wide"])


def step_of_moments(loss, rate, batch, beta):
    """The matrix and the vector of a step of vec(E[zz']), z = (w - w*, v), from their definitions."""
    eye, zero, x = np.eye(loss.dim), np.zeros((loss.dim, loss.dim)), loss.design
    residuals, hessian = loss.samples.y - x @ loss.minimizer, x.T @ x / len(x)
    fourth = np.mean([np.kron(np.outer(row, row), np.outer(row, row)) for row in x], axis=0)
    noise = (x * residuals[:, np.newaxis] ** 2).T @ x / len(x)
    mean = np.block([[eye - rate * hessian, beta * eye], [-rate * hessian, beta * eye]])
    into, out_of = np.vstack([eye, eye]), np.hstack([eye, zero])
    spread = rate**2 / batch * np.kron(into, into)
    moved = np.kron(mean, mean) + spread @ (fourth - np.kron(hessian, hessian)) @ np.kron(out_of, out_of)
    return moved, spread @ noise.ravel()


@LOSSES
@pytest.mark.parametrize("batch", [1, 3, 1000])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_it_is_what_the_kronecker_form_has(loss, batch, beta, share):
    rate, d = share * theory.max_rate(loss, batch=batch, momentum=beta), loss.dim
    moved, noise = step_of_moments(loss, rate, batch, beta)
    joint = np.linalg.solve(np.eye(len(moved)) - moved, noise).reshape(2 * d, 2 * d)
    found = theory.stationary_joint_covariance(loss, rate, batch, beta)
    assert np.abs(found - joint).max() <= 1e-9 * np.abs(joint).max()
    covariance = theory.stationary_covariance(loss, rate, batch, beta)
    assert np.abs(covariance - joint[:d, :d]).max() <= 1e-9 * np.abs(joint[:d, :d]).max()
    assert theory.stationary_mse(loss, rate, batch, beta) == pytest.approx(
        loss.minimum + np.trace(loss.hessian @ joint[:d, :d]), rel=1e-9
    )
