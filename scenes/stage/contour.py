"""The contour panel: bands of the MSE over two weights, and the run's path on them."""

from __future__ import annotations

import numpy as np

from scenes.stage import geometry
from scenes.stage.bands import Ground, bands, ground
from scenes.stage.frames import footnote, framed, heading
from scenes.stage.geometry import Axes, Points
from scenes.stage.head import head_view
from scenes.stage.labels import beside, faded
from scenes.stage.layout import Box
from scenes.stage.lettering import line
from scenes.stage.marks import AnyMark, Words
from scenes.stage.path import path_view
from scenes.stage.signs import SIGNS, ring_sign, star_sign
from scenes.stage.story import Contour, State
from scenes.stage.theme import Theme, Type, Width
from scenes.stage.views import View, together

KEY = (("ring", "minimum"), ("star", "true weights"))


def contour_view(panel: Contour, theme: Theme, box: Box, alone: bool = True) -> View:
    """Draw a contour panel into a box; alone, it says below what the contours are, else above."""
    pair, section = list(panel.axes), panel.loss.section(panel.axes, panel.at)
    runs = [track.run.points[:, pair] for track in panel.tracks]
    truth = runs[0][:0] if panel.truth is None else panel.truth[None, pair]
    others = [run.points[:, pair] for run in panel.beside]
    axes = Axes(geometry.window([*runs, *others], section, truth, box), box)
    placed = [axes.place(run) for run in runs]
    signs = axes.place(np.concatenate([section.center[None], truth]))
    along, base = np.concatenate([_along(run) for run in placed]), ground(section, theme, axes, runs[0][0])
    names = _names(theme, base, signs, along) if panel.signs else []
    tracks = list(zip(panel.tracks, placed, strict=True))
    key = View(()) if panel.signs else _key(theme, base, len(signs))
    taken = np.concatenate([signs, *map(_across, names)])
    return together(
        (
            bands(base, theme, np.concatenate([along, signs])),
            _frame(panel, theme, axes, alone),
            *(path_view(track, theme, box, run) for track, run in tracks),
            key,
            _signs(signs, names, theme),
            *(head_view(track, pair, theme, base, run, taken) for track, run in tracks),
        )
    )


def _frame(panel: Contour, theme: Theme, axes: Axes, alone: bool) -> View:
    note = panel.note if axes.window.equal else f"{panel.note}; axes scaled apart"
    words = (
        footnote(f"contours: {note}", axes.box, theme)
        if alone
        else heading(panel.head or note, axes.box, theme)
    )
    return View((*framed(axes, panel.names, theme), words))


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


def _key(theme: Theme, ground: Ground, count: int) -> View:
    """What the signs stand for, in a row at the panel's foot: for where the path leaves no room."""
    box, x = ground.axes.box, ground.axes.box.left + 0.022
    marks: list[AnyMark] = []
    for name, words in KEY[:count]:
        at = np.array([x, box.bottom + 0.032])
        marks.append(SIGNS[name](theme, at, scale=0.55))
        place = (x + 0.018, box.bottom + 0.032 - 0.33 * Type.tick)
        halo, ink = ground.color_at(*place), theme.color("ink")
        marks.append(Words(text=words, at=place, size=Type.tick, color=ink, halo=halo))
        x += 0.058 + line(words).advance * Type.tick
    return View(tuple(marks))


def _names(theme: Theme, ground: Ground, signs: Points, along: Points) -> list[Words]:
    """Name the signs: as one where they coincide."""
    if len(signs) == 2 and float(np.linalg.norm(signs[1] - signs[0])) < Width.ring:
        return beside(signs[0], Width.ring, ["true weights", "= MSE minimum"], along, theme, ground)
    names = beside(signs[0], Width.ring, ["MSE minimum"], np.concatenate([along, signs[1:]]), theme, ground)
    for sign in signs[1:]:
        taken = np.concatenate([along, signs[:1], [name.at for name in names]])
        names += beside(sign, Width.star, ["true weights"], taken, theme, ground)
    return names
