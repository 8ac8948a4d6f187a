"""The loss protocol: all the ways in which an own loss can be wrong, and what is said of each."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdcore import descend, gradient_descent, minimize, newton, rosenbrock
from gdcore.losses import asked, check_parts, hessian_at, plotted
from tests.gdcore.losses.protocol.own import ROWS, STARTS, X, gradient, loss, returns, run, value


@pytest.mark.parametrize("start", [(1.0, 2.0), STARTS, STARTS[:2], STARTS[:3]])
@pytest.mark.parametrize("batches", [None, ROWS])
def test_a_right_one_runs(start, batches):
    assert np.isfinite(run(loss(), start, batches).losses).all()
    assert minimize(loss(), newton(), start, 1).losses[-1].max() < 1e-20


def only_one(w):
    x, y = w
    return x**2 + y**2


def columns(w):
    return w[:, 0] ** 2 + w[:, 1] ** 2


SUM = r"; sum over w's last axis, axis=-1, or wrap it, numpy.vectorize\(..., signature='\(d\)->\(\)'\)"
STACK = r"; stack along w's last axis, axis=-1, or wrap it, numpy.vectorize\(..., signature='\(d\)->\(d\)'\)"
WRONG = [
    ({"value": None}, "mine, which has no `value`, but expected an object with `value` and `gradient`"),
    ({"gradient": None}, "mine, which has no `gradient`, but expected an object with `value` and `gradient`"),
    ({"gradient": X[0]}, "loss is mine, whose `gradient` is no function, but expected one of w"),
    ({"value": 3.0}, "loss is mine, whose `value` is no function, but expected one of w"),
    ({"plotted": 3.0}, "loss is mine, whose `plotted` is no function, but expected one of w"),
    (
        {"value": lambda w: np.square(w).sum()},
        r"`value` has shape \(\) at w of shape \(3, 2\), .* \(3,\)" + SUM,
    ),
    ({"value": np.square}, r"`value` has shape \(2,\) at w of shape \(2,\), but expected \(\)" + SUM),
    (
        {"value": lambda w: value(w)[..., None]},
        r"`value` has shape \(1,\) at w of shape \(2,\), but expected \(\)",
    ),
    (
        {"value": only_one},
        r"`value` takes one point, but raises at w of shape \(3, 2\) ValueError: too many.*" + SUM,
    ),
    ({"value": lambda w: w.T @ X[0]}, r"`value` takes one point, but raises at w .* ValueError: .*" + SUM),
    (
        {"value": lambda w: float(w @ X[0])},
        r"`value` takes one point, but raises at w of .* TypeError: .*" + SUM,
    ),
    ({"value": lambda w: w[0] ** 2 + w[1] ** 2}, r"`value` has shape \(2,\) at w of shape \(3, 2\)"),
    (
        {"plotted": lambda w: np.square(w).sum()},
        r"`plotted` has shape \(\) at w of shape \(3, 2\), .* \(3,\)" + SUM,
    ),
    ({"plotted": np.square}, r"`plotted` has shape \(2,\) at w of shape \(2,\), but expected \(\)" + SUM),
    (
        {"gradient": lambda w: gradient(w)[:, None]},
        r"`gradient` has shape \(2, 1\) at w of .* expected \(2,\)" + STACK,
    ),
    ({"gradient": lambda w: np.append(gradient(w), 0)}, r"`gradient` has shape \(3,\) at w of shape \(2,\)"),
    ({"gradient": lambda w: gradient(w).sum()}, r"`gradient` has shape \(\) at w of shape \(2,\).*" + STACK),
    ({"value": returns(None)}, "the value of mine is None, but expected an array of numbers"),
    ({"gradient": returns(None)}, "the gradient of mine is None, but expected an array of numbers"),
    ({"gradient": returns([1.0, "a"])}, "the gradient of mine is .*, but expected an array of numbers"),
    (
        {"gradient": lambda w: w + 1j},
        "the gradient of mine is .*complex128, but expected an array of numbers",
    ),
    ({"value": returns(True)}, "the value of mine is True, but expected an array of numbers"),
    ({"dim": 2.5}, "the dim of mine is 2.5, but expected a whole number of at least 1"),
    ({"dim": 3}, r"start has shape \(2,\), but mine is defined on R\^3"),
    ({"value": returns(np.nan)}, "start has the loss nan|`value` has shape"),
]
IDS = [f"{next(iter(changes))} {number}" for number, (changes, _) in enumerate(WRONG)]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=IDS)
def test_says_what_is_wrong_in_one_line(changes, message):
    with pytest.raises(ValueError, match=message) as caught:
        run(loss(**changes))
    assert "\n" not in str(caught.value)


MANY = [
    ({"value": columns}, r"`value` has shape \(3, 2\) at w of shape \(3, 4, 2\), but expected \(3, 4\)"),
    ({"value": only_one}, r"`value` takes one point, but raises at w of shape \(5, 2\) ValueError"),
    (
        {"gradient": lambda w: gradient(w).T},
        r"`gradient` has shape \(2, 5\) at w of shape \(5, 2\), but expected \(5, 2\)",
    ),
    (
        {"gradient": lambda w: np.stack(only_one_gradient(w))},
        r"`gradient` takes one point, but raises at w of shape \(5, 2\)",
    ),
    (
        {"gradient": lambda w: X.T @ (X @ w) / 20},
        r"`gradient` takes one point, but raises at w .* ValueError: .*" + STACK,
    ),
]


def only_one_gradient(w):
    x, y = w
    return 2 * x, 2 * y


@pytest.mark.parametrize(("changes", "message"), MANY)
def test_says_what_is_wrong_with_several_runs(changes, message):
    with pytest.raises(ValueError, match=message):
        run(loss(**changes), STARTS)


@pytest.mark.parametrize("runs", [1, 2, 3, 4])
@pytest.mark.parametrize("weights", [1, 2, 3, 4])
def test_no_coincidence_of_lengths_hides_a_wrong_value(runs, weights):
    for start in (np.ones(weights), np.ones((runs, weights))):
        for wrong in (lambda w: np.square(w).sum(), lambda w: sum(np.square(each) for each in w)):
            own = SimpleNamespace(value=wrong, gradient=np.asarray)
            with pytest.raises(ValueError, match=r"`value` has shape|`value` takes one"):
                run(own, start)


def test_a_name_is_told_in_one_line():
    with pytest.raises(ValueError, match="loss is my own loss, which has no `gradient`, but expected"):
        check_parts(loss(name="my own\n  loss", gradient=None))


def test_a_class_is_no_loss():
    with pytest.raises(
        ValueError, match=r"loss is the class Own, but expected a loss made of it, Own\(...\)"
    ):
        check_parts(type("Own", (), {"value": value, "gradient": gradient}))


@pytest.mark.parametrize("start", [(1.0, 2.0), STARTS])
@pytest.mark.parametrize("part", ["value", "gradient"])
def test_its_own_exceptions_pass(part, start):
    def fails(w):
        raise KeyError("no table")

    with pytest.raises(KeyError, match="no table") as caught:
        run(loss(**{part: fails}), start)
    (note,) = caught.value.__notes__
    assert note == f"raised by `{part}` of mine at w of shape {np.shape(start)}"


@pytest.mark.parametrize("start", [(1.0, 2.0), STARTS])
@pytest.mark.parametrize("part", ["value", "plotted", "gradient"])
def test_a_loss_that_changes_w(part, start):
    def changes(w):
        w -= 1
        return (gradient if part == "gradient" else value)(w)

    with pytest.raises(
        ValueError, match="loss is mine, which changes w, but expected it to leave w as it is"
    ):
        run(loss(**{part: changes}), start)


def test_a_value_wrapped_as_the_message_says():
    own = loss(value=np.vectorize(only_one, signature="(d)->()"))
    assert run(own, STARTS).losses.shape == (4, 5)
    assert asked(own, "value", np.ones((2, 3, 2))).shape == (2, 3)
    assert plotted(loss(plotted=lambda w: 2 * value(w)), [1, 2]) == 2 * value(np.array([1.0, 2.0]))


def test_a_loss_of_pytorch_s():
    torch = pytest.importorskip("torch")

    class Autograd:
        def value(self, w):
            return ((torch.as_tensor(w) @ torch.tensor(X.T)) ** 2).mean(axis=-1) / 2

        def gradient(self, w):
            leaf = torch.tensor(w, requires_grad=True)
            self.value(leaf).sum().backward()
            return leaf.grad

    there, here = (descend(own, gradient_descent(0.1), STARTS, 9) for own in (Autograd(), loss()))
    np.testing.assert_allclose(there.points, here.points, rtol=1e-13)


def test_a_point_has_an_axis_and_no_points_raise_what_the_loss_raises():
    with pytest.raises(ValueError, match=r"^w has shape \(\), but expected"):
        hessian_at(rosenbrock, 1.0)

    class Empty:
        def value(self, w):
            return np.asarray(w).sum(axis=-1)

        gradient = value

        def hessian(self, w):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hessian_at(Empty(), np.empty((0, 2)))
