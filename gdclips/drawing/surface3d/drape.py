"""A run laid over the bowl: every step follows the surface, as far as the surface reaches."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.marks import Points
from gdclips.drawing.surface3d.bowl import HEIGHT
from gdcore import Array

FLAT = 0.0012  # of the stage's height: how far a straight piece may hang above the surface
MOST_PIECES = 24  # of one step
STILL = 1e-18  # the square of a step, in the disc's radii: a shorter one is none
CLOSE = 0.0030  # of the stage's height: iterates closer to the last one drawn than this are one dot


class Drape(msgspec.Struct, frozen=True):
    """A run (steps + 1, 2) on the disc, cut into pieces that lie on it.

    ``knots`` (k, 2) are the pieces' ends, ``when`` (k,) their times in steps, and ``seen`` (k - 1,) the
    pieces that are drawn; ``dots`` are the iterates that are.
    """

    run: Points
    knots: Points
    when: Array
    seen: NDArray[np.bool_]
    dots: NDArray[np.int64]

    def head(self, time: float) -> Points | None:
        """Return where the point is (2,) at a time in steps; None beyond the rim, and from there to there."""
        step = min(int(time), len(self.run) - 1)
        here, after = self.run[step], self.run[min(step + 1, len(self.run) - 1)]
        with np.errstate(all="ignore"):
            at = here + (time - step) * (after - here)
            inside = float(at @ at) <= 1.0 and bool(here @ here <= 1.0 or after @ after <= 1.0)
        return np.asarray(at) if inside else None


def drape(run: Points, scale: float) -> Drape:
    """Lay a run (steps + 1, 2) over the disc; ``scale`` is the stage units in one of the room."""
    knots, when, seen = [run[:1]], [np.zeros(1)], [np.zeros(0, dtype=bool)]
    with np.errstate(all="ignore"):
        first, last = _spans(run)
        sag = HEIGHT * scale / 4 * np.square(run[1:] - run[:-1]).sum(axis=-1) * np.square(last - first)
    for step in np.flatnonzero(last > first).tolist():
        count = int(np.clip(np.ceil(np.sqrt(sag[step] / FLAT)), 1, MOST_PIECES))
        share = np.linspace(first[step], last[step], count + 1)
        share = share[1:] if step + share[0] == when[-1][-1] else share
        knots.append(run[step] + share[:, None] * (run[step + 1] - run[step]))
        when.append(step + share)
        seen.append(np.arange(len(share)) >= len(share) - count)
    lines = np.concatenate(knots), np.concatenate(when), np.concatenate(seen)
    return Drape(run, lines[0], lines[1], lines[2], _dots(run, scale))


def _spans(run: Points) -> tuple[Array, Array]:
    """Return the shares (steps,) of each step from which and to which it is within the rim.

    A step from beyond it to beyond it is left out: a diverging run is not followed back and forth.
    """
    start, move = run[:-1], run[1:] - run[:-1]
    square, along = np.square(move).sum(axis=-1), (start * move).sum(axis=-1)
    over = np.square(start).sum(axis=-1) - 1.0
    root = np.sqrt(along**2 - square * over)
    still = ~(square > STILL) | ((over > 0) & (np.square(run[1:]).sum(axis=-1) > 1.0))
    first = np.where(still, 0.0, np.clip((-along - root) / square, 0.0, 1.0))
    last = np.where(still, 0.0, np.clip((-along + root) / square, 0.0, 1.0))
    return np.nan_to_num(first), np.nan_to_num(last)


def _dots(run: Points, scale: float) -> NDArray[np.int64]:
    kept: list[int] = []
    with np.errstate(all="ignore"):
        inside = np.flatnonzero(np.square(run).sum(axis=-1) <= 1.0).tolist()
    for index in inside:
        if not kept or float(np.abs(run[index] - run[kept[-1]]).max()) * scale > CLOSE:
            kept.append(index)
    return np.array(kept, dtype=np.int64)
