"""Artists of matplotlib for marks, created once and changed in place."""

from __future__ import annotations

import logging
from functools import cache

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from gdclips.drawing.marks import Area, Curve, Dots, Formula, Gradient, Mesh, Trail, Words
from gdclips.drawing.text.fonts import font_file
from gdclips.drawing.text.lettering import math_line, mathtext_outlines
from gdclips.drawing.theme import HALO

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # DejaVu Sans has no semibold
GRADIENT = 256  # colours of a gradient


@cache
def font(bold: bool) -> FontProperties:
    """Return the project's font, with matplotlib's own for missing glyphs."""
    fontManager.addfont(font_file(bold))
    name = FontProperties(fname=font_file(bold)).get_name()
    return FontProperties(family=[name, "DejaVu Sans"], weight=600 if bold else 400)


class Artists:
    """The artists of one layer of a figure, in axes that fill it."""

    def __init__(self, figure, width: int, height: int, layer: int) -> None:
        self._axes = figure.add_axes((0, 0, 1, 1), zorder=2 + layer)
        self._axes.set(xlim=(0, width / height), ylim=(0, 1))
        self._axes.set_axis_off()
        self._point = height * 72 / figure.dpi  # points for a stage unit
        self._pools: dict[type, list] = {}

    def still(self, marks) -> None:
        """Add marks that do not move."""
        shaded = [mark for mark in marks if isinstance(mark, Gradient | Mesh)]
        self.show([mark for mark in marks if not isinstance(mark, Gradient | Mesh)])
        self._pools = {}
        for mark in shaded:
            made = self._image(mark) if isinstance(mark, Gradient) else self._mesh(mark)
            self._axes.add_artist(made)

    def _mesh(self, mark) -> QuadMesh:
        """Return a sheet whose colours blend, below the layer's others."""
        made = QuadMesh(mark.corners, shading="gouraud", transform=self._axes.transData, zorder=0)
        made.set_facecolor(mark.colors.reshape(-1, 4))
        return made

    def _image(self, mark) -> AxesImage:
        """Return an image of a gradient, which no artist draws, below the layer's others."""
        box, shares = mark.box, np.linspace(0.0, 1.0, GRADIENT)
        alpha = mark.color[3] * mark.opacity(shares)
        line = np.concatenate([np.tile(mark.color[:3], (GRADIENT, 1)), alpha[:, None]], axis=1)
        extent = (box.left, box.right, box.bottom, box.top)
        image = AxesImage(self._axes, extent=extent, origin="lower", interpolation="bilinear", zorder=0)
        image.set_data(line[:, None] if mark.axis == "y" else line[None])
        return image

    def show(self, marks) -> list:
        """Change the artists so that they show these marks; hide unused ones."""
        used = {}
        for place, mark in enumerate(_single(marks)):
            pool = self._pools.setdefault(type(mark), [])
            index = used.setdefault(type(mark), 0)
            if index == len(pool):
                pool.append(self._axes.add_artist(_MAKERS[type(mark)]()))
            used[type(mark)] += 1
            artist = pool[index]
            artist.set(visible=True, zorder=1 + place)
            getattr(self, f"_set_{type(mark).__name__.lower()}")(artist, mark)
            if mark.clip is not None:
                artist.set_clip_path(self._window(mark.clip))
        for kind, pool in self._pools.items():
            for artist in pool[used.get(kind, 0) :]:
                artist.set_visible(False)
        return [artist for pool in self._pools.values() for artist in pool]

    def _window(self, box) -> Rectangle:
        return Rectangle((box.left, box.bottom), box.width, box.height, transform=self._axes.transData)

    def _set_area(self, artist, mark) -> None:
        artist.set(xy=mark.outline, facecolor=mark.fill or "none", edgecolor=mark.edge or "none")
        artist.set(linewidth=mark.width * self._point, joinstyle="round")

    def _set_curve(self, artist, mark) -> None:
        artist.set(xdata=mark.points[:, 0], ydata=mark.points[:, 1], color=mark.color)
        artist.set(linewidth=mark.width * self._point)
        artist.set(solid_capstyle="round", solid_joinstyle="round", dash_capstyle="round")
        if mark.dash:
            artist.set_linestyle((0, [length / mark.width for length in mark.dash]))
        else:
            artist.set_linestyle("-")

    def _set_trail(self, artist, mark) -> None:
        artist.set_segments(np.stack([mark.points[:-1], mark.points[1:]], axis=1))
        artist.set(color=mark.colors, linewidth=mark.width * self._point, capstyle="round")

    def _set_dots(self, artist, mark) -> None:
        artist.set_offset_transform(self._axes.transData)
        artist.set(offsets=mark.points, facecolor=mark.fills, edgecolor=mark.edge or "none")
        artist.set_sizes([(2 * mark.radius * self._point) ** 2], 72)
        artist.set(linewidth=mark.width * self._point)

    def _set_words(self, artist, mark) -> None:
        artist.set(text=mark.text, x=mark.at[0], y=mark.at[1], color=mark.color, ha=mark.anchor)
        artist.set(va="baseline", rotation=90 if mark.upwards else 0, rotation_mode="anchor")
        artist.set_fontproperties(font(mark.bold))
        artist.set_fontsize(mark.size * self._point)
        stroke = Stroke(linewidth=HALO * mark.size * self._point, foreground=mark.halo, joinstyle="round")
        artist.set_path_effects([stroke, Normal()] if mark.halo else [])

    def _set_letters(self, artist, mark) -> None:
        artist.set(text=mark.text, x=mark.at[0], y=mark.at[1], color=mark.color, va="baseline")
        artist.set(math_fontfamily="cm", fontsize=mark.size * self._point)


class Letters(Words, frozen=True, kw_only=True):
    """A term of a formula, as mathtext."""


def _single(marks):
    """Yield the marks, a formula as its terms."""
    for mark in marks:
        if isinstance(mark, Formula):
            yield from _terms(mark)
        elif not isinstance(mark, Dots | Trail) or len(mark.points) > isinstance(mark, Trail):
            yield mark


def _terms(mark: Formula):
    for outline, term, color in zip(mathtext_outlines(mark), mark.terms, mark.colors, strict=True):
        own = math_line(term.mathtext).outline.get_extents()
        box = outline.get_extents()
        scale = box.height / own.height
        at = float(box.x0 - own.x0 * scale), float(box.y0 - own.y0 * scale)
        yield Letters(text=f"${term.mathtext}$", at=at, size=scale, color=color, clip=mark.clip)


def _discs() -> PathCollection:
    disc = Outline.unit_circle().transformed(Affine2D().scale(0.5))
    return PathCollection([disc], offsets=np.zeros((1, 2)), transform=IdentityTransform())


_MAKERS = {
    Area: lambda: Polygon(np.zeros((3, 2)), closed=True),
    Curve: lambda: Line2D([], []),
    Trail: lambda: LineCollection([]),
    Dots: _discs,
    Words: Text,
    Letters: Text,
}
