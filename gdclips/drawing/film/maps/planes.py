"""Planes of losses: their sections and ladders, the signs that lie in them, and how large their units are."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdclips.drawing.film.maps.window import Ladder, ladder, sampled_ladder
from gdclips.drawing.geometry import STILL, Axes
from gdclips.drawing.kept import keeps_answers
from gdclips.drawing.marks import Points
from gdclips.story.film.maps import known_minima
from gdclips.story.film.views import Plane
from gdcore import Array, LossSlice, Section, section
from gdcore.losses import name_of

MOST_MINIMA = 16  # signs of them on a map
ALIKE = 1e-6  # of the range of a loss at its minima: what differs less is one value


@keeps_answers
def section_of(plane: Plane) -> Section | LossSlice:
    """Return the section of a plane's loss, each time the same."""
    return section(plane.loss, plane.axes, plane.at)


def exact_section_of(plane: Plane) -> Section:
    """Return the section of a quadratic loss; a ValueError says that there is none of another."""
    found = section_of(plane)
    if isinstance(found, Section):
        return found
    raise ValueError(f"a bowl is of {name_of(plane.loss)}, but expected a quadratic that has a minimum")


def minima(plane: Plane) -> Points:
    """Return the known minimisers (k, 2) of a plane's loss: those that lie in it, or that of a quadratic.

    Of more than can be told apart they are those at which the loss is least.
    """
    made = section_of(plane)
    known = known_minima(plane.loss, list(plane.axes), made)
    if len(known) <= MOST_MINIMA:
        return known
    values = made.value(known)
    return np.asarray(known[values <= values.min() + ALIKE * np.ptp(values)][:MOST_MINIMA])


def truth(plane: Plane) -> Points:
    """Return the true weights in a plane, where they are known (0 or 1, 2)."""
    return np.zeros((0, 2)) if plane.truth is None else plane.truth[None, list(plane.axes)]


def marked(plane: Plane) -> Points:
    """Return the places (k, 2) of a plane's signs: the known minimisers and, if known, the true weights."""
    return np.concatenate([minima(plane), truth(plane)])


def mean_square(plane: Plane) -> float:
    """Return the mean square of the targets, by which a loss is large or small, else the anchor's loss."""
    samples: Any = getattr(plane.loss, "samples", None)
    if samples is None:
        return abs(float(section_of(plane).value(plane.anchor[list(plane.axes)])))
    return float(np.square(samples.y).mean())


def unit(plane: Plane) -> Array:
    """Return the size (2,) of what is seen where a run stays at the minimum; 0 is unknown."""
    made = section_of(plane)
    if isinstance(made, LossSlice):
        return np.zeros(2)
    return np.asarray(np.sqrt(mean_square(plane)) / np.linalg.norm(made.root, axis=0) * STILL)


def framed(plane: Plane, seen: Points) -> Points:
    """Return what a map shows (k, 2): of a quadratic its minimum too, which is the middle of its rings."""
    return seen if isinstance(section_of(plane), LossSlice) else np.concatenate([seen, minima(plane)[:1]])


def ladder_of(plane: Plane, windows: list[tuple[Plane, Axes]], px: float) -> Ladder:
    """Return the ladder of maps in their windows, by the anchor of the first plane."""
    made, anchor = section_of(plane), plane.anchor[list(plane.axes)]
    sections = [(section_of(each), axes) for each, axes in windows]
    exact = [(each, axes) for each, axes in sections if isinstance(each, Section)]
    if isinstance(made, Section) and len(exact) == len(sections):
        return ladder(made, anchor, exact, px)
    least = made.value(minima(plane)).min(initial=np.inf)
    return sampled_ladder(float(made.value(anchor)), sections, px, float(least))
