"""GIF: a loop in 256 colours, for slides."""

from __future__ import annotations

from gdclips.formats.format import LOOP_LOOK, SLOWEST, Format, Frames, Rates, theme_background

COLORS = (256, 192, 128, 96, 64)  # with fewer, colours that tell quantities apart become one


def encode(frames: Frames) -> list[bytes]:
    """Return a GIF of the frames; its palette comes from a sample of them, which is drawn first."""
    from gdclips.encoding import colors
    from gdclips.encoding.gif import gif

    look, count = frames.look, sum(frames.lengths)
    playing = gif.Playing(count=count, rate=look.fps, hold=look.hold, loop=look.loop)
    sample = map(frames.draw, colors.sampled(count))
    matte = look.matte or theme_background(look)
    most = COLORS[frames.quality]
    return [gif.gif(frames.rendered(), sample, frames.size, playing, frames.labels, most, matte)]


FORMAT = Format(
    name="GIF",
    media_type="image/gif",
    look=LOOP_LOOK,
    usual=True,
    rates=Rates(range(SLOWEST, 51, SLOWEST), "a GIF's frames last two hundredths of a second or more"),
    takes=("loop", "hold", "seconds", "matte", "max_bytes"),
    alpha="bit",
    encode=encode,
    qualities=tuple(f"{colors} colours" for colors in COLORS),
    packages=("av", "pillow"),
)
