"""Layers of a picture without a background: what scrims of its colour would cover fades to transparent."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gdclips.drawing.marks import AnyMark, Gradient, Words


class Layer(msgspec.Struct):
    """Marks, and the gradients that fade them and all layers below."""

    marks: list[AnyMark]
    fades: list[AnyMark]


def layers(marks: Iterable[AnyMark]) -> list[Layer]:
    """Return the layers of marks, of which the last fades nothing; words have no halo there."""
    found = [Layer([], [])]
    for mark in marks:
        if isinstance(mark, Gradient):
            found[-1].fades.append(msgspec.structs.replace(mark, color=(0.0, 0.0, 0.0, mark.color[3])))
            continue
        if found[-1].fades:
            found.append(Layer([], []))
        found[-1].marks.append(msgspec.structs.replace(mark, halo=None) if isinstance(mark, Words) else mark)
    return [*found, Layer([], [])] if found[-1].fades else found
