"""Agreement with the notebook's own steps, to 1e-10 of the path's largest weight."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    LeastSquares,
    Samples,
    correlated_data,
    descend,
    gradient_descent,
    linear_data,
    momentum,
    sample_batches,
    theory,
)

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=25)
SHARES = st.sampled_from([1e-3, 0.1, 0.5, 0.9, 0.99, 0.999])  # of the highest stable rate


def rng(seed=0):
    return np.random.default_rng(seed)


def assert_agree(trajectory, path):
    assert (trajectory.diverged_at == -1).all()
    assert np.abs(trajectory.points - path).max() <= 1e-10 * np.abs(path).max()


@st.composite
def cases(draw):
    """Data and a start, with features of scales from 1e-4 to 1e4, some shifted, some nearly collinear."""
    generator = rng(draw(st.integers(0, 2**32)))
    d = draw(st.integers(1, 5))
    n = draw(st.sampled_from([d + 2, 20, 100, 1500]))
    x = generator.standard_normal((n, d))
    if draw(st.booleans()):
        x[:, 1:] = x[:, :1] + 10.0 ** draw(st.floats(-4, 0)) * x[:, 1:]
    scale = 10.0 ** np.array(draw(st.lists(st.floats(-4, 4), min_size=d, max_size=d)))
    x = (x + draw(st.sampled_from([0, 3, 1000]))) * scale
    y = x @ generator.standard_normal(d) + draw(st.sampled_from([0, 1, 1e4])) * generator.standard_normal(n)
    start = generator.standard_normal(d + 1) * 10.0 ** draw(st.floats(-4, 4))
    return LeastSquares(Samples(x, y + draw(st.floats(-1e3, 1e3)))), start


@EXAMPLES
@given(case=cases(), share=SHARES, steps=st.sampled_from([30, 3000]))
def test_gradient_descent(notebook, case, share, steps):
    loss, start = case
    rate = share * theory.max_rate(loss)
    path = notebook.full(loss.design, loss.samples.y, start, rate, steps)
    assert_agree(descend(loss, gradient_descent(rate), start, steps), path)


@EXAMPLES
@given(
    case=cases(), share=SHARES, beta=st.sampled_from([0.0, 0.5, 0.9, 0.99]), steps=st.sampled_from([30, 3000])
)
def test_momentum(notebook, case, share, beta, steps):
    loss, start = case
    rate = share * theory.max_rate(loss, momentum=beta)
    path = notebook.momentum(loss.design, loss.samples.y, start, rate, beta, steps)
    assert_agree(descend(loss, momentum(rate, beta), start, steps), path)


@EXAMPLES
@given(case=cases(), share=SHARES, batch=st.sampled_from([1, 2, 8, 40]), steps=st.sampled_from([30, 2000]))
def test_sgd(notebook, case, share, batch, steps):
    loss, start = case
    rate = share * theory.max_rate(loss, batch=batch)
    rows = sample_batches(loss.n, batch, steps, rng=rng(7), runs=3)
    together = descend(loss, gradient_descent(rate), start, steps, batches=rows)
    for run in range(3):
        path = notebook.sampled(loss.design, loss.samples.y, start, rate, rows[:, run])
        assert_agree(descend(loss, gradient_descent(rate), start, steps, batches=rows[:, run]), path)
        assert np.abs(together.points[:, run] - path).max() <= 1e-10 * np.abs(path).max()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
@pytest.mark.parametrize(
    "start", [np.zeros(7), np.ones(7), 1e3 * np.cos(np.arange(7)), [-3e6, 15, 0, -2, -1, 0, 1829]]
)
def test_longley_in_its_published_units(notebook, longley, share, start):
    loss = LeastSquares(longley)
    assert theory.condition_number(loss) > 1e19
    rate = share * theory.max_rate(loss)
    path = notebook.full(loss.design, longley.y, start, rate, 3000)
    assert_agree(descend(loss, gradient_descent(rate), start, 3000), path)
    path = notebook.momentum(loss.design, longley.y, start, rate, 0.9, 3000)
    assert_agree(descend(loss, momentum(rate, 0.9), start, 3000), path)
    rows = sample_batches(16, 1, 3000, rng=rng())
    rate = share * theory.max_rate(loss, batch=1)
    path = notebook.sampled(loss.design, longley.y, start, rate, rows)
    assert_agree(descend(loss, gradient_descent(rate), start, 3000, batches=rows), path)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.9])
def test_the_notebooks_own_settings(notebook, rate):
    plain = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng()))
    narrow = LeastSquares(correlated_data(1000, [5, 4], 2, spread=0.2, noise=1, rng=rng()))
    for loss, start in [(plain, [2, 2, 8]), (narrow, [2, 3, 7])]:
        path = notebook.full(loss.design, loss.samples.y, start, rate, 100)
        t = descend(loss, gradient_descent(rate), start, 100)
        assert_agree(t, path)
        np.testing.assert_allclose(
            t.losses, [np.mean((loss.design @ w - loss.samples.y) ** 2) for w in path], rtol=1e-9
        )
        assert_agree(
            descend(loss, momentum(rate, 0.9), start, 100),
            notebook.momentum(loss.design, loss.samples.y, start, rate, 0.9, 100),
        )


def test_rows_of_very_different_sizes(notebook):
    size = 10.0 ** rng().uniform(-3, 3, (200, 1))
    x = rng(1).standard_normal((200, 2)) * size
    loss = LeastSquares(Samples(x, x @ [6, 5] + 2 + size[:, 0] * rng(2).standard_normal(200)))
    rate = 0.9 * theory.max_rate(loss)
    assert_agree(
        descend(loss, gradient_descent(rate), [2, 2, 8], 3000),
        notebook.full(loss.design, loss.samples.y, [2, 2, 8], rate, 3000),
    )


def test_beyond_the_stable_rates_until_they_blow_up(notebook):
    loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=rng()))
    rate = 1.02 * theory.max_rate(loss)
    assert_agree(
        descend(loss, gradient_descent(rate), [2, 2, 8], 300),
        notebook.full(loss.design, loss.samples.y, [2, 2, 8], rate, 300),
    )
