"""Rates: formulas against eigenvalues and the steps themselves."""

import numpy as np
import pytest

from gdcore import descend, gradient_descent, momentum, nesterov, quadratic_bowl, rosenbrock, theory
from tests.gdcore.theory.regressions import LINE, NARROW, NOISY

BOWL = quadratic_bowl(40, 0.3)
LOSSES = pytest.mark.parametrize("loss", [NOISY, NARROW, LINE, BOWL], ids=["noisy", "narrow", "line", "bowl"])


def extremes(loss):
    curvatures = np.linalg.eigvalsh(loss.root.T @ loss.root)
    return curvatures[0], curvatures[-1]


def start_for(loss):
    return np.arange(2.0, 2.0 + len(loss.minimizer))


@LOSSES
def test_formulas(loss):
    low, high = extremes(loss)
    assert theory.condition_number(loss) == pytest.approx(high / low, rel=1e-12)
    assert theory.max_rate(loss) == pytest.approx(2 / high, rel=1e-12)
    assert theory.max_rate(loss, momentum=0.9) == pytest.approx(3.8 / high, rel=1e-12)
    assert theory.best_rate(loss) == pytest.approx(2 / (high + low), rel=1e-12)
    rate, beta = theory.best_momentum(loss)
    kappa = high / low
    assert rate == pytest.approx((2 / (np.sqrt(high) + np.sqrt(low))) ** 2, rel=1e-12)
    assert beta == pytest.approx(((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2, rel=1e-12)


@LOSSES
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_limit_of_the_rate_parts_shrinking_from_growing(loss, beta):
    limit = theory.max_rate(loss, momentum=beta)
    stays, grows = (
        np.linalg.norm(
            descend(loss, momentum(f * limit, beta), start_for(loss), 500).points - loss.minimizer, axis=-1
        )
        for f in (0.99, 1.01)
    )
    assert stays[-1] < stays[0]
    assert grows[-1] > 5 * grows[0]


@LOSSES
def test_the_best_rate_shrinks_the_error_as_promised(loss):
    low, high = extremes(loss)
    promised = (high - low) / (high + low)
    for share, sense in [(1.0, 1), (0.97, -1), (1.03, -1)]:
        rate = share * theory.best_rate(loss)
        factor = np.abs(1 - rate * np.array([low, high])).max()
        assert factor == pytest.approx(promised, rel=1e-9) if sense > 0 else factor > promised
    points = descend(loss, gradient_descent(theory.best_rate(loss)), start_for(loss), 60).points
    sizes = np.linalg.norm(points - loss.minimizer, axis=-1)
    assert (sizes[1:] <= promised * sizes[:-1] * (1 + 1e-9) + 1e-13).all()


@LOSSES
def test_the_best_momentum_shrinks_the_error_as_promised(loss):
    rate, beta = theory.best_momentum(loss)
    for share in (1.0, 0.97, 1.03):
        radii = [
            np.abs(np.linalg.eigvals([[1 + beta - share * rate * h, -beta], [1, 0]])).max()
            for h in extremes(loss)
        ]
        assert (
            max(radii) == pytest.approx(np.sqrt(beta), rel=1e-6) if share == 1 else max(radii) > np.sqrt(beta)
        )
    points = descend(loss, momentum(rate, beta), start_for(loss), 60).points
    sizes = np.linalg.norm(points - loss.minimizer, axis=-1)
    steps = np.arange(61)
    bound = sizes[0] * 2 * (1 + steps / np.sqrt(beta)) * np.sqrt(beta) ** steps
    assert (sizes <= bound + 1e-13).all()


def nesterov_radius(loss, rate, beta):
    kept = [1 - rate * h for h in theory.curvatures(loss)]
    return max(np.abs(np.roots([1, -(1 + beta) * share, beta * share])).max() for share in kept)


@LOSSES
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_limit_of_nesterovs_rate_parts_shrinking_from_growing(loss, beta):
    limit = theory.max_nesterov_rate(loss, beta)
    stays, grows = (
        np.linalg.norm(
            descend(loss, nesterov(f * limit, beta), start_for(loss), 500).points - loss.minimizer, axis=-1
        )
        for f in (0.99, 1.01)
    )
    assert stays[-1] < stays[0]
    assert grows[-1] > 5 * grows[0]
    assert nesterov_radius(loss, limit, beta) == pytest.approx(1)
    assert max(nesterov_radius(loss, f * limit, beta) for f in np.linspace(0.01, 0.99, 30)) < 1


@LOSSES
def test_nesterovs_best_settings_shrink_the_error_as_promised(loss):
    rate, beta = theory.best_nesterov(loss)
    promised = 1 - 2 / np.sqrt(3 * theory.condition_number(loss) + 1)
    assert nesterov_radius(loss, rate, beta) == pytest.approx(promised, rel=1e-6)
    for change, other in [(0.98, 1), (1.02, 1), (1, 0.98), (1, 1.02), (0.98, 1.02), (1.02, 0.98)]:
        assert nesterov_radius(loss, change * rate, other * beta) > promised
    points = descend(loss, nesterov(rate, beta), start_for(loss), 60).points
    sizes, steps = np.linalg.norm(points - loss.minimizer, axis=-1), np.arange(61)
    assert (sizes <= sizes[0] * 2 * (1 + steps / promised) * promised**steps + 1e-13).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.max_rate(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.best_rate(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.best_momentum(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.best_nesterov(rosenbrock), "loss is rosenbrock"),
        (lambda: theory.max_nesterov_rate(rosenbrock, 0.5), "loss is rosenbrock"),
        (lambda: theory.max_nesterov_rate(NOISY, -1), "momentum is -1, but expected a number"),
        (lambda: theory.max_rate(NOISY, momentum=1), "momentum is 1, but expected a number of at least 0"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
