"""Ticks and names around a panel: true to the window, and within the frame."""

import numpy as np
import pytest

from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.layout import layout
from gdclips.drawing.marks import Words
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import LIGHT
from gdclips.drawing.views.frames import framed

NORMAL = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
WINDOWS = [
    ((0.0, 1.0), (0.0, 1.0)),
    ((1990.0, 2010.0), (40_000.0, 46_000.0)),
    ((-3e6, 2e6), (-150_000.0, 400_000.0)),
    ((0.0, 2e-5), (-0.004, 0.006)),
    ((99_990.0, 100_020.0), (9_990.0, 10_010.0)),
]


def number(text):
    mantissa, _, power = text.partition("·10")
    return float(f"{mantissa}e{power or 0}".translate(NORMAL))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize(("xs", "ys"), WINDOWS)
def test_ticks_tell_their_places_and_all_is_within_the_frame(xs, ys, count):
    box = layout(count, False).panels[0]
    axes = Axes(Window((xs[0], ys[0]), (xs[1], ys[1]), equal=False), box)
    *words, name = framed(axes, ("x", "income"), LIGHT, count == 1)
    assert isinstance(name, Words) and name.upwards
    times = [number(f"1·{mark.text[1:]}") for mark in words if mark.text.startswith("×")]
    (scale,) = times or [1.0]
    level = [mark for mark in words if mark.anchor == "center"]
    upright = [mark for mark in words if mark.anchor == "right" and not mark.text.startswith("×")]
    for marks, axis, (low, high), factor in ((level, 0, xs, 1.0), (upright, 1, ys, scale)):
        values = np.array([number(mark.text) for mark in marks]) * factor
        sides = (box.left, box.right) if axis == 0 else (box.bottom, box.top)
        places = sides[0] + (values - low) / (high - low) * (sides[1] - sides[0])
        found = [mark.at[0] if axis == 0 else mark.at[1] + 0.35 * mark.size for mark in marks]
        assert len(marks) >= 2
        np.testing.assert_allclose(found, places, atol=1e-6)
    lefts = [words_box(mark)[0] for mark in (*words, name)]
    assert min(lefts) > 0.005
    assert words_box(name)[2] < min(words_box(mark)[0] for mark in upright)
