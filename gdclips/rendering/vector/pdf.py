"""PDF pages: marks drawn by matplotlib's PDF renderer, and their text, which can be selected, over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.backends.backend_pdf import Name, Op, PdfFile
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark, Dots, Formula, Gradient, Mesh, Trail, Words
from gdclips.drawing.text.lettering import fit, line, mathtext_size, origin
from gdclips.drawing.text.reading import reading
from gdclips.drawing.theme import NONE, Rgba
from gdclips.rendering.renderer import MarkRenderer
from gdclips.rendering.vector.meshes import DOTS, mesh_picture
from gdclips.rendering.vector.outlines import DIGITS, stops
from gdclips.rendering.vector.texts import Renderer, Text, in_order
from gdclips.story.characters import normal
from gdcore import Array

INCH = 72.0  # points


class _File(PdfFile):  # type: ignore[misc]
    """Matplotlib's, with groups of what is drawn together among the things that pages use."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.groups: dict[Name, Any] = {}
        super().__init__(*arguments, **options)

    def writeObject(self, object: Any, contents: Any) -> None:
        super().writeObject(object, contents | self.groups if object is self.XObjectObject else contents)


class PdfDocument:
    """A PDF file in the making; lengths are points."""

    def __init__(self, metadata: dict[str, str | None], language: str) -> None:
        self._memory = BytesIO()
        self.file = _File(self._memory, metadata=metadata)
        self._groups: list[tuple[Any, dict[str, Any], bytes]] = []
        catalog = {"Type": Name("Catalog"), "Pages": self.file.pagesObject, "Lang": language}
        catalog["ViewerPreferences"] = {"DisplayDocTitle": True}
        self.file.writeObject(self.file.rootObject, catalog)  # in place of matplotlib's

    def page(self, width: float, height: float) -> PdfPage:
        """Begin a page."""
        self.file.newPage(width / INCH, height / INCH)
        return PdfPage(self, width, height)

    def group(self, width: float, height: float) -> tuple[PdfPage, Name]:
        """Begin a group, on which is drawn as on a page, before the page that uses it by its name."""
        group, name = self.file.reserveObject("group"), Name(f"Group{len(self.file.groups) + 1}")
        attributes = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, width, height]}
        attributes |= {"Group": {"S": Name("Transparency"), "CS": Name("DeviceRGB")}}
        self.file.endStream()
        self.file.beginStream(group.id, None, attributes | {"Resources": self.file.resourceObject})
        self.file.width, self.file.height = width / INCH, height / INCH
        self.file.groups[name] = group
        return PdfPage(self, width, height), name

    def masked(self, group: Name) -> Name:
        """Return the graphics state in which is seen what is bright in a group."""
        return self._state(self.file.groups[group])

    def fade(self, box: Sequence[float], axis: Sequence[float], shades: list[tuple[float, float]]) -> Name:
        """Return the graphics state that fades what is drawn, along an axis, in a box."""
        group = self.file.reserveObject("fade")
        shading = {"ShadingType": 2, "ColorSpace": Name("DeviceGray"), "Coords": list(axis)}
        shading |= {"Extend": [True, True], "Function": _function(shades)}
        attributes = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": list(box)}
        attributes |= {"Group": {"S": Name("Transparency"), "CS": Name("DeviceGray")}}
        attributes |= {"Resources": {"Shading": {"S": shading}}}
        self._groups.append((group, attributes, b"/S sh"))
        return self._state(group)

    def _state(self, group: Any) -> Name:
        """Return the graphics state whose mask is a group's brightness."""
        name = Name(f"Mask{group.id}")
        mask = {"Type": Name("Mask"), "S": Name("Luminosity"), "G": group}
        self.file.alphaStates[name] = (name, {"Type": Name("ExtGState"), "CA": 1, "ca": 1, "SMask": mask})
        return name

    def finish(self) -> bytes:
        """Return the file's bytes."""
        self.file.endStream()
        for group, attributes, content in self._groups:
            self.file.outputStream(group, content, extra=attributes)
        self.file.finalize()
        self.file.close()
        return self._memory.getvalue()


def _function(shades: list[tuple[float, float]]) -> dict[str, Any]:
    """Return the opacity at shares from 0 to 1, straight from each to the next."""
    (first, _), (last, _) = shades[0], shades[-1]
    shades = [(0.0, shades[0][1])] * (first > 0) + shades + [(1.0, shades[-1][1])] * (last < 1)
    pieces = [
        {"FunctionType": 2, "Domain": [0, 1], "C0": [round(a, 4)], "C1": [round(b, 4)], "N": 1}
        for (_, a), (_, b) in pairwise(shades)
    ]
    bounds = [round(share, 6) for share, _ in shades[1:-1]]
    ends = [0, 1] * len(pieces)
    return {"FunctionType": 3, "Domain": [0, 1], "Functions": pieces, "Bounds": bounds, "Encode": ends}


