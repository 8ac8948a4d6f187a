"""Clipping of lines and polygons to a box, and dashed lines, which Manim does not do."""

from __future__ import annotations

import numpy as np


def runs(points: np.ndarray, box) -> list[np.ndarray]:
    """Return the parts of a line (k, 2) inside a box."""
    if box is None:
        return [points]
    low, high = (box.left, box.bottom), (box.right, box.top)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    parts = np.split(np.arange(len(points)), np.flatnonzero(np.diff(inside)) + 1)
    return [points[part] for part in parts if inside[part[0]] and len(part) > 1]


def clipped(points: np.ndarray, box) -> np.ndarray:
    """Return a polygon (k, 2) clipped to a box, one side after the other."""
    if box is None:
        return points
    for axis, bound, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.bottom, 1), (1, box.top, -1)):
        inside = sign * (points[:, axis] - bound) >= 0
        kept = []
        for index in range(len(points)):
            here, after = points[index - 1], points[index]
            if inside[index - 1] != inside[index]:
                share = (bound - here[axis]) / (after - here)[axis]
                kept.append(here + share * (after - here))
            if inside[index]:
                kept.append(after)
        points = np.array(kept).reshape(-1, 2)
        if not len(points):
            return np.array([(box.left, box.bottom)])
    return points


def dashes(points: np.ndarray, dash: tuple[float, ...]) -> list:
    """Return the ends of the dashes along a straight line."""
    start, end = points[0], points[-1]
    length = float(np.hypot(*(end - start)))
    along = (end - start) / length
    starts = np.arange(0.0, length, sum(dash))
    return [(start + along * at, start + along * min(at + dash[0], length)) for at in starts]
