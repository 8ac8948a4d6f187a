"""Facts of a file as a look at it tells, whoever wrote it: Pillow reads pictures, PyAV videos.

The packages are imported where a file is looked at.
"""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gdclips.rendering.look import FOREVER

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

OPAQUE = 255


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file; None is unknown, or what its format has not.

    A moving picture runs for ``seconds``, of which it is ``moving`` until the last frame comes; it ``plays``
    so often, or `FOREVER`. A file is ``transparent`` if its first frame lets see what lies behind it.
    """

    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    moving: float | None = None
    plays: int | None = None
    codec: str | None = None
    transparent: bool | None = None


def facts(path: Path, media_type: str) -> Facts:
    """Return the facts of a file, of a folder those of its pictures; an OSError if it can't be read."""
    try:
        return _folder(path) if path.is_dir() else _file(path, media_type)
    except Exception as error:  # of a damaged file the readers raise errors of many kinds
        raise OSError(f"{path}: {error}") from None


def _folder(path: Path) -> Facts:
    pictures = sorted(each for each in path.iterdir() if each.suffix == ".png")
    found = _picture(pictures[0]) if pictures else Facts()
    return msgspec.structs.replace(found, bytes=sum(each.stat().st_size for each in pictures))


def _file(path: Path, media_type: str) -> Facts:
    kind, _, name = media_type.partition("/")
    look = {"video": _video, "image": _picture}.get(kind) if name != "svg+xml" else None
    found = look(path) if look else Facts()
    return msgspec.structs.replace(found, bytes=path.stat().st_size)


def _picture(path: Path) -> Facts:
    from PIL import Image

    with Image.open(path) as image:
        starts, transparent = [0.0], _sees_through(image)
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()  # of a WebP and an AVIF, that tells the duration
            starts.append(starts[-1] + image.info.get("duration", 0) / 1000)
        return Facts(
            width=image.width,
            height=image.height,
            seconds=starts[-1],
            moving=starts[-2],
            plays=_plays(image.format, image.info.get("loop")) if len(starts) > 2 else None,
            transparent=transparent,
        )


def _video(path: Path) -> Facts:
    import av

    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        if not stream.width:
            raise ValueError("no picture in it")
        tags = {name.lower(): value for name, value in stream.metadata.items()}
        alpha_mode = tags.get("alpha_mode") == "1"  # WebM's decoder doesn't tell
        layout = stream.codec_context.format
        components = layout.components if layout else ()
        return Facts(
            width=stream.width,
            height=stream.height,
            codec=stream.codec_context.codec.canonical_name,
            transparent=alpha_mode or any(each.is_alpha for each in components),
        )


def _plays(kind: str | None, loop: int | None) -> int | None:
    """Return how often a picture plays, from the count in it; a GIF's counts repetitions."""
    if kind != "GIF":
        return loop
    return 1 if loop is None else loop + 1 if loop else FOREVER


def _sees_through(image: Picture) -> bool:
    return image.has_transparency_data and min(image.convert("RGBA").getchannel("A").tobytes()) < OPAQUE


def motion(file: Facts) -> float | None:
    """Return for how many seconds a picture moves by itself, all its runs together."""
    if file.moving == 0 or file.plays == FOREVER:
        return 0.0 if file.moving == 0 else inf
    if file.moving is None or file.seconds is None:
        return None
    return ((file.plays or 1) - 1) * file.seconds + file.moving
