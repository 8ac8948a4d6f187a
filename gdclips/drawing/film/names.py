"""Names on a map that come and go: of the first arrow, of runs at their heads, and of those that diverged."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.runs import head_at, shaft
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layers import nothing
from gdclips.drawing.marks import AnyMark, Formula, Points, Words
from gdclips.drawing.space.style import HEAD
from gdclips.drawing.text.lettering import line, mathtext_size
from gdclips.story import motion
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Track

Moving = Callable[[State], list[AnyMark]]

ARROW_NAME = 30.0  # pixels of its letters
ASIDE = 8.0  # pixels from an arrow to its name
BESIDE = 9.0  # pixels from a head's rim to its run's name
CLEAR = 56.0  # pixels from a start at which a run has its name
APART = 14.0  # pixels from a name to what it would lie upon, from which it is whole
SHADES = 4  # digits of an opacity: those after are what rounding left
PITCH = 1.35  # ems from row to row
ENDED = 21.0  # pixels of the letters that say where runs diverged


def arrow_name(track: Track, look: Look, placed: Points, strides: Points, labels: Labels) -> Moving:
    """Return the name of a run's arrow beside that of its first step: it is named once a clip, in a video."""
    term, ends = track.arrow, shaft(placed, strides, 0, look) if len(strides) else None
    if term is None or not term.mathtext or ends is None or look.cut == "short":
        return nothing
    em = look.type(ARROW_NAME)
    width, low, high = mathtext_size((term.mathtext,))
    half = np.array([width, high - low]) * em / 2
    middle = labels.place((ends[0] + ends[1]) / 2, ASIDE, half)

    def moving(state: State) -> list[AnyMark]:
        if state.step or not state.arrow_alpha:
            return []
        color = look.theme.color("gradient_text", state.arrow_alpha * state.arrow)
        at = (float(middle[0]), float(middle[1]))
        return [Formula(terms=(term,), colors=(color,), at=at, size=em, anchor="center")]

    return moving


class Heads(msgspec.Struct, frozen=True):
    """Runs from one start on a stage, each named beside its head where that has room."""

    tracks: tuple[Track, ...]
    placed: list[Points]
    look: Look
    focus: Box
    boxes: tuple[Box, ...]

    def moving(self, state: State) -> list[AnyMark]:
        """Return the names at a moment: none near the start, on another head or on other words."""
        look, em = self.look, self.look.type(LABEL)
        heads = [head_at(points, state.until(len(points) - 1)) for points in self.placed]
        radius = look.line(HEAD)
        taken = [*self.boxes]
        marks: list[AnyMark] = []
        for index, (track, at) in enumerate(zip(self.tracks, heads, strict=True)):
            if not track.name:
                continue
            box = self._box(track, at, em)
            discs = [_disc(other, radius) for number, other in enumerate(heads) if number != index]
            clear = float(min((_gap(box, other) for other in (*taken, *discs)), default=np.inf))
            away = float(np.hypot(*(at - self.placed[index][0])))
            alpha = motion.ease(clear / (APART * look.px)) * motion.ease(away / (CLEAR * look.px) - 1.0)
            alpha = round(alpha, SHADES)
            if alpha <= 0.0 or not self._seen(at):
                continue
            taken.append(box)
            marks.append(self._word(track, box, em, alpha))
        return marks

    def _box(self, track: Track, at: Points, em: float) -> Box:
        look = self.look
        width, gap = line(track.name, bold=True).advance * em, look.line(HEAD) + BESIDE * look.px
        fits = at[0] - gap - width >= self.focus.left
        left = (track.leftwards and fits) or at[0] + gap + width > self.focus.right
        start = float(at[0]) - gap - width if left else float(at[0]) + gap
        return Box(start, float(at[1]) - 0.4 * em, width, 0.8 * em)

    def _seen(self, at: Points) -> bool:
        box = self.focus
        return bool(box.left <= at[0] <= box.right and box.bottom <= at[1] <= box.top)

    def _word(self, track: Track, box: Box, em: float, alpha: float) -> Words:
        theme = self.look.theme
        return Words(
            text=track.name,
            at=(box.left, box.bottom + 0.07 * em),
            size=em,
            color=theme.color(f"{track.role}_text", alpha),
            bold=True,
            halo=theme.color("halo", 0.75 * alpha),
        )


def _disc(at: Points, radius: float) -> Box:
    return Box(float(at[0]) - radius, float(at[1]) - radius, 2 * radius, 2 * radius)


def _gap(first: Box, second: Box) -> float:
    """Return how far two boxes are apart along the axis on which they are; below 0 where they overlap."""
    across = max(first.left - second.right, second.left - first.right)
    up = max(first.bottom - second.top, second.bottom - first.top)
    return max(across, up)


def ends(tracks: tuple[Track, ...], look: Look, focus: Box, headline: Box | None) -> Moving:
    """Say of each of several runs that diverges at which iterate it did, once it has, at the upper right.

    It stands below a ``headline``, if there is one.
    """
    top = min(focus.top, headline.bottom) if headline else focus.top
    em = look.type(ENDED)
    gone = [track for track in tracks if int(track.run.diverged_at) >= 0]
    if len(tracks) < 2 or not gone:
        return nothing
    words = [
        Words(
            text=f"{track.name} diverged at {len(track.run.points) - 1}".lstrip(),
            at=(focus.right, top - (row + 0.8) * PITCH * em),
            size=em,
            color=look.theme.color(f"{track.role}_text"),
            anchor="right",
            halo=look.theme.color("halo", 0.6),
        )
        for row, track in enumerate(gone)
    ]

    def moving(state: State) -> list[AnyMark]:
        return [
            word for track, word in zip(gone, words, strict=True) if state.step >= len(track.run.points) - 1
        ]

    return moving
