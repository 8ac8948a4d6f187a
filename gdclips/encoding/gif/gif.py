"""GIF encoding: frames become a GIF with one palette for all, by PyAV; a transparent one by Pillow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO

import av
import msgspec
from av.video.frame import VideoFrame

from gdclips.encoding.encoders import require_of_pyav
from gdclips.encoding.gif.transparent import transparent_gif
from gdclips.encoding.labels import Labels
from gdclips.encoding.palette import HUNDREDTHS, MOST_COLORS, bgra, bgra_sample, palette, quantized
from gdclips.encoding.shown import begins, ends
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame
from gdclips.rendering.look import FOREVER

LONGEST = 60_000  # hundredths of a second of a delay: two bytes hold no more than 65,535
BLOCK = 255  # bytes of a comment's block
NO_LABELS = Labels()


class Playing(msgspec.Struct, frozen=True, kw_only=True):
    """How a GIF of ``count`` frames, ``rate`` a second, plays.

    Frame k begins at the hundredth of a second that is nearest to k / rate. The last stands for ``hold``
    seconds, if that is longer than one frame. All play ``loop`` times, 0 for ever.
    """

    count: int
    rate: int
    hold: float = 0.0
    loop: int = FOREVER

    def begins(self, number: int) -> int:
        """Return the hundredth of a second at which a frame begins."""
        return begins(number, self.rate, HUNDREDTHS)

    @property
    def ends(self) -> int:
        """The hundredth of a second at which the last frame ends."""
        return ends(self.count - 1, self.rate, self.hold, HUNDREDTHS)

    @property
    def last(self) -> int:
        """For how many hundredths of a second the last frame stands."""
        return self.ends - self.begins(self.count - 1)

    @property
    def repeats(self) -> int | None:
        """How often it is repeated, 0 for ever; None for not at all: with a count of 1 many play it twice."""
        return None if self.loop == 1 else max(self.loop - 1, 0)


def gif(
    frames: Iterable[RenderedFrame],
    sample: Iterable[Pixels],
    size: FrameSize,
    playing: Playing,
    labels: Labels = NO_LABELS,
    colors: int = MOST_COLORS,
    matte: str | None = None,
) -> bytes:
    """Encode a GIF in at most so many colours, of a palette made from a ``sample`` of its frames.

    With a ``matte``, #rrggbb, one colour is transparent, and what is translucent is blended with the matte.
    """
    one = palette(bgra_sample(sample, matte), colors)
    shown = quantized(bgra(_timed(frames, playing), size, matte), one)
    if matte is None:
        return _commented(_opaque(shown, size, playing), _comment(labels))
    return transparent_gif(shown, one, playing.ends, playing.repeats, _comment(labels))


def _opaque(frames: Iterable[VideoFrame], size: FrameSize, playing: Playing) -> bytes:
    require_of_pyav("gif")
    memory, repeats = BytesIO(), -1 if playing.repeats is None else playing.repeats
    options = {"loop": str(repeats), "final_delay": str((playing.last - 1) % LONGEST + 1)}
    with av.open(memory, "w", format="gif", options=options) as file:
        stream = file.add_stream("gif", rate=playing.rate)
        stream.pix_fmt, stream.width, stream.height = "pal8", size.width, size.height
        stream.codec_context.time_base = Fraction(1, HUNDREDTHS)
        for frame in frames:
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return memory.getvalue()


def _comment(labels: Labels) -> bytes:
    """Return what a GIF says of itself; most alt texts begin with the title."""
    title = "" if labels.alt.startswith(labels.title) else labels.title
    return "\n".join(filter(None, (title, labels.alt, labels.copyright))).encode()


def _commented(gif: bytes, comment: bytes) -> bytes:
    """Return a GIF with a comment, which PyAV can't write, before its first block."""
    first = 13 + (3 * 2 ** ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
    blocks = (comment[at : at + BLOCK] for at in range(0, len(comment), BLOCK))
    told = b"".join(bytes([len(block)]) + block for block in blocks)
    return gif[:first] + b"\x21\xfe" + told + b"\0" + gif[first:]


def _timed(frames: Iterable[RenderedFrame], playing: Playing) -> Iterator[tuple[int, RenderedFrame]]:
    """Yield the frames that differ from the one before, with when they begin, and the last.

    An unchanged frame needs no encoding: the one before is held longer, as long as a delay can be.
    """
    begun, last = -LONGEST, None
    for index, frame in enumerate(frames):
        time = playing.begins(index)
        last = None if frame.changed or time - begun >= LONGEST else (time, frame)
        if last is None:
            begun = time
            yield time, frame
    if last is not None:
        yield last
    for again in range(LONGEST, playing.last, LONGEST):
        yield time + again, frame
