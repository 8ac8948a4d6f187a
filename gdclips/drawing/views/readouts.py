"""The readouts above a panel that has no column beside it, in one line."""

from __future__ import annotations

from collections.abc import Callable

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Theme, Type
from gdclips.drawing.views.views import View, together
from gdclips.story.numbers import steady, widest
from gdclips.story.story import Readout, Story
from gdclips.story.timeline import State

GAP = 0.020  # between a label and its number


def readouts_view(story: Story, theme: Theme, box: Box) -> View:
    """Lay the first readout at the left end of a line, the second at its right end; smaller, if need be."""
    wide = sum(sum(_widths(item)) for item in story.readouts) + GAP
    scale = min(1.0, box.width / wide)
    parts = enumerate(story.readouts)
    return together(_readout(item, theme, box, scale, last=index > 0) for index, item in parts)


def _widths(item: Readout) -> tuple[float, float, float]:
    """Return the widths of a readout's label, of its widest number, and of the last of these, if known."""
    number = max(line(text, bold=True).advance for text in widest(item.values, _form(item))) * Type.value
    before = max(line(text).advance for text in (item.label, item.ended)) * Type.label + GAP
    return before, number, line(_total(item)).advance * Type.label


def _form(item: Readout) -> Callable[[float], str]:
    return (lambda value: f"{value:.0f}") if item.whole else steady(item.values)


def _total(item: Readout) -> str:
    return f" / {item.of}" if item.of is not None else ""


def _readout(item: Readout, theme: Theme, box: Box, scale: float, last: bool) -> View:
    """Set a label, its number, and the last of these, if known; numbers end where the widest does."""
    total, form = _total(item), _form(item)
    before, number, after = (scale * width for width in _widths(item))
    label, value = scale * Type.label, scale * Type.value
    left = box.right - before - number - after if last else box.left
    right, baseline, muted = left + before + number, box.center[1] - 0.33 * value, theme.color("muted")

    def moving(state: State) -> list[AnyMark]:
        text, ink = form(float(item.values[state.step])), theme.color("ink")
        return [
            Words(text=item.called(state.step), at=(left, baseline), size=label, color=muted),
            Words(text=text, at=(right, baseline), size=value, color=ink, bold=True, anchor="right"),
        ]

    of = Words(text=total, at=(right, baseline), size=label, color=muted)
    return View((of,) if total else (), moving)
