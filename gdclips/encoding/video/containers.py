"""Containers: segments joined to a video, with its index first and all that it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import av
import msgspec
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from gdclips.encoding.labels import Chapter, Labels
from gdclips.encoding.video.languages import code
from gdclips.encoding.video.segments import SAME_BYTES
from gdclips.encoding.video.subtitles import MILLISECOND, add_subtitles, hide_subtitles

if TYPE_CHECKING:
    from av.container.core import Chapter as VideoChapter


class Container(msgspec.Struct, frozen=True):
    """A container of FFmpeg's, by its ``name``, with the ``options`` that put its index first.

    Its codec decodes so many frames ``ahead`` of presentation, except in very short segments. FFmpeg knows
    its place for a description by the name ``alt``.
    """

    name: str
    options: Mapping[str, str]
    ahead: int = 0
    subtitles: bool = False
    alt: str = "description"


ALPHA_MODE = "alpha_mode"  # of a WebM, without which players show it opaque

MP4 = Container("mp4", {"movflags": "+faststart"}, ahead=2, subtitles=True)
WEBM = Container("webm", {"cues_to_front": "1"} | SAME_BYTES)
MOV = Container("mov", {"movflags": "+faststart"}, alt="comment")


def join(path: Path, segments: Iterable[bytes], labels: Labels, container: Container) -> None:
    """Write segments one after the other as a video; an OSError if that fails."""
    try:
        _join(path, segments, labels, container)
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _join(path: Path, segments: Iterable[bytes], labels: Labels, container: Container) -> None:
    with av.open(str(path), "w", format=container.name, container_options=dict(container.options)) as file:
        _label(file, labels, container.alt)
        joined, language = None, code(labels.language)
        for stream, packet in _packets(segments, container.ahead):
            if joined is None:
                joined = file.add_stream_from_template(stream)
                joined.codec_context.codec_tag = stream.codec_context.codec_tag  # says which kind of ProRes
                joined.metadata["language"] = language
                if mode := stream.metadata.get(ALPHA_MODE):
                    joined.metadata[ALPHA_MODE] = mode
                if container.subtitles:
                    add_subtitles(file, labels.cues, language)
            packet.stream = joined
            file.mux(packet)
    if container.subtitles:
        hide_subtitles(path)


def _packets(segments: Iterable[bytes], ahead: int) -> Iterator[tuple[VideoStream, Packet[VideoStream]]]:
    """Yield the packets of segments in a row, timed by the numbers of frames, with their streams."""
    first, count = 0, 0
    for each in segments:
        with av.open(BytesIO(each), "r") as part:
            (stream,) = part.streams.video
            rate = round(stream.average_rate or 0)
            for packet in part.demux(stream):
                if packet.pts is not None:  # the last one is empty
                    packet.pts = first + round(packet.pts * packet.time_base * rate)
                    packet.dts = count - ahead
                    packet.time_base, packet.duration = Fraction(1, rate), 1
                    yield stream, packet
                    count += 1
        first = count


def _label(file: OutputContainer, labels: Labels, alt: str) -> None:
    """Give a file its metadata and its chapters; none begins before the first frame that it is of."""
    found = {
        "title": labels.title,
        "artist": labels.creator,
        "copyright": labels.copyright,
        alt: labels.alt,
    }
    file.metadata.update({name: text for name, text in found.items() if text})
    file.set_chapters([_chapter(number, each) for number, each in enumerate(labels.chapters, 1)])


def _chapter(number: int, chapter: Chapter) -> VideoChapter:
    start, end = (ceil(round(1000 * seconds, 6)) for seconds in (chapter.start, chapter.end))
    return {
        "id": number,
        "start": start,
        "end": end,
        "time_base": MILLISECOND,
        "metadata": {"title": chapter.title},
    }
