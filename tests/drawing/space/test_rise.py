import numpy as np
import pytest

from gdclips.drawing.space.bowl import circles
from gdclips.drawing.space.rise import rise
from tests.drawing.space.bowls import SAFE, made

STEPS = np.linspace(0.0, 1.0, 97)


@pytest.mark.parametrize("unequal", [1.0, 12.0])
def test_it_ends_on_the_map(unequal):
    shaped, _, axes = made(unequal=unequal)
    pose = rise(shaped, SAFE, axes).at(1.0)
    weights = axes.window.low + np.random.default_rng(0).uniform(size=(40, 2)) * axes.scale**-1
    seen = pose.lens.place(shaped.surface(shaped.inward(weights), pose.fall))
    assert np.allclose(seen, axes.place(weights), rtol=0, atol=1e-12)
    assert (pose.fall, pose.light, pose.bands, pose.mapped, pose.floor) == (0, 0, 1, 1, 0)


def test_it_begins_with_the_bowl_in_its_box():
    shaped, _, axes = made()
    pose = rise(shaped, SAFE, axes).at(0.0)
    assert (pose.fall, pose.light, pose.bands, pose.mapped, pose.floor) == (1, 1, 0, 0, 1)
    seen = pose.lens.place(shaped.surface(circles(1.0)))
    low, high = seen.min(axis=0), seen.max(axis=0)
    assert (low > (SAFE.left - 1e-9, SAFE.bottom - 1e-9)).all()
    assert (high < (SAFE.right + 1e-9, SAFE.top + 1e-9)).all()
    shadowed = rise(shaped, SAFE, axes, shadowed=shaped.section.center + [(0.5, -2.5)])
    assert shadowed.scale[0] < rise(shaped, SAFE, axes).scale[0]


def test_nothing_jumps_on_the_way():
    shaped, _, axes = made()
    whole = rise(shaped, SAFE, axes)
    rim = circles(1.0)
    seen = np.array([whole.at(s).lens.place(shaped.surface(rim, whole.at(s).fall)) for s in STEPS.tolist()])
    assert np.abs(np.diff(seen, axis=0)).max() < 0.03
    assert np.abs(np.diff(seen, 2, axis=0)).max() < 0.002


def test_the_floor_is_gone_at_45_degrees():
    shaped, _, axes = made()
    whole = rise(shaped, SAFE, axes)
    for s in STEPS.tolist():
        pose = whole.at(s)
        elevation = np.degrees(np.arcsin(pose.lens.axes[2, 2]))
        assert (pose.floor == 0.0) == (elevation >= 45.0)


def test_without_a_map_it_stays_and_may_turn():
    shaped, _, _ = made()
    whole = rise(shaped, SAFE, elevation=22.0, azimuth=10.0)
    assert whole.scale[0] == whole.scale[1]
    turned, other = whole.at(0.0, turn=3.0), rise(shaped, SAFE, elevation=22.0, azimuth=13.0).at(0.0)
    assert np.allclose(turned.lens.axes, other.lens.axes)
    assert turned.lens.scale == whole.at(0.0).lens.scale
