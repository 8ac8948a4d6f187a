"""Clips read back: their frames as a player shows them, and what the file says of itself."""

import imageio.v3 as iio
import numpy as np


def read_gif(content):
    """The frames (n, height, width, 3) of a GIF, the milliseconds of each, and how often it runs."""
    with iio.imopen(content, "r", plugin="pillow") as file:
        assert file.metadata()["version"] == b"GIF89a"
        frames = np.stack(list(file.iter(mode="RGB")))
        delays = [file.metadata(index=index)["duration"] for index in range(len(frames))]
        return frames, delays, file.metadata()["loop"]


def read_video(path):
    """The frames (n, height, width, 3) of a video, and its codec, format of pixels, rate and seconds."""
    facts = iio.immeta(path, plugin="pyav")
    frames = iio.imread(path, plugin="pyav")
    return frames, tuple(facts[name] for name in ("codec", "video_format", "fps", "duration"))
