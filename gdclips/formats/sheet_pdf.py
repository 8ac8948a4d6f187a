"""Handout: one page with the key moments of a clip and what is said then."""

from __future__ import annotations

from gdclips.formats.format import Format, Frames, one_frame
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return the page."""
    from gdclips.drawing.box import Box
    from gdclips.drawing.marks import Area
    from gdclips.encoding.vector.handout import Still, handout

    aspect = frames.size.aspect
    ground = Area(outline=Box(0.0, 0.0, aspect, 1.0).corners, fill=frames.background)
    stills = [Still([ground, *frames.marks(second)], caption) for second, caption in frames.moments]
    return [handout(stills, aspect, frames.labels)]


FORMAT = Format(
    name="handout",
    media_type="application/pdf",
    shows="key moments",
    look=FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="full", bare=True),
    renderers=("matplotlib",),
    parts=one_frame,
    encode=encode,
    packages=("fonttools", "pillow"),
)
