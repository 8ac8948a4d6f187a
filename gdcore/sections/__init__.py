"""Plane sections: what a contour plot of two weights shows, exactly of a quadratic, else by its values."""

from gdcore.sections.adaptive import AdaptiveGrid, PlaneSection, adaptive_grid
from gdcore.sections.plane import ends_of, plane_of
from gdcore.sections.quadratic import Section, cut, profile
from gdcore.sections.sliced import LossSlice

__all__ = [
    "AdaptiveGrid",
    "LossSlice",
    "PlaneSection",
    "Section",
    "adaptive_grid",
    "cut",
    "ends_of",
    "plane_of",
    "profile",
]
