"""Still encoding: frames become PNGs, by Pillow, with what all of them say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gdclips.encoding.colors import picture, still
from gdclips.encoding.labels import Labels
from gdclips.rendering.frame import Pixels, RenderedFrame

DIGITS = 4  # at least, of the number of a frame


def png(frame: Pixels, labels: Labels, transparent: bool = False, quality: int = 0) -> bytes:
    """Encode one frame as a PNG, in so many colours as one of the qualities has."""
    return _written(still(frame, quality, transparent), labels, optimize=True)


def numbered(
    frames: Iterable[RenderedFrame], count: int, labels: Labels, transparent: bool, quality: int
) -> Iterator[tuple[str, bytes]]:
    """Yield a PNG of each of so many frames under its number, from 1 on, with zeros before it."""
    digits, content = max(DIGITS, len(str(count))), b""
    for number, frame in enumerate(frames, 1):
        if frame.changed or not content:
            content = _written(picture(frame.pixels, quality, transparent), labels)
        yield f"{number:0{digits}}.png", content


def _written(image: Image.Image, labels: Labels, **options: bool) -> bytes:
    memory = BytesIO()
    image.save(memory, "PNG", pnginfo=info(labels), **options)
    return memory.getvalue()


def info(labels: Labels) -> PngInfo:
    """Return the texts of a PNG: its title, alt text, author and copyright."""
    texts = {
        "Title": labels.title,
        "Description": labels.alt,
        "Author": labels.creator,
        "Copyright": labels.copyright,
    }
    found = PngInfo()
    for name, text in texts.items():
        if text:
            found.add_itxt(name, text, labels.language, name)
    return found
