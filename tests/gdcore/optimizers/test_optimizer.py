"""Optimisers of one's own: what is said of one that is wrong, and how one is shown."""

from functools import partial

import numpy as np
import pytest

from gdcore import (
    Method,
    Optimizer,
    adam,
    clip_by_norm,
    cosine,
    descend,
    gradient_descent,
    minimize,
    newton,
    quadratic_bowl,
)

BOWL = quadratic_bowl(4)
STARTS = np.ones((3, 2))


def nothing(point):
    return None


def run(update, start=(1.0, 2.0)):
    return descend(BOWL, Optimizer(nothing, update), start, 2)


PAIR = "gave .*, but expected a pair, the move and the next state: return move, state"
SHAPE = r"the move at step 0 has shape {}, but expected that of the point, {}"


@pytest.mark.parametrize(
    ("update", "start", "message"),
    [
        (lambda g, state, point, step: -g, (1, 2), "the update at step 0 " + PAIR),
        (lambda g, state, point, step: [-g, state], (1, 2), PAIR),
        (lambda g, state, point, step: None, (1, 2), "the update at step 0 gave None"),
        (lambda g, state, point, step: (-g, state, 3), (1, 2), PAIR),
        (lambda g, state, point, step: (-0.1, state), (1, 2), SHAPE.format(r"\(\)", r"\(2,\)")),
        (lambda g, state, point, step: (-g[:, None], state), (1, 2), SHAPE.format(r"\(2, 1\)", r"\(2,\)")),
        (lambda g, state, point, step: (-g.T, state), STARTS, SHAPE.format(r"\(2, 3\)", r"\(3, 2\)")),
        (lambda g, state, point, step: (-g[0], state), STARTS, SHAPE.format(r"\(2,\)", r"\(3, 2\)")),
        (lambda g, state, point, step: (None, state), (1, 2), "the move at step 0 is None, but"),
        (
            lambda g, state, point, step: (g + 1j, state),
            (1, 2),
            "the move at step 0 is .*complex128",
        ),
    ],
)
def test_says_what_is_wrong_with_an_update(update, start, message):
    with pytest.raises(ValueError, match=message):
        run(update, start)


def in_place(name):
    def update(gradient, state, point, step):
        array = {"gradient": gradient, "point": point}[name]
        array *= -0.5
        return 1.0 * array, state

    return update


@pytest.mark.parametrize("name", ["gradient", "point"])
@pytest.mark.parametrize("start", [(1.0, 2.0), STARTS])
def test_an_update_that_changes_what_it_is_given(name, start):
    with pytest.raises(
        ValueError, match=f"the update changes the {name} that it is given, but expected it to"
    ):
        run(in_place(name), start)


def test_a_later_step_is_named():
    with pytest.raises(ValueError, match="the update at step 1 gave None"):
        run(lambda g, state, point, step: None if step else (-g, state))


def test_moves_may_be_lists():
    t = run(lambda g, state, point, step: ((-0.5 * point).tolist(), state))
    np.testing.assert_array_equal(t.points, [[1, 2], [0.5, 1], [0.25, 0.5]])


def test_its_own_exceptions_pass():
    with pytest.raises(ZeroDivisionError):
        run(lambda g, state, point, step: 1 / 0)


@pytest.mark.parametrize("wrong", [newton(), 0.1, None, (nothing, nothing)])
def test_descend_wants_an_optimizer(wrong):
    with pytest.raises(ValueError, match=r"optimizer is .*, but expected one, as sgd\(0.1\) is"):
        descend(BOWL, wrong, [1, 2], 2)


@pytest.mark.parametrize("wrong", [adam(0.1), None])
def test_minimize_wants_a_method(wrong):
    with pytest.raises(ValueError, match=r"method is .*, but expected one, as newton\(\) is"):
        minimize(BOWL, wrong, [1, 2], 2)


def test_a_maker_that_was_not_called_is_told_of():
    with pytest.raises(
        ValueError, match=r"^optimizer is the function adam, but expected what it makes: adam"
    ):
        descend(BOWL, adam, [1, 2], 2)
    with pytest.raises(
        ValueError, match=r"^method is the function newton, but expected what it makes: newton"
    ):
        minimize(BOWL, newton, [1, 2], 2)
    with pytest.raises(ValueError, match=r"^method is the class Method, but expected what it makes: Method"):
        minimize(BOWL, Method, [1, 2], 2)


def own(gradient, state, point, step):
    return -gradient, state


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (adam(0.1), "<Optimizer: adam._update(schedules._constant(0.1), 0.9, 0.999, 1e-08)>"),
        (gradient_descent(cosine(0.1, 9)), "<Optimizer: momentum._descend(schedules._cosine(0.1, 0.0, 9))>"),
        (newton(), "<Method: newton._step(schedules._constant(1.0), 0.0)>"),
        (Optimizer(nothing, own), "<Optimizer: test_optimizer.own>"),
        (Optimizer(nothing, partial(own, step=3)), "<Optimizer: test_optimizer.own(step=3)>"),
        (
            clip_by_norm(gradient_descent(0.1), 2),
            "<Optimizer: optimizer._changed(momentum._descend(schedules._constant(0.1)),"
            " clipping._shortened(2.0, 0.0))>",
        ),
    ],
    ids=["adam", "schedule", "method", "own", "own with a keyword", "combinator"],
)
def test_a_pair_is_shown_by_its_step_on_one_line(rule, told):
    assert repr(rule) == told


@pytest.mark.parametrize("kind", [Optimizer, Method])
def test_both_parts_are_functions(kind):
    with pytest.raises(ValueError, match="init is None, but expected a function of"):
        kind(None, nothing)
    with pytest.raises(ValueError, match=r"update is 0\.1, but expected a function of"):
        kind(nothing, 0.1)
