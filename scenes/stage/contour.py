"""The contour panel: bands of the MSE over two weights, and the run's path on them."""

from __future__ import annotations

import numpy as np

from scenes.stage import geometry
from scenes.stage.bands import Ground, bands, frame, ground
from scenes.stage.geometry import Axes, Points
from scenes.stage.head import head
from scenes.stage.labels import beside, faded
from scenes.stage.layout import Box
from scenes.stage.lettering import line
from scenes.stage.marks import AnyMark, Words
from scenes.stage.path import path
from scenes.stage.signs import ring_sign, star_sign
from scenes.stage.story import State, Story
from scenes.stage.theme import Theme, Width
from scenes.stage.views import View, together


def contour_view(story: Story, theme: Theme, box: Box) -> View:
    """Draw the story's contour panel into a box."""
    panel, pair = story.panel, list(story.panel.axes)
    section = story.loss.section(panel.axes)
    iterates = story.run.points[:, pair]
    truth = iterates[:0] if panel.truth is None else panel.truth[None, pair]
    axes = Axes(geometry.window(iterates, section, truth, box), box)
    placed, signs = axes.place(iterates), axes.place(np.concatenate([section.center[None], truth]))
    along, base = _along(placed), ground(section, theme, axes, iterates[0])
    names = [] if panel.cloud else _names(theme, base, signs, along)
    return together(
        (
            bands(base, theme, np.concatenate([along, signs])),
            frame(story, theme, axes),
            path(story, theme, box, placed),
            _signs(signs, names, theme),
            head(story, theme, base, placed, np.concatenate([signs, *map(_across, names)])),
        )
    )


def _along(placed: Points) -> Points:
    """Return a path's points with their midpoints, so that long steps count where they pass."""
    return np.concatenate([placed, (placed[1:] + placed[:-1]) / 2])


def _across(words: Words) -> Points:
    """Return points (3, 2) along a centred line of words, for others to keep away from."""
    half = line(words.text).advance * words.size / 2
    return np.array([(words.at[0] + step * half, words.at[1] + 0.3 * words.size) for step in (-1, 0, 1)])


def _signs(signs: Points, names: list[Words], theme: Theme) -> View:
    """The ring of the minimiser and the star of the true weights, with their names beside them."""

    def moving(state: State) -> list[AnyMark]:
        ring, star = state.shown.get("minimizer", 0.0), state.shown.get("truth", 0.0)
        marks: list[AnyMark] = [ring_sign(theme, signs[0], ring, 1.0)] if ring else []
        if len(signs) == 2 and star:
            marks.append(star_sign(theme, signs[1], star))
        return [*marks, *(faded(name, ring) for name in names if ring)]

    return View((), moving)


def _names(theme: Theme, ground: Ground, signs: Points, along: Points) -> list[Words]:
    """Name the signs: as one where they coincide."""
    if len(signs) == 2 and float(np.linalg.norm(signs[1] - signs[0])) < Width.ring:
        return beside(signs[0], Width.ring, ["true weights", "= MSE minimum"], along, theme, ground)
    names = beside(signs[0], Width.ring, ["MSE minimum"], np.concatenate([along, signs[1:]]), theme, ground)
    for sign in signs[1:]:
        taken = np.concatenate([along, signs[:1], [name.at for name in names]])
        names += beside(sign, Width.star, ["true weights"], taken, theme, ground)
    return names
