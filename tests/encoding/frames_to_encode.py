"""Frames for the tests of files: of real clips, and plain ones that are quick to make."""

import weakref

import numpy as np

from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, Rectangle, RenderedFrame

SIZE = FrameSize(320, 180)
NARROW = FrameSize(640, 16)
RATE = 20
CLIPS = [("contour_descent", "light"), ("noise_ball", "dark")]


def real_frames(shown):
    """The frames of a picture, every other one."""
    stage = MatplotlibStage(shown, SIZE)
    return [stage.draw(shown.timeline.state(index / 10)) for index in range(shown.timeline.frames(10))]


def plain_frames(count, size=SIZE):
    """Frames that each differ from the one before: a bar goes across."""
    for index in range(count):
        frame = np.full((size.height, size.width, 4), 255, np.uint8)
        frame[:, : 2 * index + 2, :3] = (200, 80, 0)
        yield frame


def rendered(frames):
    """The frames, each as one that differs anywhere from the one before."""
    return (RenderedFrame(frame, (Rectangle(0, 0, frame.shape[1], frame.shape[0]),)) for frame in frames)


def watched(count, alive, most):
    """Yield frames, and note how many of them there are at once."""
    for index, frame in enumerate(plain_frames(count, NARROW)):
        alive.add(index)
        weakref.finalize(frame, alive.discard, index)
        most.append(len(alive))
        yield frame


def psnr(one, other):
    """How near two pictures are to each other, in decibels."""
    return 10 * np.log10(255**2 / max(np.square(one.astype(float) - other).mean(), 1e-9))
