"""The head of a run: the moving point, the arrow of its gradient, and the word at its start."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.geometry import DIGITS, Axes
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Area, Dots, Formula, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Theme, Type, Width
from gdclips.drawing.views.bands import Ground
from gdclips.drawing.views.labels import across, beside, faded
from gdclips.drawing.views.views import View
from gdclips.story.story import Track
from gdclips.story.terms import Term
from gdclips.story.timeline import State
from gdcore import Array, Trajectory

ARROW = 0.30  # of the panel's height or NARROW of its width, for the run's largest gradient
NARROW = 0.80
NEAR_START = 6  # steps that the word at the start keeps away from
GLOW = ((2.7, 0.17), (1.9, 0.20))  # radii, in the head's, and opacities
RIM = 0.0040
LABEL_ROOM = 0.140  # that the arrow's name needs to the panel's edge
NAMED = 0.95  # an arrow has its name once this share of it is grown
ASIDE, OVER_TIP = 0.015, 0.036  # that a name may be moved over its arrow's tip, else it is so far above
NAME_GAP = 0.030  # between the head's middle and its name
CLEAR_OF_START = 0.08  # a run has no name before its head is this far from the start


class Arrows(msgspec.Struct, frozen=True):
    """Where the negative gradient of each step points, on the stage: tails, directions, lengths."""

    tails: Points  # (steps, 2)
    along: Points  # (steps, 2), of length 1, or 0 where the gradient is
    lengths: Array  # (steps,), past the head's rim

    def tip(self, step: int, grown: float = 1.0) -> Points:
        """Return where the arrow of a step ends when a share of it is grown."""
        return np.asarray(self.tails[step] + self.along[step] * (self.lengths[step] * grown + Width.head))


def arrows(run: Trajectory, pair: list[int], axes: Axes, placed: Points, seen: int) -> Arrows:
    """Return the arrows of a run: exact in direction, their lengths as the roots of the gradients'.

    The largest gradient of the first ``seen`` iterates, those that the window follows, has the longest.
    """
    gradients = run.gradients[:, pair]
    sizes = np.linalg.norm(gradients, axis=-1)
    directions = -gradients * axes.scale
    norms = np.linalg.norm(directions, axis=-1, keepdims=True)
    along = np.divide(directions, norms, out=np.zeros_like(directions), where=norms > 0).round(DIGITS)
    longest = float(sizes[:seen].max(initial=0.0)) or 1.0
    reach = ARROW * min(axes.box.height, NARROW * axes.box.width)
    return Arrows(placed[:-1], along, reach * np.sqrt(np.minimum(sizes / longest, 1.0)))


def head_at(placed: Points, state: State) -> Points:
    """Return where the head is (2,): at an iterate, or gliding to the next."""
    here = placed[state.step]
    there = placed[min(state.step + 1, len(placed) - 1)]
    return np.asarray(here + state.glide * (there - here))


class Head(msgspec.Struct, frozen=True):
    """What a head needs: its track, where its iterates are, its arrows, and the word at its start."""

    track: Track
    placed: Points
    pointing: Arrows
    start: list[Words]

    def busy(self, box: Box) -> Points:
        """Return points (k, 2) that the word at the start, the first arrows and their names take."""
        return np.concatenate([*first_arrows(self.track, self.pointing, box), *map(across, self.start)])


def prepare(
    track: Track, theme: Theme, ground: Ground, placed: Points, pointing: Arrows, taken: Points
) -> Head:
    """Return a track's head; ``taken`` (k, 2) is what the word at its start keeps away from."""
    near = [placed[1 : NEAR_START + 1], *first_arrows(track, pointing, ground.axes.box), taken]
    new = not (np.abs(taken - placed[0]) < 1e-9).all(axis=-1).any()
    start = beside(placed[0], Width.head, ["start"], np.concatenate(near), theme, ground) if new else []
    return Head(track, placed, pointing, start)


def first_arrows(track: Track, pointing: Arrows, box: Box) -> list[Points]:
    """Return points along the first arrows and their names, each (k, 2); at least one of no points."""
    none = pointing.tails[:0]
    if track.arrow is None:
        return [none]
    reach = np.linspace(0.0, LABEL_ROOM, 4)[:, None] * (1.0, 0.0)
    steps = range(min(NEAR_START, len(pointing.tails)))
    shafts = [np.array([pointing.tip(step, share) for share in np.linspace(0.0, 1.0, 5)]) for step in steps]
    names = [_name_at(pointing, step, shaft[-1], box) for step, shaft in zip(steps, shafts, strict=True)]
    sides = [1.0 if pointing.along[step, 0] >= 0 else -1.0 for step in steps]
    return [none, *shafts, *(at + side * reach for at, side in zip(names, sides, strict=True))]


