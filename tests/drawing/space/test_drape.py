import numpy as np
import pytest

from gdclips.drawing.space.drape import drape
from tests.drawing.space.bowls import descent, made

COLORS = np.tile((1.0, 0.5, 0.0, 1.0), (13, 1))


def test_a_path_lies_on_the_surface_and_passes_its_iterates():
    shaped, path, _ = made()
    assert np.allclose(path.knots[0], path.run[0])
    assert np.allclose(path.knots[-1], path.run[-1])
    at = path.when.astype(int).clip(max=len(path.run) - 2)
    straight = path.run[at] + (path.when - at)[:, None] * (path.run[at + 1] - path.run[at])
    assert np.allclose(path.knots, straight)
    ends = shaped.surface(path.knots)
    middles = shaped.surface((path.knots[1:] + path.knots[:-1]) / 2)
    assert np.abs((ends[1:] + ends[:-1]) / 2 - middles).max() < 0.004
    assert len(path.shades) == len(path.knots) - 1


def test_what_is_beyond_the_rim_is_not_drawn():
    shaped, _, _ = made()
    points = np.array([(3.0, -2.0), (3.5, -2.0), (90.0, 40.0), (1e100, 0.0), (-70.0, 2.0), (3.0, -2.5)])
    path = drape(shaped, points, COLORS[:6])
    assert (np.square(path.knots).sum(axis=1) < 1 + 1e-9).all()
    assert path.seen.sum() == len(path.seen) - 1
    assert path.dots.tolist() == [0, 1, 5]
    assert path.head(1.0) is not None
    assert path.head(2.0) is None
    assert path.head(3.5) is None
    assert path.head(4.2) is None
    assert path.head(4.99) is not None
    outside = drape(shaped, points[2:5], COLORS[:3])
    assert len(outside.knots) == len(outside.dots) == len(outside.until(1.3).knots) == 0


def test_a_path_grows_with_time_and_ends_at_the_head():
    _, path, _ = made()
    for time in (0.0, 0.3, 4.0, 4.7, 12.0, 20.0):
        grown = path.until(time)
        assert np.allclose(grown.knots[-1], path.head(time))
        assert (grown.when <= time).all()
        assert len(grown.shades) == len(grown.knots) - 1
        assert (grown.dots <= time).all()
    assert path.until(4.7).when[-1] == pytest.approx(4.7)


def test_a_run_that_stays_is_a_dot():
    shaped, _, _ = made()
    path = drape(shaped, descent(shaped.section, shaped.section.center), COLORS)
    assert len(path.knots) == 0
    assert path.dots.tolist() == [0]
    assert np.allclose(path.until(3.0).head(3.0), 0.0)
