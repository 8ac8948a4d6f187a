"""Surfaces of one's own: what they keep, and what is refused."""

import numpy as np
import pytest

from gdcore import Surface


def made(**changes):
    """A surface f(x, y) = x y, which has no minimum."""
    parts = {
        "name": "sheet",
        "formula": lambda x, y: x * y,
        "slope": lambda x, y: (y, x),
        "curvature": lambda x, y: (np.zeros_like(x), np.ones_like(x), np.zeros_like(x)),
        "minimizers": (),
        "saddles": [(0, 0)],
    }
    return Surface(**parts | changes)


def test_a_surface_without_a_minimum():
    sheet = made()
    assert sheet.minimizers.shape == (0, 2)
    assert not hasattr(sheet, "minimizer")
    with pytest.raises(AttributeError, match="sheet has no minimizer"):
        _ = sheet.minimizer
    assert sheet.section().value([2, 3]) == 6
    assert repr(sheet) == "<Surface: sheet>"
    assert sheet.__doc__ == Surface.__doc__


def test_a_surface_keeps_its_own_points():
    points = np.array([[1.0, 2.0]])
    surface = made(minimizers=points)
    points[:] = 0
    np.testing.assert_array_equal(surface.minimizer, [1, 2])
    for array in (surface.minimizers, surface.minimizer, surface.saddles):
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minimizers": [1, 2]}, r"minimizers has shape \(2,\), but expected \(k, 2\), points of the plane"),
        ({"minimizers": [[1, 2, 3]]}, r"minimizers has shape \(1, 3\)"),
        ({"minimizers": [[1, np.nan]]}, r"minimizers\[0, 1\] is nan, but expected finite numbers"),
        ({"minimizers": "a"}, "minimizers is 'a', but expected an array of numbers"),
        ({"saddles": [[[1, 2]]]}, r"saddles has shape \(1, 1, 2\)"),
        ({"window": (0, 1)}, r"window is \(0, 1\), but expected \(\(x0, x1\), \(y0, y1\)\) with x0 < x1"),
        ({"window": ((0, 1), (2, 2))}, r"window is \(\(0, 1\), \(2, 2\)\), but expected"),
        ({"window": ((0, 1), (0, np.inf))}, r"window\[1, 1\] is inf, but expected finite numbers"),
    ],
)
def test_surfaces_refuse(changes, message):
    with pytest.raises(ValueError, match=message):
        made(**changes)
