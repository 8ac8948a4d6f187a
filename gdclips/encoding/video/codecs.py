"""Codecs: how frames are encoded as H.264, VP9 and ProRes, with the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

KEYS = 2  # seconds from one key frame of H.264 to the next, at most
# The number of threads changes bytes, and a second one would save no time. x264's code for AVX-512 reads
# memory that nothing was written to, so bytes would change from run to run; that for SSE4.2 is as fast here.
SAME_BYTES = "asm=sse4.2"
# Most of a picture stands still, so x264 looks far ahead and back; chroma, of which yuv420p has a quarter, is
# coded finer than luma. This gives a fifth to a third fewer bytes at the same quality and speed.
FEW_BYTES = "rc-lookahead=20:bframes=5:ref=3:trellis=1:qcomp=0.3:chroma-qp-offset=-5"
# Motion between pixels is looked for once, not twice: a fifth less time for 0 to 5% more bytes, 8% in space.
FAST = "subme=1"
X264 = {"preset": "veryfast", "threads": "1"}
H264_CRF = (21, 25, 29, 33)
# As fast as x264 at the same quality and about the same bytes; libvpx's slower ways take ten times as long
# for a tenth fewer. Key frames are those that begin segments.
VPX = {"b": "0", "deadline": "realtime", "cpu-used": "5", "tune-content": "screen", "g": "99999"}
VPX |= {"threads": "1", "row-mt": "0"}
VP9_CRF = (28, 33, 38, 44)
# One quantizer for all, as FFmpeg counts them, instead of a rate: six times as fast, half the bytes, 62 dB.
PRORES = {"profile": "4444", "vendor": "apl0", "flags": "+qscale", "global_quality": str(4 * 118)}
PRORES |= {"threads": "1"}
# Opacity of 8 bits, which frames have, comes back as it was; of 16, what is opaque would be a little less.
PRORES_ALPHA = {"alpha_bits": "8"}


class Codec(msgspec.Struct, frozen=True):
    """What encodes frames at a ``rate``: an encoder of ffmpeg's, its options, and the format of ``pixels``.

    Segments are kept in a ``container``, which has all that the encoder gives. Clear pixels get the colour
    ``behind`` them, ``#rrggbb``: players that know no opacity show that.
    """

    encoder: Literal["libx264", "libvpx-vp9", "prores_ks"]
    rate: int
    options: Mapping[str, str]
    pixels: str
    container: str
    behind: str | None = None


def h264(rate: int, quality: int = 0) -> Codec:
    """Return the codec of H.264 in yuv420p, as all players have it."""
    keys = f"keyint={KEYS * rate}"
    options = X264 | {"crf": str(H264_CRF[quality]), "x264-params": f"{SAME_BYTES}:{keys}:{FEW_BYTES}:{FAST}"}
    return Codec("libx264", rate, options, "yuv420p", "mp4")


def vp9(rate: int, quality: int = 0, behind: str | None = None) -> Codec:
    """Return the codec of VP9 in yuv420p; with the frames' opacity if a colour ``behind`` them is given."""
    options = VPX | {"crf": str(VP9_CRF[quality])}
    return Codec("libvpx-vp9", rate, options, "yuva420p" if behind else "yuv420p", "webm", behind)


def prores(rate: int, behind: str | None = None) -> Codec:
    """Return the codec of ProRes 4444; with the frames' opacity if a colour ``behind`` them is given."""
    if behind:
        return Codec("prores_ks", rate, PRORES | PRORES_ALPHA, "yuva444p10le", "mov", behind)
    return Codec("prores_ks", rate, PRORES, "yuv444p10le", "mov")
