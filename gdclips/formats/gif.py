"""GIF: a loop in 256 colours, for slides."""

from __future__ import annotations

from gdclips.formats.format import Format, Frames, Rates
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a GIF of the frames; its palette comes from a sample of them, which is drawn first."""
    from gdclips.encoding import gif

    sample = map(frames.draw, gif.palette_frames(sum(frames.lengths)))
    return [gif.gif(frames.rendered(), sample, frames.size, frames.look.fps)]


FORMAT = Format(
    name="GIF",
    media_type="image/gif",
    look=FullLook(
        theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False, hold=2.0
    ),
    usual=True,
    rates=Rates((10, 20, 25, 50), "a GIF's delays are hundredths of a second"),
    takes=("loop", "hold", "seconds", "matte", "max_bytes"),
    alpha="bit",
    encode=encode,
    packages=("av",),
)