class PdfPage:
    """A page of a document, on which marks lie in rectangles."""

    def __init__(self, document: PdfDocument, width: float, height: float) -> None:
        self._document, self._width, self._height = document, width, height
        self._renderer = Renderer(document.file, DOTS, height / INCH, width / INCH)

    def fill(self, color: Rgba, box: Box) -> None:
        """Fill a rectangle of the page."""
        pen = self._renderer.new_gc()
        pen.set_linewidth(0.0)
        self._renderer.draw_path(
            pen, Outline([*box.corners, box.corners[0]], closed=True), IdentityTransform(), color
        )

    def put(self, group: Name, mask: Name) -> None:
        """Draw a group as a mask lets it be seen."""
        self._document.file.output(Op.gsave, mask, Op.setgstate, group, Op.use_xobject, Op.grestore)

    def draw(
        self, marks: Iterable[AnyMark], unit: float, corner: tuple[float, float], frame: Box | None = None
    ) -> None:
        """Draw marks, a stage unit of so many points, the stage's lower left at a corner; then their text.

        Outside of a ``frame``, on the stage, nothing is seen.
        """
        page = self._width, self._height
        drawn = _Marks(self._document, self._renderer, unit, corner, page, frame)
        drawn.draw(marks)
        drawn.set_text()

    def finish(self) -> None:
        """End the page."""
        self._renderer.finalize()


class _Marks(MarkRenderer):
    """Draws marks, and keeps their text until all are drawn."""

    def __init__(
        self,
        document: PdfDocument,
        renderer: Renderer,
        unit: float,
        corner: tuple[float, float],
        page: tuple[float, float],
        frame: Box | None,
    ) -> None:
        super().__init__(renderer, unit, corner)
        self._document, self._page, self._frame = document, page, frame
        self._texts: list[Text] = []

    def set_text(self) -> None:
        """Lay text over all outlines, in the order in which it is read; it can't be seen."""
        pen = self._renderer.new_gc()
        pen.set_alpha(0.0)
        for text in in_order(self._texts):
            self._renderer.draw_text(
                pen, *text.at, text.words, text, 90.0 if text.upwards else 0.0, mtext=text
            )

    def _say(self, words: str, at: tuple[float, float], size: float, bold: bool, upwards: bool) -> None:
        x, y = self._placed.transform(at).tolist()
        if words.strip():
            place = round(x, DIGITS), round(y, DIGITS)
            self._texts.append(Text(normal(words), bold, place, round(size * self._unit, DIGITS), upwards))

    def _words(self, mark: Words) -> None:
        super()._words(mark)
        if mark.color[3] > 0.0:
            self._say(mark.text, origin(mark), mark.size, mark.bold, mark.upwards)

    def _formula(self, mark: Formula) -> None:
        super()._formula(mark)
        width, bottom, top = mathtext_size(tuple(term.mathtext for term in mark.terms))
        scale, x, y = fit(mark, width, bottom, top)
        words = reading(mark)
        size = min(scale, width * scale / max(line(words).advance, 1e-9))
        if any(color[3] > 0.0 for color in mark.colors):
            self._say(words, (x, y), size, False, False)

    def _collect(
        self, mark: Dots | Trail, outline: Outline, shapes: Array, places: Array, fills: Array, edges: Array
    ) -> None:
        super()._collect(mark, outline, shapes, np.round(places, DIGITS), fills, edges)

    def _new_pen(self, clip: Box | None, color: Rgba, width: float, dash: tuple[float, ...]) -> Any:
        return super()._new_pen(clip or self._frame, color, width, dash)

    def _gradient(self, mark: Gradient) -> None:
        box = mark.box
        corners = self._placed.transform([(box.left, box.bottom), (box.right, box.top)])
        (left, bottom), (right, top) = np.round(corners, DIGITS).tolist()
        if right <= left or top <= bottom:
            return
        axis = (left, 0.0, right, 0.0) if mark.axis == "x" else (0.0, bottom, 0.0, top)
        fade = self._document.fade((0.0, 0.0, *self._page), axis, stops(mark))
        self._renderer.check_gc(self._pen(mark, NONE, 0.0))
        sides = left, bottom, right - left, top - bottom
        output = self._document.file.output
        output(Op.gsave, fade, Op.setgstate, *mark.color[:3], Op.setrgb_nonstroke)
        output(*sides, Op.rectangle, Op.fill, Op.grestore)

    def _mesh(self, mark: Mesh) -> None:
        pixels, corner = mesh_picture(mark, self._placed, self._page)
        pen = self._new_pen(mark.clip, NONE, 0.0, ())  # one of its own, because its opacity is set
        self._renderer.draw_image(pen, *corner, pixels)
