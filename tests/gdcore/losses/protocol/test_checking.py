"""The check of a loss: right ones pass, and each way of being off is found where it is."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdcore import LeastSquares, check_loss, himmelblau, linear_data, quadratic_bowl, rosenbrock

X = np.random.default_rng(0).standard_normal((30, 3))
Y = np.where(X @ [1, -2, 0.5] + np.random.default_rng(1).standard_normal(30) > 0, 1.0, -1.0)
AT = np.random.default_rng(2).standard_normal((5, 3))


class Logistic:
    """Logistic regression, with all that the protocol has; what is given replaces a part."""

    name, dim, n = "mine", 3, 30

    def __init__(self, **changes):
        self.__dict__.update(changes)

    def value(self, w):
        return np.logaddexp(0, -Y * (w @ X.T)).mean(axis=-1)

    def plotted(self, w):
        return self.value(w) / np.log(2)

    def gradient(self, w):
        return self.pull(w) @ X / 30

    def pull(self, w):
        return -Y / (1 + np.exp(Y * (w @ X.T)))

    def hessian(self, w):
        share = 1 / (1 + np.exp(-Y * (w @ X.T)))
        return np.einsum("...n,ni,nj->...ij", share * (1 - share), X, X) / 30

    def batch_gradient(self, w, rows):
        x, y = X[rows], Y[rows]
        pull = -y / (1 + np.exp(y * np.einsum("...bi,...i->...b", x, w)))
        return np.einsum("...b,...bi->...i", pull, x) / rows.shape[-1]


RIGHT = Logistic()


def test_says_what_it_found():
    found = check_loss(RIGHT, AT)
    assert (found.name, found.points) == ("mine", 5)
    assert list(found.errors) == ["value", "plotted", "gradient", "hessian", "batch_gradient"]
    assert max(found.errors.values()) < 1e-9
    text = repr(found)
    assert text.startswith("<LossCheck: mine is right at 5 points: value to ")
    assert "\n" not in text


SQUARES = LeastSquares(linear_data(60, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))


@pytest.mark.parametrize(
    ("loss", "at"),
    [
        (rosenbrock, [[-1.2, 1], [1, 1]]),
        (himmelblau, [[0, 0], *himmelblau.minimizers]),
        (quadratic_bowl(1e6, 0.3), [[3, 1], [0, 0]]),
        (SQUARES, [[2, 2, 8], SQUARES.minimizer]),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_the_built_in_losses_are_right(loss, at, scale):
    assert check_loss(loss, scale * np.array(at)).points == 2 or loss is himmelblau


def spike(w, by):
    return by * np.eye(3)[1] * np.ones_like(w)


def batched(change):
    return lambda w, rows: change(RIGHT.batch_gradient(w, rows), rows)


OFF = {
    "the sign": (
        {"gradient": lambda w: -RIGHT.gradient(w)},
        r"`gradient` is off at w = .*: weight \d has .*, but differences .*; all of it is -1 times",
    ),
    "a sum for a mean": (
        {"gradient": lambda w: 30 * RIGHT.gradient(w)},
        r"but differences of `value` give .*; all of it is 30 times that",
    ),
    "one weight": (
        {"gradient": lambda w: RIGHT.gradient(w) + spike(w, 1e-4)},
        r"`gradient` is off at w = .*: weight 1 has [-\d.e]+, but differences of `value` give [-\d.e]+$",
    ),
    "a small relative error": (
        {"gradient": lambda w: RIGHT.gradient(w) * (1 + 3e-6)},
        r"`gradient` is off at w = .*: weight \d has [-\d.e]+, but differences of `value` give [-\d.e]+$",
    ),
    "a hessian's entry": (
        {"hessian": lambda w: RIGHT.hessian(w) + 1e-4 * np.outer([1, 0, 0], [0, 1, 0])},
        r"`hessian` is off at w = .*: entry \[0, 1\] has .*, but differences of `gradient` give",
    ),
    "a constant hessian": (
        {"hessian": RIGHT.hessian(AT[0])},
        r"`hessian` is off at w = .*: entry .* has .*, but differences of `gradient` give",
    ),
    "batches that are summed": (
        {"batch_gradient": batched(lambda g, rows: g * rows.shape[-1])},
        r"`batch_gradient` of all rows is off at w = .*, but `gradient` .*; all of it is 30 times that",
    ),
    "batches that count a row twice": (
        {"batch_gradient": batched(lambda g, rows: g if rows.shape[-1] > 1 else g * (1 + (rows == 3)))},
        r"`batch_gradient`, averaged over single rows, is off at w = .*, but `gradient` gives",
    ),
    "batches off by little": (
        {"batch_gradient": batched(lambda g, rows: g + 1e-5)},
        r"`batch_gradient` of all rows is off at w = .*, but `gradient` gives",
    ),
    "a value that mixes points": (
        {"value": lambda w: RIGHT.value(w) + 1e-3 * (w.ndim > 1) * w[..., 0].max()},
        r"`value` is off at w = .*: it has .*, but this point, asked alone, gives",
    ),
    "a gradient that mixes points": (
        {"gradient": lambda w: RIGHT.gradient(w - (1e-3 * w.mean(axis=0) if w.ndim > 1 else 0))},
        r"`gradient` is off at w = .*: weight \d has .*, but this point, asked alone, gives",
    ),
    "what is plotted": (
        {"plotted": lambda w: np.ones(3)},
        r"loss is mine, whose `plotted` has shape \(3,\) at w of shape \(2, 5, 3\), but expected \(2, 5\)",
    ),
    "no vector of weights": ({"dim": 4}, r"at has shape \(5, 3\), but mine is defined on R\^4"),
    "n": ({"n": 3.5}, "the n of mine is 3.5, but expected a whole number"),
    "fewer rows": ({"n": 29}, r"`batch_gradient` of all rows is off"),
    "not a number": (
        {"value": lambda w: np.where(w[..., 0] > 0, np.nan, RIGHT.value(w))},
        r"`value` is not finite at w = \[",
    ),
    "an edge": (
        {"value": lambda w: np.where(w[..., 2] > AT[:, 2].max(), np.inf, RIGHT.value(w))},
        r"`value` is not finite next to w = \[",
    ),
}


@pytest.mark.parametrize(("changes", "message"), OFF.values(), ids=OFF.keys())
def test_says_where_it_is_off_in_one_line(changes, message):
    with pytest.raises(ValueError, match=message) as caught:
        check_loss(Logistic(**changes), AT)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "at", [np.ones((2, 2)), np.ones((2, 3)), np.ones((3, 2)), np.ones((3, 3)), np.ones(2)]
)
def test_no_coincidence_of_lengths_hides_a_wrong_value(at):
    wrong = SimpleNamespace(value=lambda w: sum(np.square(each) for each in w), gradient=lambda w: 2 * w)
    with pytest.raises(ValueError, match="`value` has shape"):
        check_loss(wrong, at)


def test_the_point_that_is_off_is_named():
    def gradient(w):
        return RIGHT.gradient(w) * np.where(np.abs(w[..., :1] - AT[3, 0]) < 0.01, 1.1, 1.0)

    with pytest.raises(ValueError, match=f"at w = \\[{AT[3, 0].item()!r}, .*all of it is 1.1 times that"):
        check_loss(Logistic(gradient=gradient), AT)


def quadratic(**changes):
    least = np.array([1.0, 2.0])
    root = np.array([[2.0, 1.0], [0.0, 3.0]])
    parts = {
        "value": lambda w: np.square((w - least) @ root.T).sum(axis=-1) / 2,
        "gradient": lambda w: (w - least) @ root.T @ root,
        "root": root,
        "minimizer": least,
    }
    return SimpleNamespace(**parts | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"root": np.sqrt(2) * np.array([[2.0, 1.0], [0.0, 3.0]])},
            "`root`' root .* off .* is 2 times",
        ),
        (
            {"minimizer": np.array([1.0, 2.1])},
            r"`root`' root \(w - minimizer\) is off at w = \[3.0, 1.0\]: weight",
        ),
        ({"minimizer": np.array([1.0, 2.0001])}, "`root`' root .* is off"),
        ({"root": np.eye(3)}, r"whose `root` has shape \(3, 3\), but expected \(2, 2\)"),
        ({"minimizer": 1.0}, r"whose `minimizer` has shape \(\), but expected \(2,\)"),
    ],
)
def test_a_quadratic_s_own_parts(changes, message):
    assert list(check_loss(quadratic(), [3, 1]).errors) == ["value", "gradient", "root"]
    with pytest.raises(ValueError, match=message):
        check_loss(quadratic(**changes), [3, 1])


@pytest.mark.parametrize(
    ("at", "rtol", "message"),
    [
        (1.0, 1e-6, r"at has shape \(\), but expected \(d,\) or \(k, d\)"),
        (np.ones((2, 2, 3)), 1e-6, r"at has shape \(2, 2, 3\), but expected"),
        (np.ones((0, 3)), 1e-6, r"at has shape \(0, 3\)"),
        ([1, np.nan, 2], 1e-6, r"at\[1\] is nan, but expected finite numbers"),
        (AT, 0.0, "rtol is 0.0, but expected a number above 0 and below 1"),
        (AT, "loose", "rtol is 'loose', but expected"),
    ],
)
def test_refuses(at, rtol, message):
    with pytest.raises(ValueError, match=message):
        check_loss(RIGHT, at, rtol=rtol)


def test_a_tolerance_may_be_wide():
    wrong = Logistic(gradient=lambda w: RIGHT.gradient(w) * 1.001, hessian=RIGHT.hessian)
    with pytest.raises(ValueError, match="is off"):
        check_loss(wrong, AT)
    assert check_loss(wrong, AT, rtol=0.01).errors["gradient"] == pytest.approx(1e-3, rel=1e-2)


def test_many_rows_are_taken_in_parts(monkeypatch):
    monkeypatch.setattr("gdcore.losses.checking.CHUNK", 7)
    assert check_loss(RIGHT, AT).errors["batch_gradient"] < 1e-14
