"""Layers of a picture without a background: what scrims of its colour would cover fades to transparent."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gdclips.drawing.marks import AnyMark, Area, Gradient

BLACK = (0.0, 0.0, 0.0)


class Layer(msgspec.Struct):
    """Marks, and the gradients that fade them and all layers below."""

    marks: list[AnyMark]
    fades: list[AnyMark]


def layers(marks: Iterable[AnyMark]) -> list[Layer]:
    """Return the layers of marks on black, of which the last fades nothing."""
    found = [Layer([], [])]
    for mark in marks:
        if isinstance(mark, Gradient) or (isinstance(mark, Area) and mark.fill and mark.fill[:3] == BLACK):
            found[-1].fades.append(mark)
            continue
        if found[-1].fades:
            found.append(Layer([], []))
        found[-1].marks.append(mark)
    return [*found, Layer([], [])] if found[-1].fades else found
