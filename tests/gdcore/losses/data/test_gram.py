"""The triangular factor of a tall table by its Gram matrix, against the one by QR."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import LeastSquares, Samples, linear_data
from gdcore.losses._data import gram as _gram
from gdcore.losses._data import qr as _qr

TALL = _gram.TALL


def table(n=TALL, d=2, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, d))
    return x, x.sum(axis=1) + rng.standard_normal(n)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    extra=st.integers(0, 50),
    d=st.integers(1, 20),
    shift=st.floats(-2, 2),
    scale=st.floats(-100, 100),
    seed=st.integers(0, 1000),
)
def test_equals_the_factor_by_qr(extra, d, shift, scale, seed):
    x, y = table(TALL + extra, d, seed)
    x, y = (x + shift) * 10.0 ** np.linspace(-scale, scale, d), y * 10.0**scale
    found, expected = _gram.triangle(x, y), _qr.triangle(x, y)
    if found is None:
        lengths = np.linalg.norm(expected, axis=0)
        assert np.linalg.svd(expected / lengths)[1][-1] ** 2 < 1.01 * _gram.LEAST
        return
    expected *= np.sign(np.diag(expected))[:, np.newaxis]
    np.testing.assert_allclose((found - expected) / np.linalg.norm(expected, axis=0), 0, atol=1e-12)


def refused():
    x, y = table()
    return {
        "few rows": (x[1:], y[1:]),
        "far from 0": (x + 1e3, y),
        "nearly dependent": (np.column_stack([x, x[:, 0] + 1e-3 * y]), y),
        "dependent": (np.column_stack([x, x[:, 0]]), y),
        "without noise": (x, x[:, 0] + 2),
        "a target of zeros": (x, np.zeros(TALL)),
        "squares that overflow": (x * [1, 1e160], y),
        "squares that underflow": (x * [1, 1e-160], y),
    }


@pytest.mark.parametrize("name", refused())
def test_leaves_to_qr_what_would_lose_digits(name):
    assert _gram.triangle(*refused()[name]) is None


@pytest.mark.parametrize("d", [1, 3, 9])
def test_the_fit_of_a_tall_table(d):
    samples = Samples(*table(TALL + 3, d))
    loss = LeastSquares(samples)
    best = np.linalg.lstsq(loss.design, samples.y, rcond=None)[0]
    np.testing.assert_allclose(loss.minimizer, best, atol=1e-13)
    error = samples.y - loss.design @ best
    assert loss.minimum == pytest.approx(np.mean(error**2), rel=1e-13)
    np.testing.assert_allclose(loss.hessian, loss.design.T @ loss.design / loss.n, atol=1e-13)


def test_an_exact_fit_of_a_tall_table_keeps_its_digits():
    loss = LeastSquares(linear_data(TALL, [6, 5], 2, rng=np.random.default_rng(0)))
    np.testing.assert_allclose(loss.minimizer, [2, 6, 5], rtol=1e-14)
    assert loss.minimum < 1e-28
