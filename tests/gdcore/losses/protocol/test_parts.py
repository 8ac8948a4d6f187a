"""What a loss of one's own may have beside value and gradient: rows of data, and a Hessian."""

import numpy as np
import pytest

from gdcore import minimize, newton, sample_batches
from gdcore.losses import hessian_at
from tests.gdcore.losses.protocol.own import ROWS, STARTS, X, loss, returns, run

BATCHED = [
    ({"n": None}, "batches is given, but mine has no rows of data, no `n`: leave batches out"),
    (
        {"n": None, "batch_gradient": None},
        "has no rows of data, no `n` and `batch_gradient`: leave batches out",
    ),
    ({"n": 20.0}, "the n of mine is 20.0, but expected a whole number of at least 1"),
    ({"n": lambda: 20}, "the n of mine is the function .*, but expected a whole number of at least 1"),
    ({"n": 0}, "the n of mine is 0, but expected a whole number"),
    ({"batch_gradient": X}, "loss is mine, whose `batch_gradient` is no function, but expected one of w"),
    (
        {"batch_gradient": lambda w, rows: X[rows]},
        r"`batch_gradient` has shape \(2, 2\) at w of shape \(2,\)",
    ),
    ({"batch_gradient": returns(None)}, "the batch_gradient of mine is None"),
]


@pytest.mark.parametrize(("changes", "message"), BATCHED)
def test_says_what_is_wrong_with_batches(changes, message):
    with pytest.raises(ValueError, match=message):
        run(loss(**changes), batches=ROWS)


def test_a_batch_gradient_of_one_run():
    alone = loss(batch_gradient=lambda w, rows: X[rows].T @ (X[rows] @ w) / len(rows))
    assert run(alone, batches=ROWS).diverged_at == -1
    with pytest.raises(
        ValueError, match=r"`batch_gradient` takes one point, but raises at w of shape \(5, 2\)"
    ):
        run(alone, STARTS, sample_batches(20, 2, 3, rng=np.random.default_rng(1), runs=5))


@pytest.mark.parametrize(
    ("hessian", "message"),
    [
        (None, "loss is mine, which has no `hessian`, but expected one that has"),
        (X, r"`hessian` has shape \(20, 2\), but expected \(2, 2\), or a function of w"),
        (3.0, r"`hessian` has shape \(\), but expected \(2, 2\)"),
        ("flat", "the hessian of mine is 'flat', but expected an array of numbers"),
        (lambda w: X, r"`hessian` has shape \(20, 2\) at w of shape \(2,\), but expected \(2, 2\)"),
        (lambda w: None, "the hessian of mine is None"),
    ],
)
def test_says_what_is_wrong_with_a_hessian(hessian, message):
    with pytest.raises(ValueError, match=message):
        minimize(loss(hessian=hessian), newton(), [1, 2], 1)


def test_a_hessian_of_one_point():
    own = loss(hessian=lambda w: X.T @ X / 20)
    assert hessian_at(own, [1, 2]).shape == (2, 2)
    with pytest.raises(
        ValueError, match=r"`hessian` has shape \(2, 2\) at w of shape \(5, 2\).* stack along"
    ):
        hessian_at(own, STARTS)
