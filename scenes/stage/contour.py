"""The contour panel: bands of the MSE over two weights, and the run's path on them."""

from __future__ import annotations

import numpy as np

from scenes.stage import geometry
from scenes.stage.bands import Ground, bands, frame, ground
from scenes.stage.geometry import Axes, Points
from scenes.stage.layout import Box
from scenes.stage.marks import AnyMark, Words
from scenes.stage.path import head, path
from scenes.stage.signs import ring_sign, star_sign
from scenes.stage.story import State, Story
from scenes.stage.theme import Theme, Type, Width
from scenes.stage.views import View, together


def contour_view(story: Story, theme: Theme, box: Box) -> View:
    """Draw the story's contour panel into a box."""
    panel, pair = story.panel, list(story.panel.axes)
    section = story.loss.section(panel.axes)
    iterates = story.run.points[:, pair]
    truth = iterates[:0] if panel.truth is None else panel.truth[None, pair]
    axes = Axes(geometry.window(iterates, section, truth, box), box)
    placed = axes.place(iterates)
    signs = axes.place(np.concatenate([section.center[None], truth]))
    taken = np.concatenate([_along(placed), signs])
    bottom = ground(section, theme, axes, iterates[0])
    return together(
        (
            bands(bottom, theme, taken),
            frame(story, theme, axes),
            path(story, theme, axes, placed),
            _signs(theme, bottom, signs, placed),
            head(story, theme, bottom, placed),
        )
    )


def _along(placed: Points) -> Points:
    """Return a path's points with their midpoints, so that long steps count where they pass."""
    return np.concatenate([placed, (placed[1:] + placed[:-1]) / 2])


def _signs(theme: Theme, ground: Ground, signs: Points, placed: Points) -> View:
    """The ring of the minimiser and the star of the true weights, with words where they are one."""
    together_ = len(signs) == 2 and float(np.linalg.norm(signs[1] - signs[0])) < Width.ring
    words = ["true weights", "= MSE minimum"] if together_ else ["MSE minimum"] if len(signs) == 1 else []
    below = placed[0, 1] > signs[0, 1]
    first = (
        signs[0, 1] - Width.ring - 0.040
        if below
        else signs[0, 1] + Width.ring + 0.014 + 0.042 * (len(words) - 1)
    )

    def moving(state: State) -> list[AnyMark]:
        ring, star = state.shown.get("minimizer", 0.0), state.shown.get("truth", 0.0)
        marks: list[AnyMark] = [ring_sign(theme, signs[0], ring, 1.0)] if ring else []
        marks.extend([star_sign(theme, signs[1], star)] if len(signs) == 2 and star else [])
        for index, text in enumerate(words):
            at = (float(signs[0, 0]), float(first) - 0.042 * index)
            marks.extend([_label(text, at, theme, ground, ring)] if ring else [])
        return marks

    return View((), moving)


def _label(text: str, at: tuple[float, float], theme: Theme, ground: Ground, alpha: float) -> Words:
    red, green, blue, _ = ground.color_at(*at)
    return Words(
        text=text,
        at=at,
        size=Type.label,
        color=theme.color("ink", alpha),
        anchor="center",
        halo=(red, green, blue, alpha),
    )
