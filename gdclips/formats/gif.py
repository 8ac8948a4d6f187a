"""GIF: a loop in 256 colours, for slides."""

from __future__ import annotations

from gdclips.formats.format import Format, Frames, Rates
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a GIF of the frames; its palette comes from a sample of them, which is drawn first."""
    from gdclips.rendering import images

    sample = map(frames.draw, images.palette_frames(sum(frames.lengths)))
    return [images.gif(frames.rendered(), sample, frames.size, frames.fps)]


FORMAT = Format(
    name="GIF",
    media_type="image/gif",
    look=FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False),
    usual=True,
    rates=Rates((10, 20, 25, 50), "a GIF's delays are hundredths of a second"),
    encode=encode,
    packages=("av",),
)
