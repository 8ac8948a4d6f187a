"""Best settings of makers and losses of your own, and what is refused."""

from functools import partial

import numpy as np
import pytest

import gdcore
from gdcore import quadratic_bowl, rosenbrock, theory
from gdcore.methods import Method

BOWL = quadratic_bowl(10, 0.4)


def test_an_optimizer_and_a_loss_of_your_own():
    def scaled(rate, shrink):
        return gdcore.Optimizer(lambda w: None, lambda g, s, w, t: (-rate * np.asarray(g) * shrink, None))

    found = theory.best_settings(scaled, BOWL, choices={"shrink": [1.0]})
    assert found.settings["rate"] == pytest.approx(theory.best_rate(BOWL), rel=0.05)
    adam = theory.best_settings(
        gdcore.adam,
        rosenbrock,
        [0.9, 0.9],
        choices={"rate": [0.001, 0.01], "betas": [(0.9, 0.99)]},
        steps=2000,
    )
    assert adam.steps == min(trial.steps for trial in adam.trials if trial.steps >= 0)


def test_methods_without_a_rate_are_counted():
    def solve(loss, gradient, state, point, step):
        return -np.linalg.solve(loss.hessian(point), gradient[..., np.newaxis])[..., 0], None

    found = theory.best_settings(lambda: Method(lambda loss, point: None, solve), BOWL)
    assert (found.settings, found.steps, len(found.trials)) == ({}, 1, 1)
    for make, most in [(gdcore.conjugate_gradient, 2), (gdcore.nonlinear_conjugate_gradient, 2)]:
        found = theory.best_settings(make, BOWL)
        assert (found.settings, found.steps) == ({}, most)
    newton = theory.best_settings(gdcore.newton, BOWL)
    assert newton.settings["rate"] == 1
    assert newton.steps == 1


def test_flat_directions_and_circular_bowls():
    """Along flat directions there is no excess; PyTorch's Nesterov has no momentum of 0, which were best."""

    class Flat:
        root, minimizer = np.diag([2.0, 1.0, 0.0]), np.zeros(3)

        def value(self, w, /):
            return 0.5 * np.square(w @ self.root).sum(axis=-1)

        def gradient(self, w, /):
            return w @ self.root**2

    flat = Flat()
    found = theory.best_settings(gdcore.momentum, flat)
    assert not found.closed_form
    assert found.steps > 0
    round_bowl = theory.best_settings(partial(gdcore.sgd, nesterov=True), quadratic_bowl(1))
    assert round_bowl.settings["momentum"] == 0.5
    assert theory.best_settings(gdcore.sgd, quadratic_bowl(1)).settings == {"rate": 1.0, "momentum": 0.0}


def test_what_a_partial_fixes_is_kept():
    assert not theory.best_settings(partial(gdcore.momentum, beta=0.5), BOWL).closed_form
    assert not theory.best_settings(partial(gdcore.sgd, momentum=0.5), BOWL).closed_form
    found = theory.best_settings(partial(gdcore.gradient_descent, 0.1), BOWL)
    assert (found.settings, len(found.trials)) == ({}, 1)


def test_it_is_the_same_again():
    first, second = (theory.best_settings(gdcore.adagrad, BOWL, steps=200) for _ in range(2))
    assert first == second


class Plain:
    def value(self, w, /):
        return np.square(w).sum(axis=-1)

    def gradient(self, w, /):
        return 2 * np.asarray(w)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (gdcore.adam(0.1), BOWL),
            "optimizer is <Opt.*, but expected a maker of one, as gdcore.adam",
        ),
        ((lambda rate: rate, BOWL), "optimizer gives .*, but expected a maker of an Optimizer or a Method"),
        (
            (lambda rate, more: None, BOWL),
            "optimizer needs 'more', but choices has no values of it: give some",
        ),
        ((gdcore.adam, Plain()), "Plain, which has no `minimizer`"),
        ((gdcore.adam, rosenbrock, [0, 0]), r"not quadratic: give rates to try, choices=\{'rate'"),
        ((gdcore.adam, BOWL, [1, 2, 3]), r"start has shape \(1, 3\), but expected \(2,\) or \(runs, 2\)"),
        ((gdcore.adam, BOWL, [0, 0]), "start is at the minimiser, but expected one of more loss"),
        ((gdcore.adam, BOWL, np.zeros((0, 2))), r"start has shape \(0, 2\)"),
    ],
)
def test_refuses_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        theory.best_settings(*arguments)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tolerance": 0}, "tolerance is 0, but expected a number above 0 and below 1"),
        ({"tolerance": 1}, "tolerance is 1, but expected a number above 0 and below 1"),
        ({"steps": 0}, "steps is 0, but expected a whole number of at least 1"),
        (
            {"choices": {"beta": [1]}},
            r"choices has 'beta', but the optimizer's free parameters are \['rate', ",
        ),
        ({"choices": {"betas": []}}, r"choices\['betas'\] is \[\], but expected a list of values to try"),
        ({"choices": {"eps": 1e-8}}, r"choices\['eps'\] is 1e-08, but expected a list of values to try"),
        ({"choices": {"rate": [0.1, -1]}}, r"choices\['rate'\] is -1, but expected a finite number above 0"),
        (
            {"choices": {"betas": [(1, 2)]}},
            r"betas\[0\] is 1, but expected a number of at least 0 and below 1",
        ),
        (
            {"steps": 5, "choices": {"betas": [(0.9, 0.99)]}},
            r"none of \d+ settings stays below a tolerance of 1e-06 within 5 steps, the best is at .*:"
            " give more steps or a larger tolerance",
        ),
    ],
)
def test_refuses_options(changed, message):
    with pytest.raises(ValueError, match=message):
        theory.best_settings(gdcore.adam, BOWL, **changed)
