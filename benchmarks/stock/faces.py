"""Faces of a sheet in the libraries' own resolution."""

from __future__ import annotations

import numpy as np


def faces(mesh, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a mesh's points (rows, columns, 3), at most ``most`` faces a side, and their colours."""
    rows, columns = (
        np.unique(np.linspace(0, size - 1, min(size, most + 1)).round().astype(int))
        for size in mesh.corners.shape[:2]
    )
    points, colors = mesh.corners[np.ix_(rows, columns)], mesh.colors[np.ix_(rows, columns)]
    shades = (colors[1:, 1:] + colors[:-1, :-1] + colors[1:, :-1] + colors[:-1, 1:]) / 4
    shades[..., 3] *= mesh.alpha
    return points, shades
