"""Mobjects of Manim for marks, created once and changed in place."""

from __future__ import annotations

import re
from functools import cache

import manimpango
import msgspec
import numpy as np
from manim import (
    ORIGIN,
    RIGHT,
    Circle,
    DecimalNumber,
    ImageMobject,
    Line,
    ManimColor,
    MathTypst,
    Mobject,
    Text,
    VGroup,
    VMobject,
    config,
)

from benchmarks.measuring.case import Case
from benchmarks.stock.clipping import clipped, dashes, runs
from benchmarks.stock.faces import faces
from gdclips.drawing.marks import Area, Curve, Dots, Trail, Words
from gdclips.drawing.text.fonts import font_file
from gdclips.drawing.text.lettering import line, mathtext_outlines, words_box

FONT = {False: "Source Sans Pro", True: "Source Sans Pro Semibold"}
TAIL = re.compile(r"(.*: )(\d+\.\d+)")
NUMBER = re.compile(r"\d+(\.\d+)?")
GRADIENT, FACES = 256, 32  # colours of a gradient; faces of a sheet along each side
WIDE = 100.0  # Manim's stroke widths in its unit of length


def register() -> None:
    """Make the project's font known to Pango."""
    for bold in (False, True):
        manimpango.register_font(str(font_file(bold)))


def paint(color) -> tuple[ManimColor, float]:
    """Return a colour as Manim's, and its opacity."""
    return ManimColor.from_rgb(tuple(float(c) for c in color[:3])), float(color[3])


