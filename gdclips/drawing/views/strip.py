"""The strip below several panels: the update rule and the iteration, and the numbers below them."""

from __future__ import annotations

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Theme, Type
from gdclips.drawing.views.column import GAP, equation_view, numbers_view, written
from gdclips.drawing.views.views import View, together
from gdclips.story.story import Readout, Story
from gdclips.story.timeline import State

ABOVE_NUMBERS = 0.064  # from the strip's foot to the middle of its equation


def strip_view(story: Story, theme: Theme, box: Box) -> View:
    """Lay equation and iteration into the strip below several panels, and the numbers below them."""
    middle, clock = box.bottom + ABOVE_NUMBERS, story.readouts[0]
    label = max(clock.label, clock.ended, key=lambda text: line(text).advance)
    width = line(f"{label} {clock.of} / {clock.of}").advance * Type.label
    return together(
        (
            equation_view(story, theme, (box.left, middle), box.width - width - GAP),
            numbers_view(story, theme, (box.left, box.bottom), box.width),
            _clock(clock, theme, box, middle - 0.33 * Type.label),
        )
    )


def _clock(item: Readout, theme: Theme, box: Box, baseline: float) -> View:
    """The iteration at the strip's right end."""
    of = f" / {item.of}"
    end = box.right - line(of).advance * Type.label
    width = line(f"{max(item.values):.0f}", bold=True).advance * Type.label
    total = written(of, box.right, baseline, Type.label, theme.color("muted"), "right")

    def moving(state: State) -> list[AnyMark]:
        text, ink, label = f"{item.values[state.step]:.0f}", theme.color("ink"), item.called(state.step)
        return [
            written(label, end - width - 0.02, baseline, Type.label, theme.color("muted"), "right"),
            Words(text=text, at=(end, baseline), size=Type.label, color=ink, bold=True, anchor="right"),
        ]

    return View((total,), moving)
