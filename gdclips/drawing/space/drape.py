"""A run laid over the bowl: every step follows the surface, as far as the surface reaches."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.marks import Points
from gdclips.drawing.space.bowl import Bowl
from gdcore import Array

FLAT = 0.002  # of the rim's half-width: how far a straight piece may hang above the surface
MOST_PIECES = 24  # of one step
STILL = 1e-18  # the square of a step, in the disc's radii: a shorter one is none
CLOSE = 0.005  # of the disc's radius: iterates closer to the last one drawn than this are one dot


class Drape(msgspec.Struct, frozen=True):
    """A run (steps + 1, 2) on the disc, cut into pieces that lie on it.

    ``knots`` (k, 2) are the pieces' ends, ``when`` (k,) their times in steps, and ``seen`` (k - 1,) the
    pieces that are drawn; ``dots`` are the iterates that are. ``role`` is the path's, ``colors``
    (steps + 1, 4) those of the steps.
    """

    run: Points
    knots: Points
    when: Array
    seen: NDArray[np.bool_]
    dots: NDArray[np.intp]
    colors: Array
    role: str

    @np.errstate(all="ignore")
    def at(self, time: float) -> Points:
        """Return where the point is (2,) at a time in steps."""
        time = min(time, float(len(self.run) - 1))
        step = int(time)
        here, after = self.run[step], self.run[min(step + 1, len(self.run) - 1)]
        return np.asarray(here + (time - step) * (after - here))

    @np.errstate(all="ignore")
    def head(self, time: float) -> Points | None:
        """Return where the point is (2,) at a time in steps; None beyond the rim, and from there to there."""
        at, step = self.at(time), int(time)
        followed = np.square(self.run[step : step + 2]).sum(axis=-1) <= 1.0
        last = step >= len(self.run) - 1
        return at if at @ at <= 1.0 and (last or followed.any()) else None

    def until(self, time: float) -> Drape:
        """Return the part up to a time in steps, which may be within one; the run itself is kept whole."""
        count = int(np.searchsorted(self.when, time, side="right"))
        knots, when, seen = self.knots[:count], self.when[:count], self.seen[: max(count - 1, 0)]
        if 0 < count < len(self.knots) and (head := self.head(time)) is not None:
            knots, when = np.concatenate([knots, head[None]]), np.append(when, time)
            seen = np.append(seen, True)
        dots = self.dots[self.dots <= time]
        return msgspec.structs.replace(self, knots=knots, when=when, seen=seen, dots=dots)

    @property
    def shades(self) -> Array:
        """The colours (k - 1, 4) of the pieces, clear where they are not drawn."""
        shades = self.colors[self.when[:-1].astype(int)].copy()
        shades[:, 3] *= self.seen
        return np.asarray(shades)


def drape(bowl: Bowl, points: Points, colors: Array, role: str = "path") -> Drape:
    """Lay a run of weights (steps + 1, 2) over a bowl, in the colours (steps + 1, 4) of its steps."""
    run = bowl.inward(points)
    with np.errstate(all="ignore"):
        first, last = spans(run)
        sag = bowl.height / 4 * np.square(run[1:] - run[:-1]).sum(axis=-1) * np.square(last - first)
    knots, when, seen = [run[:0]], [np.zeros(0)], [np.zeros(0, dtype=bool)]
    end = -1.0  # when the piece before ends
    for step in np.flatnonzero(last > first).tolist():
        count = int(np.clip(np.ceil(np.sqrt(sag[step] / FLAT)), 1, MOST_PIECES))
        share = np.linspace(first[step], last[step], count + 1)
        follows = step + share[0] == end
        share = share[1:] if follows else share
        knots.append(run[step] + share[:, None] * (run[step + 1] - run[step]))
        when.append(step + share)
        seen.append(np.full(count, True) if follows or end < 0 else np.arange(count + 1) > 0)
        end = step + share[-1]
    return Drape(
        run, np.concatenate(knots), np.concatenate(when), np.concatenate(seen), _dots(run), colors, role
    )


def spans(run: Points) -> tuple[Array, Array]:
    """Return the shares (steps,) of each step from which and to which it is within the rim.

    A step from beyond it to beyond it is left out: a diverging run is not followed back and forth.
    """
    first, last = chords(run, 1.0)
    with np.errstate(all="ignore"):
        over = np.square(run).sum(axis=-1) > 1.0
    seen = ~(over[1:] & over[:-1])
    return first * seen, last * seen


@np.errstate(all="ignore")
def chords(run: Points, radius: float) -> tuple[Array, Array]:
    """Return the shares (steps,) of each step that lie in a circle of the disc; from 0 to 0, none does."""
    start, move = run[:-1], run[1:] - run[:-1]
    square, along = np.square(move).sum(axis=-1), (start * move).sum(axis=-1)
    root = np.sqrt(along**2 - square * (np.square(start).sum(axis=-1) - radius**2))
    moves = square > STILL
    first = np.where(moves, np.clip((-along - root) / square, 0.0, 1.0), 0.0)
    last = np.where(moves, np.clip((-along + root) / square, 0.0, 1.0), 0.0)
    return np.nan_to_num(first), np.nan_to_num(last)


def _dots(run: Points) -> NDArray[np.intp]:
    kept: list[int] = []
    with np.errstate(all="ignore"):
        inside = np.flatnonzero(np.square(run).sum(axis=-1) <= 1.0).tolist()
    for index in inside:
        if not kept or float(np.abs(run[index] - run[kept[-1]]).max()) > CLOSE:
            kept.append(index)
    return np.array(kept, dtype=np.intp)