class Mobjects:
    """The mobjects of a clip, each for a position in the list of marks."""

    def __init__(self, case: Case) -> None:
        self._unit = config.frame_width / (case.width / case.height)
        self._middle = np.array([case.width / case.height / 2, 0.5])
        self._kept: dict[tuple, Mobject] = {}
        self._state: dict[tuple, object] = {}
        self.changed: list[Mobject] = []  # by the last call; their submobjects may be new

    @property
    def all(self) -> list[Mobject]:
        """The mobjects that are shown."""
        return [self._kept[key] for key in self._state]

    def still(self, marks) -> list[Mobject]:
        """Return the mobjects of static marks."""
        made = self.show(marks)
        self._kept, self._state = {}, {}
        return made

    def show(self, marks) -> list[Mobject]:
        """Change the mobjects so that they show these marks; if some are new, return all in order."""
        used: dict[str, int] = {}
        seen, before = [], len(self._kept)
        self.changed = []
        for mark in split_numbers(marks):
            kind = type(mark).__name__
            key = (kind, used.setdefault(kind, 0))
            used[kind] += 1
            seen.append(key)
            if self._same(self._state.get(key), mark):
                continue
            self._kept[key] = getattr(self, f"_{kind.lower()}")(
                self._kept.get(key), mark, self._state.get(key)
            )
            self._state[key] = mark
            self.changed.append(self._kept[key])
        self._hide(seen)
        return [self._kept[key] for key in seen] if len(self._kept) > before else []

    @staticmethod
    def _same(one, other) -> bool:
        if one is None or not isinstance(other, Area | Curve | Trail | Dots):
            return one == other
        names = (name for name in other.__struct_fields__ if name != "clip")
        return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)

    def _hide(self, seen: list) -> None:
        for key in [key for key in self._state if key not in seen]:
            self._kept[key].set_opacity(0)
            del self._state[key]

    def _at(self, points) -> np.ndarray:
        flat = (np.asarray(points) - self._middle) * self._unit
        return np.column_stack([flat, np.zeros(len(flat))])

    def _stroke(self, mobject, color, width: float) -> None:
        color, alpha = paint(color)
        mobject.set_stroke(color, width * self._unit * WIDE, alpha)

    def _gradient(self, kept, mark, before):
        shares = np.linspace(0.0, 1.0, GRADIENT)
        alpha = mark.color[3] * mark.opacity(shares)
        line = np.concatenate([np.tile(mark.color[:3], (GRADIENT, 1)), alpha[:, None]], axis=1)
        pixels = (
            np.repeat(line[::-1][:, None], 2, axis=1)
            if mark.axis == "y"
            else np.repeat(line[None], 2, axis=0)
        )
        image = ImageMobject(np.round(255 * pixels).astype(np.uint8))
        image.stretch_to_fit_width(mark.box.width * self._unit)
        image.stretch_to_fit_height(mark.box.height * self._unit)
        return image.move_to(self._at([mark.box.center])[0])

    def _mesh(self, kept, mark, before):
        points, shades = faces(mark, FACES)
        group = VGroup()
        for row in range(shades.shape[0]):
            for column in range(shades.shape[1]):
                corners = points[[row, row, row + 1, row + 1], [column, column + 1, column + 1, column]]
                face = VMobject().set_points_as_corners(self._at([*corners, corners[0]]))
                color, alpha = paint(shades[row, column])
                group.add(face.set_fill(color, alpha).set_stroke(width=0))
        return group

    def _area(self, kept, mark, before):
        pair = kept or VGroup(VMobject(), VMobject())
        points = clipped(mark.outline, mark.clip)
        pair[0].set_points_as_corners(self._at([*points, points[0]]))
        color, alpha = paint(mark.fill) if mark.fill else (None, 0.0)
        pair[0].set_fill(color, alpha).set_stroke(width=0)
        if mark.edge:
            pair[1].clear_points()
            for run in runs(np.concatenate([mark.outline, mark.outline[:1]]), mark.clip):
                pair[1].append_points(VMobject().set_points_as_corners(self._at(run)).points)
            self._stroke(pair[1], mark.edge, mark.width)
        return pair

    def _curve(self, kept, mark, before):
        shape = kept or VMobject()
        points = mark.points if not mark.dash else dashes(mark.points, mark.dash)
        if mark.dash:
            shape.clear_points()
            for start, end in points:
                shape.start_new_path(self._at([start])[0])
                shape.add_line_to(self._at([end])[0])
        else:
            shape.set_points_as_corners(self._at(points))
        self._stroke(shape, mark.color, mark.width)
        return shape

    def _trail(self, kept, mark, before):
        group, points = kept or VGroup(), self._at(mark.points)
        while len(group) < len(points) - 1:
            group.add(Line(ORIGIN, RIGHT))
        for index, piece in enumerate(group):
            if index >= len(points) - 1:
                piece.set_stroke(opacity=0)
            elif index >= len(points) - 3 or before is None or len(before.points) != len(mark.points):
                piece.set_points_as_corners(points[index : index + 2])
                self._stroke(piece, mark.colors[index], mark.width)
        return group

    def _dots(self, kept, mark, before):
        group, points = kept or VGroup(), self._at(mark.points) if len(mark.points) else []
        while len(group) < len(points):
            group.add(Circle(mark.radius * self._unit))
        fills = np.broadcast_to(mark.fills, (len(points), 4))
        for index, dot in enumerate(group):
            if index >= len(points):
                dot.set_opacity(0)
            else:
                color, alpha = paint(fills[index])
                dot.scale_to_fit_width(2 * mark.radius * self._unit)
                dot.move_to(points[index]).set_fill(color, alpha)
                self._stroke(dot, mark.edge or (0, 0, 0, 0), mark.width)
        return group

    def _words(self, kept, mark, before):
        number = NUMBER.fullmatch(mark.text) if mark.bold else None
        if number and isinstance(kept, DecimalNumber):
            kept.set_value(float(mark.text))
        elif number and kept is None:
            color, alpha = paint(mark.color)
            places = len(number[1] or ".") - 1
            kept = DecimalNumber(float(mark.text), places, mob_class=numeral, color=color, fill_opacity=alpha)
        elif kept is None or before is None or before.text != mark.text:
            kept = self._text(mark) if kept is None else kept.become(self._text(mark))
        else:
            kept.set_fill(opacity=mark.color[3])
        corners = self._at(extent(mark))
        (kept.scale_to_fit_height if mark.upwards else kept.scale_to_fit_width)(
            (corners[1] - corners[0])[1 if mark.upwards else 0]
        )
        return kept.move_to(corners.mean(axis=0))

    def _text(self, mark):
        color, alpha = paint(mark.color)
        text = Text(mark.text, font=FONT[mark.bold], color=color, fill_opacity=alpha, disable_ligatures=True)
        if mark.upwards:
            text.rotate(np.pi / 2)
        if mark.halo:
            shade, strength = paint(mark.halo)
            text.set_stroke(shade, 0.30 * mark.size * self._unit * WIDE, strength, background=True)
        return text

    def _formula(self, kept, mark, before):
        source = " thin ".join(
            f'#text(fill: rgb("{paint(color)[0].to_hex()}"))[${term.typst}$]'
            for term, color in zip(mark.terms, mark.colors, strict=True)
        )
        if kept is None or kept.source != source:
            made = MathTypst(source)
            kept = made if kept is None else kept.become(made)
            kept.source = source
        low, high = self._at(extent(mark))
        kept.scale_to_fit_width((high - low)[0]).move_to((low + high) / 2)
        return kept.set_fill(opacity=mark.colors[0][3])


def split_numbers(marks):
    """Yield the marks, a text that ends with a number as a number and a text."""
    for mark in marks:
        match = TAIL.fullmatch(mark.text) if isinstance(mark, Words) and mark.anchor == "right" else None
        if match is None:
            yield mark
        else:
            room = line(match[2]).advance * mark.size
            words = msgspec.structs.replace(mark, text=match[1], at=(mark.at[0] - room, mark.at[1]))
            yield msgspec.structs.replace(mark, text=match[2], bold=True)
            yield words


def extent(mark) -> np.ndarray:
    """Return the lower left and the upper right corner of a text or formula."""
    color = {"color": (), "halo": None} if isinstance(mark, Words) else {"colors": (None,) * len(mark.terms)}
    return _extent(msgspec.structs.replace(mark, at=(0.0, 0.0), clip=None, **color)) + mark.at


@cache
def _extent(mark) -> np.ndarray:
    if isinstance(mark, Words):
        return np.reshape(words_box(mark), (2, 2))
    ends = np.concatenate([outline.get_extents().get_points() for outline in mathtext_outlines(mark)])
    return np.stack([ends.min(axis=0), ends.max(axis=0)])


def numeral(text: str, **options) -> Text:
    """Return a digit for a DecimalNumber as semibold text."""
    return Text(text, font=FONT[True], **options)
