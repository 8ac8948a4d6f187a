"""Values of a section on a rectilinear grid whose rows and columns are close where it is curved."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdcore._arrays import Array, floats, positive, real, shown, whole
from gdcore.sections.plane import ends_of

FIRST = 33  # rows and columns that a window begins with
PASSES = 8  # a cell is halved so often at most
Mask = NDArray[np.bool_]


class PlaneSection(Protocol):
    """What is asked of a section: a function of the plane, as `Section` and `LossSlice` are."""

    def value(self, points: ArrayLike) -> Array:
        """The section at `points`, (..., 2): an array (...)."""


class AdaptiveGrid(NamedTuple):
    """A section's values over the grid of `xs` and `ys`; see `adaptive_grid`.

    Examples
    --------
    >>> from gdcore import quadratic_bowl, section
    >>> grid = adaptive_grid(section(quadratic_bowl()), ((-1, 1), (-1, 1)))
    >>> grid.values.shape == (len(grid.ys), len(grid.xs))
    True
    """

    xs: Array  # (k,)
    ys: Array  # (m,)
    values: Array  # (m, k)

    def __repr__(self) -> str:
        """Its size, on one line."""
        return f"<AdaptiveGrid: {len(self.ys)} rows, {len(self.xs)} columns>"


@np.errstate(all="ignore")
def adaptive_grid(
    section: PlaneSection,
    window: ArrayLike,
    levels: ArrayLike | None = None,
    tolerance: float = 1e-3,
    most: int = 1025,
) -> AdaptiveGrid:
    """Values of a section on a rectilinear grid that is as fine as its bilinear interpolation needs.

    From 33 rows and columns on, those are added in whose middle the interpolation is off, the worst first,
    up to 8 times. Each time one call asks the section for all rows and columns half-way, from the second on
    only near levels whose lines are still off. What is narrower than a 32nd of the window may be overlooked.

    Parameters
    ----------
    section : Section or LossSlice
        Anything with `value(points)`, (..., 2) to (...).
    window : ((x0, x1), (y0, y1))
        The part of the plane, from the lower to the upper end of each axis.
    levels : (n,) array_like, optional
        With levels, only cells that one of them crosses are made finer, until the level lines of the
        interpolation are off by at most `tolerance` in shares of the window's sides; other values may be
        interpolated. Without, all cells are made finer, until the interpolation is off by at most
        `tolerance` in shares of the values' range.
    tolerance : float
        Above 0; the error to second order in the width of a cell, so that beside a critical point a line may
        be off by half as much again.
    most : int
        Rows and columns at most, at least 33; where they do not suffice, the error is larger.

    Returns
    -------
    AdaptiveGrid
        `xs` (k,), `ys` (m,) and `values` (m, k), as matplotlib's `contour` and contourpy take them.

    Raises
    ------
    ValueError
        If the window is empty or not finite, or another argument is out of its range.

    Examples
    --------
    >>> from gdcore import rosenbrock, section
    >>> xs, ys, values = adaptive_grid(section(rosenbrock), ((-2, 2), (-1, 3)), levels=[1, 10, 100])
    >>> values.shape == (len(ys), len(xs))
    True
    """
    low, high = ends_of(window).T
    lines = None if levels is None else np.sort(np.ravel(floats("levels", levels)))
    share = positive("tolerance", tolerance) / 2  # for each axis
    limit = whole("most", most, FIRST)
    xs, ys = (np.linspace(start, end, FIRST) for start, end in zip(low, high, strict=True))
    if isinstance(section, type) or not callable(getattr(section, "value", None)):
        expected = "one with `value`, as gdcore.section(loss) gives"
        raise ValueError(f"section is {shown(section)}, but expected {expected}")
    values = _at(section, np.stack(np.meshgrid(xs, ys), axis=-1))
    cells = np.ones((FIRST - 1, FIRST - 1), dtype=bool)  # those in which a line may be off
    for _ in range(PASSES):
        columns, rows, finer = _interpolated(xs, ys, values)
        asked = _new(finer) & _points_of(cells)
        down, along = np.nonzero(asked)
        finer[asked] = _at(section, np.stack([columns[along], rows[down]], axis=-1))
        across, up = _errors(finer)
        if lines is None:
            allowed = share * _range(finer)
        else:
            crossed = cells & _crossed(finer, lines)
            allowed = np.where(crossed, share * _slopes(finer, columns, rows), np.inf)
            close = ~crossed & _crossed(finer, lines, beyond=2 * (across + up))
            cells &= close | (np.fmax(across, up) > allowed)
        keep_x = _kept(np.divide(across, allowed).max(axis=0), limit - len(xs))
        keep_y = _kept(np.divide(up, allowed).max(axis=1), limit - len(ys))
        if not (keep_x.any() or keep_y.any()):
            break
        in_x, in_y = _with_old(keep_x), _with_old(keep_y)
        xs, ys, values = columns[in_x], rows[in_y], finer[np.ix_(in_y, in_x)]
        cells = cells.repeat(1 + keep_x, axis=1).repeat(1 + keep_y, axis=0)
    return AdaptiveGrid(xs, ys, values)


def _at(section: PlaneSection, points: Array) -> Array:
    """The section's values at points."""
    values = real("the section's value", section.value(points))
    if values.shape != points.shape[:-1]:
        shape = f"has shape {values.shape} at points of shape {points.shape}"
        raise ValueError(f"the section's value {shape}, but expected {points.shape[:-1]}")
    return values


