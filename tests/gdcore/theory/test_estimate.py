"""The covariance of the estimate: against noise drawn anew, and certified values."""

import numpy as np
import pytest

from gdcore import LeastSquares, Samples, linear_data, quadratic_bowl, theory

NOISY = LeastSquares(linear_data(40, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))


def test_it_is_that_of_estimates_from_noise_drawn_anew():
    draw = np.random.default_rng(1)
    targets = NOISY.design @ [2, 6, 5] + 3 * draw.standard_normal((100_000, 40))
    estimates = np.linalg.lstsq(NOISY.design, targets.T, rcond=None)[0]
    predicted = theory.estimate_covariance(NOISY, 3)
    sizes = np.sqrt(np.diag(predicted))
    assert np.abs((np.cov(estimates) - predicted) / np.outer(sizes, sizes)).max() < 0.02
    inside = theory.inside_ellipse(estimates[1:].T, [6, 5], predicted[1:, 1:], 0.95)
    assert inside.mean() == pytest.approx(0.95, abs=0.003)


def test_estimated_noise_is_unbiased():
    draw, found = np.random.default_rng(2), []
    for _ in range(2000):
        y = NOISY.design @ [2, 6, 5] + 3 * draw.standard_normal(40)
        found.append(theory.estimate_covariance(LeastSquares(Samples(NOISY.samples.x, y))))
    np.testing.assert_allclose(np.mean(found, axis=0), theory.estimate_covariance(NOISY, 3), rtol=0.02)


def test_certified_standard_deviations(longley):
    """NIST, Statistical Reference Datasets, Longley."""
    certified = [890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699]
    certified += [0.214274163161675, 0.226073200069370, 455.478499142212]
    covariance = theory.estimate_covariance(LeastSquares(longley))
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), certified, rtol=1e-7)


def test_without_noise_nothing_spreads():
    assert not theory.estimate_covariance(NOISY, 0).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.estimate_covariance(quadratic_bowl(4)), "but expected a LeastSquares, whose targets"),
        (lambda: theory.estimate_covariance(NOISY, -1), "noise is -1, but expected a finite number"),
        (
            lambda: theory.estimate_covariance(LeastSquares(Samples([[0.0], [1.0]], [0.0, 2.0]))),
            "noise is None, but 2 rows for 2 weights leave nothing to estimate it from",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
