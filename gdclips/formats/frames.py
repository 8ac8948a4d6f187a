"""Frames: a folder of numbered PNGs, as the package ``animate`` of LaTeX takes them."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, STILL_LOOK, Format, Frames, in_fewer_colors


def encode(frames: Frames) -> list[bytes]:
    """Return an archive of the pictures of all frames; one that comes again is there again."""
    from gdclips.encoding import archive, stills

    count, reduced, look = sum(frames.lengths), in_fewer_colors(frames), frames.look
    pictures = stills.numbered(reduced, count, frames.labels, look.transparent, frames.quality)
    return [archive.archive(pictures)]


FORMAT = Format(
    name="PNG folder",
    media_type="application/zip",
    shows="all frames",
    look=STILL_LOOK,
    takes=("hold", "seconds", "max_bytes"),
    alpha="full",
    repeats=True,
    folder=True,
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
