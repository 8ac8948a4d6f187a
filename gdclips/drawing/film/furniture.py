"""What stands on every frame: scrims, the title's card that becomes the tag, the caption, the clock."""

from __future__ import annotations

import msgspec

from gdclips.drawing.box import Box
from gdclips.drawing.film.screen import EDGE, Look, Side
from gdclips.drawing.marks import AnyMark, Area, Gradient, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.drawing.text.spans import spans_marks
from gdclips.story import motion
from gdclips.story.caption import spans
from gdclips.story.film.shots import Clock
from gdclips.story.film.timeline import CARD, CARD_GONE, State

DISPLAY, TAG, CAPTION, CLOCK = 84.0, 22.0, 30.0, 24.0  # pixels of letters
LOWER, LOWER_SOLID, UPPER, UPPER_SHARE = 150.0, 46.0, 90.0, 0.45  # pixels of scrims, and how opaque
SIDE, SIDE_SOLID = 1.4, 0.92  # of the column's width: the scrim's, and how much of it is opaque
UPRIGHT_CAPTION = 0.8  # of a short cut's letters, where two lines stand below a row of supports
BAR = 4.0, 36.0  # pixels of the bar beside a caption
CARD_AT = 0.60  # of the frame's height: the card's baseline
NUMBER_IN = 0.1  # seconds
BETWEEN, LEAST_TAG = 24.0, 20.0  # pixels between the tag and the clock, and of the tag's letters at least


def scrims(look: Look, side: Side, share: float) -> list[AnyMark]:
    """Return the gradients that words stand on; of the side's only a share, as far as it has come."""
    color, px, width = look.theme.color("background"), look.px, look.width
    marks: list[AnyMark] = []
    if share > 0.0 and side != "full":
        marks.append(_aside(look, side, share))
    low = LOWER * px if not look.bare else 0.6 * LOWER * px
    solid = LOWER_SOLID / LOWER
    marks.append(
        Gradient(
            box=Box(0.0, 0.0, width, low), color=color, axis="y", stops=((0.0, 1.0), (solid, 1.0), (1.0, 0.0))
        )
    )
    top = Box(0.0, 1.0 - UPPER * px, width, UPPER * px)
    marks.append(Gradient(box=top, color=color, axis="y", stops=((0.0, 0.0), (1.0, UPPER_SHARE))))
    return marks


def _aside(look: Look, side: Side, share: float) -> AnyMark:
    """The scrim below the column, which comes in from its side."""
    color, px, column = look.theme.color("background"), look.px, look.column(side)
    assert column is not None
    if not look.landscape:
        high = column.top + 70 * px
        stops = ((0.0, 1.0), (column.top / high, 1.0), (1.0, 0.0))
        return Gradient(
            box=Box(0.0, (share - 1.0) * high, look.width, high), color=color, axis="y", stops=stops
        )
    wide = (column.width + EDGE * px) * SIDE
    solid = column.width * SIDE_SOLID / wide
    if side == "left":
        stops = ((0.0, 1.0), (solid, 1.0), (1.0, 0.0))
        return Gradient(box=Box((share - 1.0) * wide, 0.0, wide, 1.0), color=color, axis="x", stops=stops)
    stops = ((0.0, 0.0), (1.0 - solid, 1.0), (1.0, 1.0))
    return Gradient(box=Box(look.width - share * wide, 0.0, wide, 1.0), color=color, axis="x", stops=stops)


def title_marks(title: str, number: str, look: Look, seconds: float, clock: float = 0.0) -> list[AnyMark]:
    """Return the title: a card until 1.6 s, which glides and shrinks to the tag at 2.2 s.

    Its size is geometric in time, and its number comes last. A short cut has the tag alone. It leaves the
    width that the ``clock`` takes.
    """
    if look.bare:
        return []
    px, left = look.px, EDGE * look.px
    before = line(number, bold=True).advance + 0.45 if number else 0.0
    room = look.width - 2 * left - clock - (BETWEEN * px if clock else 0.0) - before * look.type(TAG)
    text, tag = fitted(title, look.type(TAG), room, look.type(LEAST_TAG), bold=True)
    y, beside = 1.0 - 44 * px, left + before * tag
    share = motion.ease((seconds - CARD) / (CARD_GONE - CARD)) if look.cut == "full" else 1.0
    text, card = fitted(text, look.type(DISPLAY), look.width - 2 * left, tag, bold=True)
    place = left + share * (beside - left), CARD_AT + share * (y - CARD_AT)
    marks: list[AnyMark] = [_title(text, card * (tag / card) ** share, place, look, 1.0 - 0.15 * share)]
    come = motion.ease((seconds - CARD_GONE) / NUMBER_IN + 1.0) if look.cut == "full" else 1.0
    if number and come > 0.0:
        color, halo = look.theme.color("path_text", come), look.theme.color("halo", 0.6 * come)
        marks.append(Words(text=number, at=(left, y), size=tag, color=color, bold=True, halo=halo))
    return marks


def _title(text: str, size: float, at: tuple[float, float], look: Look, alpha: float) -> Words:
    ink, halo = look.theme.color("ink", alpha), look.theme.color("halo", 0.6)
    return Words(text=text, at=at, size=size, color=ink, bold=True, halo=halo)


def caption_marks(moment: State, look: Look) -> list[AnyMark]:
    """Return the caption with the bar beside it, in the colour of the beat's role: its last line is low."""
    if look.bare or not moment.words or moment.caption_alpha <= 0.0:
        return []
    box, px, alpha = look.caption, look.px, moment.caption_alpha
    lines = 2 if look.two_lines else 1
    left, low = box.left + 22 * px, box.bottom + 20 * px
    words = spans_marks(
        spans(moment.words),
        (left, low),
        look.type(CAPTION) * (1.0 if look.landscape or look.cut == "full" else UPRIGHT_CAPTION),
        look.theme,
        box.right - left,
        lines=lines,
        alpha=alpha,
        halo=look.theme.color("halo", 0.6 * (alpha if look.theme.bounded else 1.0)),
    )
    rise, size = low - min(each.at[1] for each in words), words[0].size
    words = [msgspec.structs.replace(each, at=(each.at[0], each.at[1] + rise)) for each in words]
    bar = Box(box.left, low - 0.26 * size, BAR[0] * px, 2 * rise + 1.2 * size)
    return [Area(outline=bar.corners, fill=look.theme.color(moment.role, alpha)), *words]


def clock_width(clock: Clock, look: Look) -> float:
    """Return the width that a clock takes at most; of 0 there is none."""
    if not clock.of:
        return 0.0
    label = max(line(label).advance for label in ("iteration", clock.ended))
    number = line(str(clock.of), bold=True).advance + line(f" / {clock.of}").advance
    return (label + 0.4 + number) * look.type(CLOCK)


def clock_marks(step: int, of: int, label: str, look: Look) -> list[AnyMark]:
    """Return the iteration at the top right: how many are done, of how many."""
    theme, em = look.theme, look.type(CLOCK)
    right, y = look.width - EDGE * look.px, 1.0 - 44 * look.px
    halo, muted = theme.color("halo", 0.6), theme.color("muted")
    total = Words(text=f" / {of}", at=(right, y), size=em, color=muted, anchor="right", halo=halo)
    end = right - line(total.text).advance * em
    width, ink = line(str(of), bold=True).advance * em, theme.color("ink")
    number = Words(text=str(step), at=(end, y), size=em, color=ink, anchor="right", bold=True, halo=halo)
    left = end - width - 0.4 * em
    word = Words(text=label, at=(left, y), size=em, color=muted, anchor="right", halo=halo)
    return [word, number, total]
