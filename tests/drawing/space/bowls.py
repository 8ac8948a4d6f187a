"""The bowls that several tests look at: a map's section, window, levels and colours, and a run on it."""

from itertools import product

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import ASPECT, Box
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.space.bowl import bowl, rim_above
from gdclips.drawing.space.drape import drape
from gdclips.drawing.theme import THEMES
from gdclips.story.film.maps import followed
from gdcore import Section

FRAME = Box(0.0, 0.0, ASPECT, 1.0)
SAFE = Box(0.18, 0.18, 1.36, 0.79)


def section(kappa=1.6, turn=0.4):
    """Return a section whose curvatures are 1 and 1 / kappa, turned."""
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    root = np.linalg.cholesky(turned @ np.diag([1.0, 1.0 / kappa]) @ turned.T).T
    return Section(np.array([3.0, -2.0]), 0.7, root)


def descent(of, start, rate=0.3, steps=12):
    """Return a run (steps + 1, 2) on a section."""
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        points.append(points[-1] - rate * of.root.T @ of.root @ (points[-1] - of.center))
    return np.array(points)


def window(of, unequal=1.0, half=4.6):
    """Return a map's axes on the whole frame, so many units high from the middle."""
    low, high = of.center - (half * ASPECT * unequal, half), of.center + (half * ASPECT * unequal, half)
    return Axes(Window(tuple(low), tuple(high), unequal == 1.0), FRAME)


def rungs(of, start, axes):
    """Return the excesses of a map's rings, outermost first: that at a start, halved and doubled."""
    ends = zip(axes.window.low, axes.window.high, strict=True)
    first, largest = geometry.excess(of, start), geometry.excess(of, np.array(list(product(*ends)))).max()
    least = (0.022 / axes.scale.max()) ** 2 * np.square(np.linalg.norm(of.root, 2))
    outer, inner = int(np.floor(np.log2(largest / first))), int(np.ceil(np.log2(least / first)))
    return first * 2.0 ** np.arange(outer, min(inner, outer) - 1, -1)


def made(theme="dark", kappa=1.6, start=(0.2, 0.3), unequal=1.0, rate=0.3, rim=None):
    """Return a bowl, a run on it and the map's axes."""
    of = section(kappa)
    points, axes = descent(of, start, rate), window(of, unequal)
    levels = rungs(of, points[0], axes)
    look = THEMES[theme]
    fills = look.ramp(look.contour, np.linspace(0.0, 1.0, len(levels) + 1))
    rim = rim or rim_above(of, np.concatenate([followed(points, of), of.center[None]]), 10.0)
    shaped = bowl(of, rim, levels, tuple(map(tuple, fills.tolist())), axes.scale)
    colors = look.ramp(look.path, np.linspace(0.0, 1.0, len(points)))
    return shaped, drape(shaped, points, colors), axes
