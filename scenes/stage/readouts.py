"""The readouts above a panel that has no column beside it, in one line."""

from __future__ import annotations

from scenes.stage.layout import Box
from scenes.stage.lettering import line
from scenes.stage.marks import AnyMark, Words
from scenes.stage.numbers import steady
from scenes.stage.story import Readout, Story
from scenes.stage.theme import Theme, Type
from scenes.stage.timeline import State
from scenes.stage.views import View, together

GAP = 0.020  # between a label and its number


def readouts_view(story: Story, theme: Theme, box: Box) -> View:
    """Lay the first readout at the left end of a line, the second at its right end."""
    return together(_readout(item, theme, box, last=index > 0) for index, item in enumerate(story.readouts))


def _readout(item: Readout, theme: Theme, box: Box, last: bool) -> View:
    """Set a label, its number, and the last of these, if known; numbers end where the widest does."""
    total = f" / {item.of}" if item.of is not None else ""
    form = (lambda value: f"{value:.0f}") if item.whole else steady(item.values)
    ends = float(item.values.max()), float(item.values.min())
    number = max(line(form(value), bold=True).advance for value in ends) * Type.value
    after = line(total).advance * Type.label
    before = line(item.label).advance * Type.label + GAP
    left = box.right - before - number - after if last else box.left
    right, baseline, muted = left + before + number, box.center[1] - 0.33 * Type.value, theme.color("muted")

    def moving(state: State) -> list[AnyMark]:
        text, ink = form(float(item.values[state.step])), theme.color("ink")
        at = (right, baseline)
        return [Words(text=text, at=at, size=Type.value, color=ink, bold=True, anchor="right")]

    label = Words(text=item.label, at=(left, baseline), size=Type.label, color=muted)
    of = Words(text=total, at=(right, baseline), size=Type.label, color=muted)
    return View((label, of) if total else (label,), moving)
