"""Videos of a square that moves, and their frames as ffmpeg decodes them."""

from itertools import accumulate, pairwise

import numpy as np
import pytest

from gdclips.encoding.labels import Chapter, Cue, Labels
from gdclips.encoding.video import containers
from gdclips.encoding.video.codecs import h264, prores, vp9
from gdclips.encoding.video.segments import segments
from gdclips.rendering.frame import FrameSize
from tests.ffmpeg import ffmpeg

from .frames_to_encode import RATE, rendered

SIZE = FrameSize(160, 96)
LENGTHS = (50, 9, 1, 30)
WEB = "#102030"
OPAQUE = {"mp4": h264, "webm": vp9, "mov": prores}
CONTAINERS = {"mp4": containers.MP4, "webm": containers.WEBM, "mov": containers.MOV}
DECODER = {"webm": ["-c:v", "libvpx-vp9"]}
EACH = pytest.mark.parametrize("suffix", OPAQUE)
SEEN_THROUGH = pytest.mark.parametrize("suffix", ["webm", "mov"])
STARTS = [start / RATE for start in accumulate(LENGTHS, initial=0)]
TITLES = ["Bälle", "One & <two>", "3 {half}\\N", "end"]
LABELS = Labels(
    title="Noise <ball>",
    alt="A ball, and a ring about it.",
    author="Ana",
    language="fr-CA",
    licence="CC0",
    chapters=tuple(Chapter(*span, title) for span, title in zip(pairwise(STARTS), TITLES, strict=True)),
    cues=(Cue(0.3, 1.0, ("Bälle {a}", "and <b> & so on")), Cue(1.0, 2.0, ("two",)), Cue(2.6, 4.5, ("3",))),
)


def moving(count, opacity=255, size=SIZE):
    """Frames in which an orange square goes from left to right by two pixels, on a background so opaque."""
    for index in range(count):
        frame = np.full((size.height, size.width, 4), (16, 32, 48, opacity), np.uint8)
        frame[40:56, 2 * index % 140 : 2 * index % 140 + 16] = (240, 150, 40, 255)
        yield frame


def made(path, codec, frames=None, size=SIZE, lengths=LENGTHS, labels=LABELS):
    """A video of frames, by default of a square that moves."""
    frames = moving(sum(lengths)) if frames is None else frames
    parts = segments(rendered(frames), lengths, size, codec)
    containers.join(path, parts, labels, CONTAINERS[path.suffix[1:]])
    return path


def decoded(path, size=SIZE):
    """The frames (n, height, width, 4) of a video, by ffmpeg."""
    matrix = "scale=in_color_matrix=bt709:in_range=tv,format=rgba"
    raw = ffmpeg(*DECODER.get(path.suffix[1:], []), "-i", path, "-vf", matrix, "-f", "rawvideo", "-")
    return np.frombuffer(raw, np.uint8).reshape(-1, size.height, size.width, 4)


def half_clear(count, size=SIZE):
    """Frames whose left is clear, whose right is half so, and on which an opaque square moves."""
    for frame in moving(count, 0, size):
        right = frame[:, size.width // 2 :]
        right[right[..., 3] == 0] = (60, 90, 200, 128)
        frame[..., :3][frame[..., 3] == 0] = 0
        yield frame
