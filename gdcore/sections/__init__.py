"""Plane sections: what a contour plot of two weights shows, exactly of a quadratic, else by its values."""

from gdcore.sections.adaptive import AdaptiveGrid, adaptive_grid
from gdcore.sections.quadratic import Section, cut, plane_of, profile
from gdcore.sections.sliced import LossSlice

__all__ = ["AdaptiveGrid", "LossSlice", "Section", "adaptive_grid", "cut", "plane_of", "profile"]
