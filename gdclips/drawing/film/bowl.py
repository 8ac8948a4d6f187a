"""The bowl of a film."""

from __future__ import annotations

from gdclips.drawing.film.map import MapPlace
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.story.film.views import Bowl


def bowl_part(view: Bowl, look: Look, place: MapPlace, share: float) -> Part:
    """Draw a bowl at a share of its rise."""
    return Part()