def _interpolated(xs: Array, ys: Array, values: Array) -> tuple[Array, Array, Array]:
    """The columns and rows with those half-way between them, and the interpolation there."""
    wide = _with_middles(values.T).T
    return _with_middles(xs), _with_middles(ys), _with_middles(wide)


def _with_middles(ends: Array) -> Array:
    """An array along its first axis, with the means of neighbours between them."""
    every = np.empty((2 * len(ends) - 1, *ends.shape[1:]))
    every[::2], every[1::2] = ends, (ends[:-1] + ends[1:]) / 2
    return every


def _new(finer: Array) -> Mask:
    """Which points of the finer grid are not of the old one."""
    new = np.ones(finer.shape, dtype=bool)
    new[::2, ::2] = False
    return new


def _points_of(cells: Mask) -> Mask:
    """Which points of the finer grid lie in some of the cells."""
    rows, columns = cells.shape
    points = np.zeros((2 * rows + 1, 2 * columns + 1), dtype=bool)
    for down in range(3):
        for along in range(3):
            points[down : down + 2 * rows : 2, along : along + 2 * columns : 2] |= cells
    return points


def _errors(finer: Array) -> tuple[Array, Array]:
    """How far off linear interpolation is in each cell, along x and along y: two arrays (m - 1, k - 1)."""
    across = np.abs(finer[:, 1::2] - (finer[:, :-1:2] + finer[:, 2::2]) / 2)
    up = np.abs(finer[1::2] - (finer[:-1:2] + finer[2::2]) / 2)
    across = np.fmax(np.fmax(across[:-1:2], across[1::2]), across[2::2])
    up = np.fmax(np.fmax(up[:, :-1:2], up[:, 1::2]), up[:, 2::2])
    return np.nan_to_num(across, posinf=0.0), np.nan_to_num(up, posinf=0.0)


def _range(finer: Array) -> Array:
    """The range of all finite values, as that of each cell."""
    finite = finer[np.isfinite(finer)]
    return np.full((len(finer) // 2, finer.shape[1] // 2), np.ptp(finite) if finite.size else np.inf)


def _slopes(finer: Array, columns: Array, rows: Array) -> Array:
    """How steep each cell is, (m - 1, k - 1), where the window's sides are 1.

    By its corners, but at least what its least and its largest value make it where it has a critical point.
    """
    wide, high = (np.diff(ends[::2]) / np.ptp(ends) for ends in (columns, rows))
    corners, high = finer[::2, ::2], high[:, np.newaxis]
    x = (corners[:-1, 1:] - corners[:-1, :-1] + corners[1:, 1:] - corners[1:, :-1]) / 2 / wide
    y = (corners[1:, :-1] - corners[:-1, :-1] + corners[1:, 1:] - corners[:-1, 1:]) / 2 / high
    least, largest = _bounds(finer)
    return np.fmax(np.hypot(x, y), (largest - least) / np.hypot(wide, high))


def _crossed(finer: Array, levels: Array, beyond: Array | float = 0.0) -> Mask:
    """Which cells have a level between their least and their largest value, or less `beyond` these."""
    least, largest = _bounds(finer)
    found: Mask = np.searchsorted(levels, least - beyond) < np.searchsorted(levels, largest + beyond, "right")
    return found


def _bounds(finer: Array) -> tuple[Array, Array]:
    """The least and the largest of each cell's nine values."""
    return _of_nine(np.fmin, finer), _of_nine(np.fmax, finer)


def _of_nine(pick: np.ufunc, finer: Array) -> Array:
    wide = pick(pick(finer[:, :-1:2], finer[:, 1::2]), finer[:, 2::2])
    return np.asarray(pick(pick(wide[:-1:2], wide[1::2]), wide[2::2]))


def _kept(excess: Array, room: int) -> Mask:
    """Which middles are kept: those whose error is above the allowed, or of too many the worst."""
    kept = np.zeros(len(excess), dtype=bool)
    kept[np.argsort(-excess, kind="stable")[: max(room, 0)]] = True
    return kept & (excess > 1.0)


def _with_old(kept: Mask) -> Mask:
    """The places of the old ends and of the middles that are kept."""
    every = np.ones(2 * len(kept) + 1, dtype=bool)
    every[1::2] = kept
    return every
