"""Clips read back: their frames as a player shows them, what the file says of itself, and its subtitles."""

import re
from io import BytesIO
from itertools import accumulate

import imageio.v3 as iio
import numpy as np
from PIL import Image, ImageSequence

from gdclips.build.texts.subtitles import cues, srt


def read_gif(content):
    """The frames (n, height, width, 3) of a GIF, the milliseconds of each, and how often it runs."""
    with iio.imopen(content, "r", plugin="pillow") as file:
        assert file.metadata()["version"] == b"GIF89a"
        frames = np.stack(list(file.iter(mode="RGB")))
        delays = [file.metadata(index=index)["duration"] for index in range(len(frames))]
        return frames, delays, file.metadata()["loop"]


def read_animation(content):
    """The frames (n, height, width, 4) of a picture, the milliseconds of each, and how often it plays."""
    with Image.open(BytesIO(content)) as image:
        frames, durations = [], []
        for each in ImageSequence.Iterator(image):
            frames.append(np.asarray(each.convert("RGBA")))
            durations.append(each.info["duration"])
        return np.stack(frames), durations, image.info.get("loop")


def read_video(path):
    """The frames (n, height, width, 3) of a video, and its codec, format of pixels, rate and seconds."""
    facts = iio.immeta(path, plugin="pyav")
    frames = iio.imread(path, plugin="pyav")
    return frames, tuple(facts[name] for name in ("codec", "video_format", "fps", "duration"))


def played(content, fps=20):
    """The frames of a GIF as a player shows them, its delays, and how often it runs.

    A frame that is held counts as often as its time has frames; the last one once.
    """
    frames, delays, loop = read_gif(content)
    times = [delay * fps / 1000 for delay in delays[:-1]]
    assert all(time >= 1 and time == round(time) for time in times)
    return np.repeat(frames, [*map(round, times), 1], axis=0), delays, loop


def psnr(one, other):
    """How near two pictures are to each other, in decibels."""
    return 10 * np.log10(255**2 / max(np.square(np.subtract(one, other, dtype=float)).mean(), 1e-9))


def count_colors(frames):
    """How many colours, opacity included, frames (n, height, width, channels) have."""
    parts = np.arange(frames.shape[-1], dtype=np.uint32)
    return len(np.unique(frames.astype(np.uint32) @ 256**parts))  # far faster than by rows


def read_subtitles(text):
    """The cues of SubRip text: from when to when each is seen, in seconds, and its lines."""
    found = []
    for number, block in enumerate(text.removesuffix("\n").split("\n\n") if text else [], start=1):
        head, times, *lines = block.split("\n")
        assert head == str(number) and lines
        hours, minutes, seconds = zip(*re.findall(r"(\d\d):(\d\d):(\d\d,\d{3})", times), strict=True)
        clock = zip(hours, minutes, seconds, strict=True)
        since, until = (3600 * int(h) + 60 * int(m) + float(s.replace(",", ".")) for h, m, s in clock)
        found.append((since, until, lines))
    return found


def subtitled(subtitles):
    """All words of SubRip text, in one line."""
    return " ".join(line for *_, lines in read_subtitles(subtitles) for line in lines)


def subtitles(beats):
    """The SubRip text of beats, one after the other."""
    starts = [*accumulate((beat.seconds for beat in beats), initial=0.0)]
    return srt(cues([beat.caption for beat in beats], starts))
