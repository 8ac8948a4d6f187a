"""SVG encoding: the marks of a moment become a file that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.vector.layers import Layer, layers
from gdclips.rendering.vector.outlines import fixed_rc
from gdclips.rendering.vector.paths import short
from gdclips.rendering.vector.svg import SvgPage, digest

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
NAMES = {
    "": SVG,
    "xlink": XLINK,
    "dc": "http://purl.org/dc/elements/1.1/",
    "cc": "http://creativecommons.org/ns#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def svg(marks: Sequence[AnyMark], size: FrameSize, background: Rgba | None, labels: Labels) -> bytes:
    """Return the SVG of marks; without a background it is transparent."""
    with fixed_rc():
        page = SvgPage(size, background, _metadata(labels))
        page.draw_layers(layers(marks) if background is None else [Layer(list(marks), [])])
        text = page.finish()
    root = ElementTree.fromstring(text)
    _describe(root, size, labels)
    _shorten(root)
    for prefix, name in NAMES.items():
        ElementTree.register_namespace(prefix, name)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _metadata(labels: Labels) -> dict[str, str | None]:
    """Return what the file says of itself in Dublin Core's words."""
    return {
        "Title": labels.title,
        "Description": labels.alt,
        "Creator": labels.creator,
        "Rights": labels.copyright,
        "Language": labels.language,
        "Date": None,
    }


def _describe(root: ElementTree.Element, size: FrameSize, labels: Labels) -> None:
    """Say in the root what the picture shows, and make it safe within a page.

    Matplotlib's style sheet would count for all other pictures in a page, so attributes take its place.
    """
    for defs in root.findall(f"{{{SVG}}}defs"):
        if defs.find(f"{{{SVG}}}style") is not None:
            root.remove(defs)
    title = root.find(f"{{{SVG}}}title")
    assert title is not None
    title.set("id", name := f"title{digest(labels.title)}")
    alt = ElementTree.Element(f"{{{SVG}}}desc", {"id": f"alt{digest(labels.alt)}"})
    alt.text = labels.alt
    root.insert(1, alt)
    root.attrib |= {"width": str(size.width), "height": str(size.height), LANGUAGE: labels.language}
    root.attrib |= {"role": "img", "aria-labelledby": name, "aria-describedby": alt.get("id", "")}
    root.set("stroke-linejoin", "round")


def _shorten(root: ElementTree.Element) -> None:
    """Write paths in few letters, and one that is drawn twice, as words with a halo are, once."""
    for path in root.iter(f"{{{SVG}}}path"):
        path.set("d", short(path.get("d", "")))
        path.set("style", path.get("style", "").replace(": ", ":").replace("; ", ";"))
    for group in root.iter(f"{{{SVG}}}g"):
        data = [path.get("d", "") for path in group]
        if len(data) == 2 and data[0] == data[1]:
            name = f"words{digest(data[0])}"
            shape = ElementTree.Element(f"{{{SVG}}}defs")
            shape.append(ElementTree.Element(f"{{{SVG}}}path", {"id": name, "d": data[0]}))
            for path in group:
                path.tag, path.attrib = f"{{{SVG}}}use", {f"{{{XLINK}}}href": f"#{name}", **path.attrib}
                del path.attrib["d"]
            group.insert(0, shape)