def _name_at(pointing: Arrows, step: int, tip: Points, box: Box) -> Points:
    """Return where the name of an arrow begins, (2,), or ends if it points to the left."""
    at = tip + pointing.along[step] * 0.020 + (0.0, 0.022)
    low, high = (box.left + LABEL_ROOM, box.bottom + 0.02), (box.right - LABEL_ROOM, box.top - 0.02)
    place = np.clip(at, low, high)
    if abs(place[0] - at[0]) > ASIDE:  # no room beyond the tip: above or below it
        place[1] = np.clip(tip[1] + np.copysign(OVER_TIP, pointing.along[step, 1]), low[1], high[1])
    return np.asarray(place)


def head_view(head: Head, starts: list[Words], theme: Theme, ground: Ground) -> View:
    """Draw a head's marks: the point, its arrow and its names; ``starts`` are the words at all starts."""
    track, placed, box = head.track, head.placed, ground.axes.box
    pointing, start = head.pointing, head.start

    def moving(state: State) -> list[AnyMark]:
        alpha = state.shown.get("path", 0.0)
        if not alpha:
            return []
        state = state.until(len(placed) - 1)
        at = head_at(placed, state)
        arrow = _arrow(pointing, state, track.arrow, starts, theme, box) if track.arrow else []
        words = [*(start if alpha >= 1 else []), *_name(track, at, placed[0], alpha, theme, ground)]
        return [*words, *arrow, *disc(at, track.role, alpha, theme, box)]

    return View((), moving)


def _name(
    track: Track, at: Points, start: Points, alpha: float, theme: Theme, ground: Ground
) -> list[AnyMark]:
    """The run's name beside its head, once that has left the start and while it is in the panel."""
    box, size = ground.axes.box, Type.tick
    inside = box.left < at[0] < box.right and box.bottom < at[1] < box.top - size
    if not track.name or not inside or np.hypot(*(at - start)) < CLEAR_OF_START:
        return []
    room = NAME_GAP + line(track.name, bold=True).advance * size
    left = at[0] + room > box.right if not track.leftwards else at[0] - room > box.left
    place = (float(at[0]) + (-NAME_GAP if left else NAME_GAP), float(at[1]) + 0.018)
    word = Words(
        text=track.name,
        at=place,
        size=size,
        color=theme.color(f"{track.role}_text"),
        anchor="right" if left else "left",
        bold=True,
        halo=ground.color_at(*place),
    )
    return [faded(word, alpha)]


def disc(at: Points, role: str, alpha: float, theme: Theme, box: Box) -> list[AnyMark]:
    """Return the moving point with its glow, in the colour of a role."""
    glow: list[AnyMark] = [
        Dots(points=at[None], radius=Width.head * swell, fills=theme.color(role, share * alpha), clip=box)
        for swell, share in GLOW
    ]
    core, rim = theme.color(role, alpha), theme.color("head_rim", alpha)
    return [*glow, Dots(points=at[None], radius=Width.head, fills=core, edge=rim, width=RIM, clip=box)]


def _arrow(
    pointing: Arrows, state: State, name: Term, starts: list[Words], theme: Theme, box: Box
) -> list[AnyMark]:
    """The arrow of the step that is taken; without its name where a word at a start stands."""
    if not state.arrow_alpha or not pointing.along[state.step].any():
        return []
    tip = pointing.tip(state.step, state.arrow)
    at, left = _name_at(pointing, state.step, tip, box), pointing.along[state.step, 0] < 0
    middle = at + ((-1 if left else 1) * LABEL_ROOM / 2, 0.0)
    away = [np.abs(across(word) - middle) > (LABEL_ROOM / 2, 0.024) for word in starts]
    term = name if all(far.any(axis=-1).all() for far in away) else msgspec.structs.replace(name, typst="")
    return shaft(pointing.tails[state.step], tip, Name(term, at, bool(left)), state, theme, box)


class Name(msgspec.Struct, frozen=True):
    """What an arrow is called: where that begins (2,), or ends if it stands to the left."""

    term: Term
    at: Points
    leftwards: bool


def shaft(tail: Points, tip: Points, name: Name, state: State, theme: Theme, box: Box) -> list[AnyMark]:
    """Return an arrow in the colour of the gradient, and its name once it is grown."""
    outline = geometry.arrow(tail, tip, Width.arrow)
    if outline is None:
        return []
    area = Area(outline=outline, fill=theme.color("gradient", state.arrow_alpha), clip=box)
    if state.arrow < NAMED or not name.term.typst:
        return [area]
    label = Formula(
        terms=(name.term,),
        colors=(theme.color("gradient_text", state.arrow_alpha),),
        at=(float(name.at[0]), float(name.at[1])),
        size=Type.label,
        anchor="right" if name.leftwards else "left",
        clip=box,
    )
    return [area, label]
