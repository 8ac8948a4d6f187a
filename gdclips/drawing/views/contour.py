"""The contour panel: bands of the MSE over two weights, and the run's path on them."""

from __future__ import annotations

from itertools import chain

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.geometry import Axes
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Theme, Type, Width
from gdclips.drawing.views.bands import Ground, bands, ground
from gdclips.drawing.views.endings import endings_points, endings_view
from gdclips.drawing.views.frames import footnote, framed, heading, heading_number
from gdclips.drawing.views.head import Head, arrows, first_arrows, head_view, prepare
from gdclips.drawing.views.labels import across, beside, faded
from gdclips.drawing.views.minimum import mean_square, minimum
from gdclips.drawing.views.path import path_view
from gdclips.drawing.views.signs import SIGNS, ring_sign, star_sign
from gdclips.drawing.views.views import View, together
from gdclips.story.numbers import steady
from gdclips.story.story import Contour
from gdclips.story.timeline import State
from gdcore import Section

CROWD = 3  # tracks that leave no room for the names of the signs beside them: a key has them
STAR = "true weights"
SAME = 1e-5  # of the stage's height: signs so near to each other are the same
KEY_EDGE, KEY_PITCH = 0.032, 0.046  # from the panel's edge to the key's row, and from row to row


def contour_view(panel: Contour, theme: Theme, box: Box, alone: bool = True) -> View:
    """Draw a contour panel into a box; alone, it has more words on it than beside others."""
    pair, section = list(panel.axes), panel.loss.section(panel.axes, panel.at)
    runs = [track.run.points[:, pair] for track in panel.tracks]
    truth = runs[0][:0] if panel.truth is None else panel.truth[None, pair]
    others = [run.points[:, pair] for run in panel.beside]
    least = minimum(panel, section)
    marked = np.concatenate([least.at[None], truth])
    axes = Axes(geometry.window([*runs, *others], section, marked, box, mean_square(panel)), box)
    placed = [axes.place(run) for run in runs]
    signs = axes.place(marked)
    along, base = np.concatenate([_along(run) for run in placed]), ground(section, theme, axes, runs[0][0])
    pointing = [
        arrows(track.run, pair, axes, places, len(geometry.followed(run, section)))
        for track, run, places in zip(panel.tracks, runs, placed, strict=True)
    ]
    first = [first_arrows(*each, box) for each in zip(panel.tracks, pointing, strict=True)]
    named = alone and len(runs) < CROWD
    names = _names(theme, base, signs, least.name, np.concatenate([along, *chain(*first)])) if named else []
    words = (least.short, STAR)[: len(signs)]
    row = _key_row(box, words, np.concatenate([along, *chain(*first)]))
    key = [endings_points(panel.tracks, box), *([] if named else [_key_points(box, row)])]
    taken = np.concatenate([signs, *map(across, names), *key])
    heads: list[Head] = []
    for track, places, way in zip(panel.tracks, placed, pointing, strict=True):
        near = np.concatenate([taken, *(head.placed[:1] for head in heads)])
        heads.append(prepare(track, theme, base, places, way, near))
    starts = [word for head in heads for word in head.start]
    busy = [along, signs, *(head.busy(box) for head in heads), *map(across, names), *key]
    longest = max(len(points) for points in [*runs, *others])
    return together(
        (
            bands(base, theme, np.concatenate(busy)),
            View(tuple(framed(axes, panel.names, theme, alone, panel.first))),
            _note(panel, section, runs[0], theme, axes, alone),
            *(path_view(head.track, theme, box, head.placed, longest) for head in heads),
            _key(theme, base, row, words) if not named and panel.first else View(()),
            _signs(signs, names, theme),
            *(head_view(head, starts, theme, base) for head in heads),
            endings_view(panel.tracks, theme, box, base.color_at(box.right, box.top)),
        )
    )


