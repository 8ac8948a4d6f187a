"""PNG: a picture of a clip's last frame."""

from __future__ import annotations

from gdclips.formats.format import Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a picture of the last frame."""
    from gdclips.rendering import images

    return [images.png(frames.last())]


FORMAT = Format(
    name="PNG",
    media_type="image/png",
    shows="last frame",
    look=FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False),
    parts=lambda beats: (1,),
    encode=encode,
    packages=("imageio", "pillow"),
)
