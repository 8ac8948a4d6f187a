import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.marks import Gradient


def gradient(*stops):
    return Gradient(box=Box(0.0, 0.0, 1.0, 1.0), color=(1.0, 0.5, 0.0, 1.0), axis="x", stops=stops)


def test_a_gradient_has_its_stops_opacities_and_stays_so_beyond_them():
    mark = gradient((0.2, 0.1), (0.5, 1.0), (0.9, 0.4))
    shares = np.array([-1.0, 0.0, 0.2, 0.5, 0.9, 1.0, 2.0])
    np.testing.assert_allclose(mark.opacity(shares), [0.1, 0.1, 0.1, 1.0, 0.4, 0.4, 0.4], atol=1e-15)


def test_from_stop_to_stop_a_gradient_is_a_smoothstep():
    share = np.linspace(0.0, 1.0, 11)
    found = gradient((0.2, 0.1), (0.6, 0.9)).opacity(0.2 + 0.4 * share)
    np.testing.assert_allclose(found, 0.1 + 0.8 * share**2 * (3 - 2 * share), atol=1e-12)


def test_a_gradient_of_one_stop_is_even():
    np.testing.assert_array_equal(gradient((0.5, 0.3)).opacity(np.linspace(0.0, 1.0, 5)), 0.3)


@pytest.mark.parametrize("stops", [((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (0.3, 1.0), (1.0, 0.0))])
def test_a_gradient_has_no_steps(stops):
    opacity = gradient(*stops).opacity(np.linspace(0.0, 1.0, 1001))
    assert np.abs(np.diff(opacity)).max() < 0.0025
    assert np.abs(np.diff(opacity, 2)).max() < 2e-5
