"""SVG pages: marks drawn by matplotlib's SVG renderer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform, Transform

from gdclips.drawing.marks import AnyMark, Dots, Formula, Gradient, Mark, Mesh, Trail, Words
from gdclips.drawing.text.reading import reading
from gdclips.drawing.theme import NONE, Rgba
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.renderer import MarkRenderer
from gdclips.rendering.vector.layers import Layer
from gdclips.rendering.vector.meshes import DOTS, mesh_picture
from gdclips.rendering.vector.outlines import DIGITS, POINT, rounded, stops
from gdclips.story.characters import normal
from gdcore import Array


class _Renderer(RendererSVG):  # type: ignore[misc]
    """Matplotlib's, with few digits."""

    def draw_path(self, gc: Any, path: Outline, transform: Transform, rgbFace: Any = None) -> None:
        super().draw_path(gc, rounded(path, transform), IdentityTransform(), rgbFace)


class SvgPage(MarkRenderer):
    """An SVG file in the making; a point is 1/72 inch, and a pixel of its size 1/96."""

    def __init__(self, size: FrameSize, background: Rgba | None, metadata: dict[str, Any]) -> None:
        self._file = StringIO()
        self._size = size
        x, y = size.origin
        self._width, self._height = size.width * POINT, size.height * POINT
        renderer = _Renderer(self._width, self._height, self._file, None, DOTS, metadata=metadata)
        super().__init__(renderer, size.unit * POINT, (x * POINT, y * POINT))
        if background is not None:
            sides = {"width": "100%", "height": "100%", "fill": color_of(background)}
            renderer.writer.element("rect", attrib=sides)

    def draw_layers(self, layers: Sequence[Layer]) -> None:
        """Draw layers, each of which may fade what lies below it."""
        writer = self._renderer.writer
        for layer in reversed(layers):
            if layer.fades:
                writer.start("g", attrib={"mask": f"url(#{self._mask(layer.fades)})"})
        for layer in layers:
            self.draw(layer.marks)
            if layer.fades:
                writer.end("g")

    def _mask(self, fades: Sequence[AnyMark]) -> str:
        """Write a mask through which all is seen but for what fades, and return its name."""
        writer, name = self._renderer.writer, f"mask{digest((fades, self._width, self._height))}"
        sides = {"x": "0", "y": "0", "width": number(self._width), "height": number(self._height)}
        writer.start("defs")
        writer.start("mask", attrib={"id": name, "maskUnits": "userSpaceOnUse", **sides})
        writer.element("rect", attrib={**sides, "fill": "#ffffff"})
        self.draw(fades)
        writer.end("mask")
        writer.end("defs")
        return name

    def finish(self) -> str:
        """Return the file's text."""
        self._renderer.finalize()
        return self._file.getvalue()

    def _collect(
        self, mark: Dots | Trail, outline: Outline, shapes: Array, places: Array, fills: Array, edges: Array
    ) -> None:
        if not isinstance(mark, Dots):
            super()._collect(mark, outline, shapes, places, fills, edges)
            return
        group: dict[str, str] = {"stroke": "none"}
        if mark.edge and mark.width:
            group = {"stroke": color_of(mark.edge), "stroke-opacity": number(mark.edge[3], 4)}
            group["stroke-width"] = number(mark.width * self._unit)
        radius, writer = number(mark.radius * self._unit), self._renderer.writer
        writer.start("g", attrib=group | self._clip(mark))
        for (x, y), fill in zip(places.tolist(), np.resize(fills, (len(places), 4)).tolist(), strict=True):
            place = {"cx": number(x), "cy": number(self._height - y), "r": radius}
            writer.element(
                "circle", attrib=place | {"fill": color_of(fill), "fill-opacity": number(fill[3], 4)}
            )
        writer.end("g")

    def _words(self, mark: Words) -> None:
        self._renderer.writer.start("g", attrib={"aria-label": normal(mark.text)})
        super()._words(mark)
        self._renderer.writer.end("g")

    def _clip(self, mark: Mark) -> dict[str, str]:
        """Return the attribute that clips a mark, if anything does."""
        return dict(self._renderer._get_clip_attrs(self._pen(mark, NONE, 0.0)))

    def _formula(self, mark: Formula) -> None:
        self._renderer.writer.start("g", attrib={"aria-label": reading(mark)})
        super()._formula(mark)
        self._renderer.writer.end("g")

    def _gradient(self, mark: Gradient) -> None:
        writer, (low, high) = self._renderer.writer, self._corners(mark)
        if min(high - low) <= 0:
            return
        ends = {"x1": low[0], "y1": high[1], "x2": low[0], "y2": high[1]}
        ends |= {"x2": high[0]} if mark.axis == "x" else {"y1": high[1], "y2": low[1]}
        color, shades = color_of(mark.color), stops(mark)
        name = f"fade{digest((ends, color, shades))}"
        writer.start("defs")
        sides = {key: number(value) for key, value in ends.items()}
        writer.start("linearGradient", attrib={"id": name, "gradientUnits": "userSpaceOnUse", **sides})
        for share, alpha in shades:
            shade = {"offset": number(share, 4), "stop-color": color, "stop-opacity": number(alpha, 4)}
            writer.element("stop", attrib=shade)
        writer.end("linearGradient")
        writer.end("defs")
        sizes = {"x": low[0], "y": low[1], "width": high[0] - low[0], "height": high[1] - low[1]}
        writer.start("g", attrib=self._clip(mark))
        shape = {key: number(value) for key, value in sizes.items()}
        writer.element("rect", attrib={**shape, "fill": f"url(#{name})"})
        writer.end("g")

    def _corners(self, mark: Gradient) -> tuple[Array, Array]:
        """Return the upper left and the lower right of a gradient, from the page's upper left."""
        box = mark.box
        (left, bottom), (right, top) = self._placed.transform([(box.left, box.bottom), (box.right, box.top)])
        return np.array([left, self._height - top]), np.array([right, self._height - bottom])

    def _mesh(self, mark: Mesh) -> None:
        pixels, corner = mesh_picture(mark, self._placed, (self._width, self._height))
        self._renderer.draw_image(self._pen(mark, NONE, 0.0), *corner, pixels)


def color_of(color: Sequence[float]) -> str:
    """Return a colour without its opacity as ``#rrggbb``."""
    return "#" + bytes(round(part * 255) for part in color[:3]).hex()


def number(value: float, digits: int = DIGITS) -> str:
    """Return a number with few digits."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def digest(content: object) -> str:
    """Return a name that equal contents share, so that files can stand in one page."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:10]
