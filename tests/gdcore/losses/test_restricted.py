"""A loss on a plane: that of a path, with all parts that the loss has."""

import pickle

import numpy as np
import pytest

from gdcore import (
    LeastSquares,
    RestrictedLoss,
    Section,
    check_loss,
    descend,
    gradient_descent,
    linear_data,
    minimize,
    newton,
    plane,
    quadratic,
    rosenbrock,
    theory,
)
from gdcore.losses import is_quadratic, is_sampled

PATH = np.random.default_rng(0).standard_normal((12, 5)).cumsum(axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_it_is_the_loss_at_the_path_s_points(network):
    """It is the recorded one, but for the step from the path to the plane, to first order."""
    seen = plane(network.points)
    loss = seen.restricted(network.loss)
    np.testing.assert_allclose(
        loss.value(seen.coordinates), network.loss.value(seen.weights(seen.coordinates)), rtol=1e-14
    )
    shift = seen.weights(seen.coordinates) - network.points
    expected = network.losses + (shift * network.loss.gradient(network.points)).sum(axis=1)
    off = np.abs(loss.value(seen.coordinates) - expected)
    assert (off <= np.square(seen.distances)).all()  # half the largest curvature along these is below 1
    assert loss.value([0, 0]) == pytest.approx(network.losses[-1], rel=1e-13)
    slope = seen.directions @ network.loss.gradient(network.points[-1])
    np.testing.assert_allclose(loss.gradient([0, 0]), slope, rtol=1e-10)
    assert max(check_loss(loss, [[0, 0], [1, -1], [-2, 0.5]]).errors.values()) < 1e-7


SQUARES = LeastSquares(linear_data(60, [6, 5, -1, 2], 2, noise=3, rng=rng()))


@pytest.mark.parametrize(
    ("loss", "parts"),
    [
        (SQUARES, ["value", "plotted", "gradient", "hessian", "batch_gradient", "root"]),
        (quadratic([1.0, 2.0, 3.0, 4.0, 5.0]), ["value", "plotted", "gradient", "hessian", "root"]),
    ],
)
@pytest.mark.parametrize("kind", ["pca", "pair"])
def test_it_has_the_parts_of_the_loss(loss, parts, kind):
    seen = plane(PATH, rng(4).standard_normal((2, 5)) if kind == "pair" else kind)
    flat = seen.restricted(loss)
    found = check_loss(flat, rng(5).standard_normal((4, 2)))
    assert list(found.errors) == parts
    least = minimize(flat, newton(), [3.0, -2.0], 2).points[-1]
    np.testing.assert_allclose(flat.minimizer, least, rtol=1e-9, atol=1e-9)
    assert isinstance(flat.section(), Section)
    np.testing.assert_allclose(flat.plotted([2, 1]), loss.plotted(seen.weights([2, 1])), rtol=1e-14)
    assert theory.max_rate(flat) == pytest.approx(2 / np.linalg.eigvalsh(flat.hessian([0, 0]))[-1])
    assert pickle.loads(pickle.dumps(flat)).value([1, 2]) == flat.value([1, 2])


def test_of_a_loss_that_has_no_more_than_it_must(network):
    flat = plane(network.points).restricted(network.loss)
    assert not any(hasattr(flat, part) for part in ("hessian", "n", "batch_gradient", "root", "minimizer"))
    assert not is_quadratic(flat)
    assert not is_sampled(flat)
    assert flat.name == "network on a plane"
    values = flat.section().grid([-1, 0, 1], [-1, 1])
    np.testing.assert_allclose(values[1, 0], flat.value([-1, 1]), rtol=1e-14)
    run = descend(flat, gradient_descent(0.1), [2, 1], 50)
    assert run.losses[-1] < run.losses[0]
    valley = plane([[0.0, 1.0], [1.0, 1.0]], ([1, 0], [0, 1]), about=[0.0, 0.0]).restricted(rosenbrock)
    np.testing.assert_allclose(valley.hessian(PATH[:, :2]), rosenbrock.hessian(PATH[:, :2]), rtol=1e-14)


def test_points_off_r_2_are_refused(network):
    flat = plane(network.points).restricted(network.loss)
    with pytest.raises(ValueError, match=r"w has shape \(3,\), but network on a plane is defined on R\^2"):
        flat.value([1, 2, 3])
    with pytest.raises(ValueError, match=r"origin has shape \(5,\), but network is defined on R\^25"):
        plane(PATH).restricted(network.loss)
    with pytest.raises(ValueError, match="which has no `value`, but expected an object with"):
        plane(PATH).restricted(np.square)
    for origin, directions in (
        ([1, 2, 3], np.ones((2, 2))),
        (1.0, np.ones((2, 1))),
        (1.0, [1, 2]),
        ([1, 2], np.ones((3, 2))),
    ):
        with pytest.raises(
            ValueError, match=r"origin and directions have shapes .*, but expected \(d,\) and"
        ):
            RestrictedLoss(rosenbrock, origin, directions)
    with pytest.raises(ValueError, match=r"origin\[1\] is nan, but expected finite numbers"):
        RestrictedLoss(rosenbrock, [1, np.nan], np.eye(2))


def test_its_arrays_are_its_own_and_locked():
    origin, directions = np.zeros(2), np.eye(2)
    flat = RestrictedLoss(rosenbrock, origin, directions)
    origin += 1
    assert flat.value([1, 1]) == 0
    assert not (flat.origin.flags.writeable or flat.directions.flags.writeable)
