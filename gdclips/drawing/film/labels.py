"""Labels: words beside points of a view, where most room is left, with a leader where they stand apart."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Anchor, AnyMark, Curve, Points, Words
from gdclips.drawing.text.lettering import line

LABEL = 24.0  # pixels of their letters
NOTE, PITCH = 21.0, 1.35  # pixels of a note's letters, and ems from the words above it
REACHES = (10.0, 34.0, 62.0)  # pixels from the point's own mark to the words
TICKS = 10.0  # pixels above the safe area's foot that its ticks take
RIDE = 14.0  # pixels from an axis' end to the number that rides on it
NEAR, AWAY, ON_WAY = 90.0, 8.0, 0.4  # pixels to a neighbour, what standing away from it is worth, a cosine
DIGITS = 9


class Labels:
    """Words that are placed one after the other, each away from what is there already."""

    def __init__(self, look: Look, focus: Box) -> None:
        self.look, self.focus = look, focus
        self._taken: list[Points] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._riding: list[tuple[Points, Points]] = []  # middles and half sizes
        self.marks: list[AnyMark] = []

    def avoid(self, points: Points) -> None:
        """Keep away from points (k, 2), and from the lines between them."""
        self._taken.append(np.concatenate([points, (points[1:] + points[:-1]) / 2]))

    def beside(
        self,
        point: Points,
        radius: float,
        text: str,
        role: str,
        size: float = LABEL,
        bold: bool = False,
        other: Points | None = None,
    ) -> None:
        """Write words beside a point (2,) whose own mark has a radius in pixels; none beside one unseen.

        If they can, they stand away from an ``other`` point (2,) that is so near that it might have them.
        """
        if not ((point >= 0.0) & (point <= (self.look.width, 1.0))).all():
            return
        em = self.look.type(size)
        half = np.array([line(text, bold).advance * em / 2, 0.38 * em])
        way = np.zeros(2) if other is None else point - other
        near = 0.0 < np.hypot(*way) < NEAR * self.look.px
        way = way / np.hypot(*way) if near else np.zeros(2)
        reach, middle = self._best(self._places(point, radius, half), half, point, way)
        if reach > REACHES[0]:
            self.marks.append(self._leader(point, radius, middle, half, role))
        self._write(text, middle, half, em, role, bold)

    def place(self, point: Points, radius: float, half: Points) -> Points:
        """Return the middle (2,) of a box of half sizes (2,) beside a point (2,), and keep it free."""
        _, middle = self._best(self._places(point, radius, half), half, point, np.zeros(2))
        self._take(middle, half)
        return middle

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that are taken."""
        return tuple(
            Box(left, bottom, right - left, top - bottom) for left, bottom, right, top in self._boxes
        )

    def around(self, points: Points, center: Points, text: str, role: str, note: str = "") -> None:
        """Write words beside one of points (k, 2) of a closed line, not on the side of its centre (2,).

        A note stands below them.
        """
        em, small = self.look.type(LABEL), self.look.type(NOTE)
        lower = PITCH * small if note else 0.0
        wide = max(line(text, True).advance * em, line(note).advance * small)
        half = np.array([wide / 2, (0.76 * em + lower) / 2])
        places = [
            (reach, middle, point)
            for point in points
            for reach, middle in self._places(point, 0.0, half)
            if (np.sign(np.round(middle - point, DIGITS)) * (point - center) >= -0.5 * half).all()
        ]
        inside = [each for each in places if self.fits(each[1], half)] or places[:1]
        taken = np.concatenate([np.zeros((0, 2)), *self._taken])
        reach, middle, point = max(
            inside, key=lambda each: round(self._worth(each[0], each[1], half, taken), DIGITS)
        )
        if reach > REACHES[0]:
            self.marks.append(self._leader(point, 0.0, middle, half, role))
        left, top = (middle + half * (-1, 1)).tolist()
        self._take(middle, half)
        self.marks.append(self._words(text, (left, top - 0.71 * em), em, role, "left", True))
        if note:
            at = (left, top - 0.71 * em - lower)
            self.marks.append(self._words(note, at, small, "muted", "left", False))

    def _places(self, point: Points, radius: float, half: Points) -> list[tuple[float, Points]]:
        """Return where a box may stand beside a point's mark: how far from it, in pixels, and its middle."""
        look = self.look
        sides = [(x, y) for y in (1, -1, 0) for x in (0, 1, -1) if (x, y) != (0, 0)]
        return [
            (reach, point + np.multiply(side, look.line(radius) + reach * look.px + half * _corner(side)))
            for reach in REACHES
            for side in sides
        ]

    def _best(
        self, places: list[tuple[float, Points]], half: Points, point: Points, way: Points
    ) -> tuple[float, Points]:
        """Return where about a point (2,) a box has most room, rather on a ``way`` (2,) from it."""
        taken = np.concatenate([np.zeros((0, 2)), *self._taken])
        inside = [each for each in places if self.fits(each[1], half)]
        if not inside:
            return places[0][0], self._moved_in(places[0][1], half)

        def worth(reach: float, middle: Points) -> float:
            side = np.sign(np.round(middle - point, DIGITS))
            on_way = float(side @ way) > ON_WAY * np.hypot(*side)
            return round(self._worth(reach, middle, half, taken) + (AWAY if on_way else 0.0), DIGITS)

        return max(inside, key=lambda each: worth(*each))

    def _moved_in(self, middle: Points, half: Points) -> Points:
        """Return the middle (2,) of a box of half sizes (2,), moved as little as brings it into the focus."""
        box = self.focus
        low, high = half + (box.left, box.bottom), (box.right, box.top) - half
        return np.asarray(np.maximum(np.minimum(middle, high), low))

    def _worth(self, reach: float, middle: Points, half: Points, taken: Points) -> float:
        """Return the distance to the nearest point that is taken, up to what is enough, and nearness."""
        beyond = np.maximum(np.abs(taken - middle) - half, 0.0)
        free = float(np.hypot(*beyond.T).min(initial=np.inf)) / self.look.px
        return min(free, 16.0) - 0.12 * reach

    def fits(self, middle: Points, half: Points) -> bool:
        """Tell whether a box of half sizes (2,) about a middle (2,) is in the focus, and free."""
        box, (left, bottom), (right, top) = self.focus, middle - half, middle + half
        within = box.left <= left and right <= box.right and box.bottom <= bottom and top <= box.top
        gap = 4 * self.look.px
        return within and not any(
            left < x1 + gap and x0 - gap < right and bottom < y1 + gap and y0 - gap < top
            for x0, y0, x1, y1 in self._boxes
        )

    def ride(self, center: Points, way: Points, sides: tuple[Points, ...], text: str, role: str) -> None:
        """Write words beside a ``way``'s end (2,) from a centre (2,), on the first of ``sides`` with room.

        Sides are directions (2,), and room is what other words that ride leave. Where the end is out of the
        safe area, the words ride on the way's last point in it.
        """
        em, focus = self.look.type(LABEL), self.focus
        half = np.array([line(text, True).advance * em / 2, 0.38 * em])
        middles = []
        for side in sides:
            off = side / max(float(np.hypot(*side)), 1e-9)
            middle = center + np.sign(np.round(off, DIGITS)) * half + off * RIDE * self.look.px
            low = np.array([focus.left, focus.bottom + TICKS * self.look.px]) + half - middle
            high = np.array([focus.right, focus.top]) - half - middle
            with np.errstate(all="ignore"):
                shares = np.where(way > 0, high / way, np.where(way < 0, low / way, 1.0))
            middles.append(middle + way * min(1.0, max(0.0, float(shares.min()))))
        apart = [
            each
            for each in middles
            if all((np.abs(each - other) >= half + size).any() for other, size in self._riding)
        ]
        chosen = (apart or middles)[0]
        self._riding.append((chosen, half))
        self._write(text, chosen, half, em, role, True)

    def free(self, box: Box) -> bool:
        """Tell whether a box has nothing of what is kept free."""
        return not any(
            box.left < right and left < box.right and box.bottom < top and bottom < box.top
            for left, bottom, right, top in self._boxes
        )

    def reserve(self, box: Box) -> None:
        """Keep a box free."""
        self._boxes.append((box.left, box.bottom, box.right, box.top))

    def write(self, text: str, middle: Points, size: float, role: str) -> None:
        """Write words of so many pixels about a middle (2,)."""
        em = self.look.type(size)
        self._write(text, middle, np.array([line(text).advance * em / 2, 0.38 * em]), em, role, False)

    def _take(self, middle: Points, half: Points) -> None:
        (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
        self._boxes.append((left, bottom, right, top))

    def _write(self, text: str, middle: Points, half: Points, em: float, role: str, bold: bool) -> None:
        self._take(middle, half)
        at = (float(middle[0]), float(middle[1]) - 0.33 * em)
        self.marks.append(self._words(text, at, em, role, "center", bold))

    def _words(
        self, text: str, at: tuple[float, float], em: float, role: str, anchor: Anchor, bold: bool
    ) -> Words:
        color, halo = self.look.theme.color(role), self.look.theme.color("halo", 0.75)
        return Words(text=text, at=at, size=em, color=color, anchor=anchor, bold=bold, halo=halo)

    def _leader(self, point: Points, radius: float, middle: Points, half: Points, role: str) -> Curve:
        """Return a line from the rim of a point's mark to the words' nearest edge."""
        near = np.clip(point, middle - half, middle + half)
        way = near - point
        length = float(np.hypot(*way))
        unit = way / max(length, 1e-9)
        gap = 3 * self.look.px
        start, end = point + unit * (self.look.line(radius) + gap), near - unit * gap
        color = self.look.theme.color(role, 0.8)
        return Curve(points=np.array([start, end]), color=color, width=self.look.line(1.4))


def _corner(side: tuple[int, int]) -> float:
    return 0.9 if all(side) else 1.0
