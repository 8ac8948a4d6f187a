"""Placeholder."""

from __future__ import annotations

from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layout import Box
from gdclips.story.film.views import Data


def data_part(view: Data, look: Look, box: Box, hero: bool) -> Part:
    """Draw data."""
    return Part()