def _note(panel: Contour, section: Section, iterates: Points, theme: Theme, axes: Axes, alone: bool) -> View:
    """Say what the contours are and, where it is not the MSE of the weights, the height at the head."""
    losses = panel.tracks[0].run.losses
    heights = section.value(iterates)
    note = panel.head or (panel.note if axes.window.equal else f"{panel.note}; axes scaled apart")
    if len(panel.tracks) > 1 or panel.head or np.allclose(heights, losses, rtol=1e-3):
        if alone:
            return View((footnote(f"contours: {note}", axes.box, theme, panel.names[0]),))
        return View((heading(note, axes.box, theme, panel.head_role),))
    form, box = steady(losses, 3), axes.box
    if alone:
        name = panel.names[0]
        return View(
            (), lambda state: [footnote(f"{note}: {form(float(heights[state.step]))}", box, theme, name)]
        )
    widest = max((form(float(height)) for height in heights), key=len)
    head = heading(note, box, theme, number=widest)
    return View((head,), lambda state: [heading_number(form(float(heights[state.step])), box, theme)])


def _key_row(box: Box, words: tuple[str, ...], near: Points) -> float:
    """Return the height of the key's lower row: at the foot, or at the top if only that is free of points."""
    foot, top = box.bottom + KEY_EDGE, box.top - KEY_EDGE - KEY_PITCH
    beside = near[near[:, 0] < box.left + _key_width(box, words) + KEY_EDGE, 1]
    met = [np.any((beside > y - KEY_EDGE) & (beside < y + KEY_PITCH + KEY_EDGE)) for y in (foot, top)]
    return top if met == [True, False] else foot


def _key_width(box: Box, words: tuple[str, ...]) -> float:
    """Return the key's width: of a row, or of the longest entry where there is no room for that."""
    row = sum(widths := _key_widths(words))
    return row if row < box.width else max(widths)


def _key_widths(words: tuple[str, ...]) -> list[float]:
    return [0.058 + line(text).advance * Type.tick for text in words]


def _key_points(box: Box, row: float) -> Points:
    """Return points along the key's rows, for labels to keep away from."""
    xs, ys = np.linspace(box.left, box.right, 9), row + np.array([0.0, KEY_PITCH])
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _along(placed: Points) -> Points:
    """Return a path's points with their midpoints, so that long steps count where they pass."""
    return np.concatenate([placed, (placed[1:] + placed[:-1]) / 2])


def _signs(signs: Points, names: list[Words], theme: Theme) -> View:
    """The ring of the minimiser and the star of the true weights, with their names beside them."""

    def moving(state: State) -> list[AnyMark]:
        ring, star = state.shown.get("minimizer", 0.0), state.shown.get("truth", 0.0)
        marks: list[AnyMark] = [ring_sign(theme, signs[0], ring, 1.0)] if ring else []
        if len(signs) == 2 and star:
            marks.append(star_sign(theme, signs[1], star))
        return [*marks, *(faded(name, ring) for name in names if ring)]

    return View((), moving)


def _key(theme: Theme, ground: Ground, lower: float, words: tuple[str, ...]) -> View:
    """What the signs stand for: in a row, or one above the other if the panel is narrow."""
    box, count, widths = ground.axes.box, len(words), _key_widths(words)
    row = sum(widths) < box.width
    marks: list[AnyMark] = []
    for index, (name, text) in enumerate(zip(SIGNS, words, strict=False)):
        x = box.left + 0.022 + (sum(widths[:index]) if row else 0.0)
        y = lower + (0.0 if row else KEY_PITCH * (count - 1 - index))
        place = (x + 0.020, y - 0.33 * Type.tick)
        marks.append(SIGNS[name](theme, np.array([x, y]), scale=0.55 if name == "ring" else 0.8))
        halo, ink = ground.color_at(*place), theme.color("ink")
        marks.append(Words(text=text, at=place, size=Type.tick, color=ink, halo=halo))
    return View(tuple(marks))


def _names(theme: Theme, ground: Ground, signs: Points, least: str, along: Points) -> list[Words]:
    """Name the signs: as one where they coincide, or nearly so."""
    apart = float(np.linalg.norm(signs[-1] - signs[0]))
    if len(signs) == 2 and apart < Width.ring:
        same = "=" if apart < SAME else "≈"
        return beside(signs[0], Width.ring, [STAR, f"{same} {least}"], along, theme, ground)
    names = beside(signs[0], Width.ring, [least], np.concatenate([along, signs[1:]]), theme, ground)
    for sign in signs[1:]:
        taken = np.concatenate([along, signs[:1], *map(across, names)])
        names += beside(sign, Width.star, [STAR], taken, theme, ground)
    return names
