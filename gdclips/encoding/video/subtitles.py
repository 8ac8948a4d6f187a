"""Subtitles track: the cues of subtitles in a video, which a player shows on request."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from gdclips.encoding.boxes import boxes
from gdclips.encoding.encoders import require_of_pyav
from gdclips.encoding.labels import Cue

MILLISECOND = Fraction(1, 1000)
HANDLER = b"sbtl"  # of a track of subtitles
ENABLED = 1
STYLE = "Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0"
# What FFmpeg's encoder writes the track's header from, which players need.
HEADER = f"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
Style: {STYLE}
"""


def add_subtitles(file: OutputContainer, cues: Sequence[Cue], language: str) -> None:
    """Add a track with the cues of subtitles, in a language of ISO 639-2, to an MP4; none without cues."""
    if not cues:
        return
    require_of_pyav("mov_text")
    stream = file.add_stream("mov_text")
    stream.codec_context.subtitle_header = HEADER.encode()
    stream.time_base = stream.codec_context.time_base = MILLISECOND
    stream.metadata["language"] = language
    for cue in cues:
        file.mux(_packet(cue, stream))


def _packet(cue: Cue, stream: SubtitleStream) -> Packet[Stream]:
    """Return the packet of a cue: the length of its text in two bytes, and the text in UTF-8."""
    text = "\n".join(cue.lines).encode()
    packet = Packet(len(text).to_bytes(2, "big") + text)
    start, end = round(cue.start * 1000), round(cue.end * 1000)
    packet.pts, packet.dts, packet.duration = start, start, end - start
    packet.time_base, packet.stream = MILLISECOND, stream
    return packet


def hide_subtitles(path: Path) -> None:
    """Have players show the subtitles of an MP4 on request alone, because its pictures have the same words.

    FFmpeg enables the first track of a kind; the flag is the last bit of the flags of its header.
    """
    with path.open("r+b") as file:
        content, flags = file.read(), 0
        for kind, at in boxes(content):
            if kind == b"tkhd":
                flags = at + 3
            if kind == b"hdlr" and content[at + 8 : at + 12] == HANDLER:
                file.seek(flags)
                file.write(bytes([content[flags] & ~ENABLED]))
