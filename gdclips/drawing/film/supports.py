"""Placeholder."""

from __future__ import annotations

from collections.abc import Mapping

from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layout import Box
from gdclips.story.film.views import Support


def support_parts(
    supports: tuple[Support, ...], look: Look, column: Box, shares: Mapping[str, float], since: float
) -> list[Part]:
    """Draw supports."""
    return [Part() for _ in supports]
