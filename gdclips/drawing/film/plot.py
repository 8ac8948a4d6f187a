"""Placeholder."""

from __future__ import annotations

from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layout import Box
from gdclips.story.film.views import Plot


def plot_part(view: Plot, look: Look, box: Box, hero: bool, share: float) -> Part:
    """Draw a plot."""
    return Part()
