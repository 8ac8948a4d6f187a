"""Still encoding: one frame becomes a PNG, by Pillow, and what all PNGs say of themselves."""

from __future__ import annotations

from io import BytesIO

from PIL.PngImagePlugin import PngInfo

from gdclips.encoding.colors import still
from gdclips.encoding.credit import AUTHOR
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import Pixels


def png(frame: Pixels, labels: Labels, transparent: bool = False, quality: int = 0) -> bytes:
    """Encode one frame as a PNG, in so many colours as one of the qualities has."""
    memory = BytesIO()
    still(frame, quality, transparent).save(memory, "PNG", optimize=True, pnginfo=info(labels))
    return memory.getvalue()


def info(labels: Labels) -> PngInfo:
    """Return the texts of a PNG: its title, alt text, author and copyright."""
    texts = {
        "Title": labels.title,
        "Description": labels.alt,
        "Author": labels.author or AUTHOR,
        "Copyright": labels.copyright,
    }
    found = PngInfo()
    for name, text in texts.items():
        if text:
            found.add_itxt(name, text, labels.language, name)
    return found
