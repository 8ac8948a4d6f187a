"""Frames: a folder of numbered PNGs, as the package ``animate`` of LaTeX takes them."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return an archive of the pictures of all frames; one that comes again is there again."""
    from gdclips.encoding import archive, colors, stills

    count = sum(frames.lengths)
    sample = map(frames.draw, colors.sampled(count))
    reduced = colors.in_colors(frames.rendered(), sample, frames.size, frames.quality)
    pictures = stills.numbered(reduced, count, frames.labels, frames.look.transparent, frames.quality)
    return [archive.archive(pictures)]


FORMAT = Format(
    name="Frames",
    media_type="application/zip",
    shows="a folder of numbered PNGs",
    look=FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False),
    takes=("hold", "seconds", "max_bytes"),
    alpha="full",
    repeats=True,
    folder=True,
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
