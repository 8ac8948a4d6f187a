"""Frames for the tests of files: of real clips, and plain ones that are quick to make."""

import weakref
from dataclasses import dataclass

import msgspec
import numpy as np

from gdclips.encoding.labels import Labels
from gdclips.formats import FORMATS
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize, Rectangle, RenderedFrame
from gdclips.rendering.look import FullLook

SIZE = FrameSize(320, 180)
NARROW = FrameSize(640, 16)
RATE = 20
LABELS = Labels(title="Noise ball", alt="Noise ball. A path leads to the minimum.")
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


def noise_in_patches(count, size, clear=0.0):
    """Frames of noise, a share of it clear, each with the patch in which it differs from the one before."""
    rng, told = np.random.default_rng(5), []
    frame = rng.integers(0, 256, (size.height, size.width, 4), dtype=np.uint8)
    frame[rng.random(frame.shape[:2]) < clear, 3] = 0
    for index in range(count):
        left, right = np.sort(rng.choice(size.width + 1, 2, replace=False)).tolist()
        top, bottom = np.sort(rng.choice(size.height + 1, 2, replace=False)).tolist()
        patch = Rectangle(left, top, right, bottom)
        frame = frame.copy()
        frame[patch.part] = rng.integers(0, 256, (bottom - top, right - left, 4), dtype=np.uint8)
        told.append(RenderedFrame(frame, (patch,) if index else ()))
    return told


def watched(count, alive, most):
    """Yield frames, and note how many of them there are at once."""
    for index, frame in enumerate(plain_frames(count, NARROW)):
        alive.add(index)
        weakref.finalize(frame, alive.discard, index)
        most.append(len(alive))
        yield frame


@dataclass(frozen=True)
class Given:
    """Frames as a format's encoder gets them, each as one that differs anywhere from the one before."""

    pixels: list
    look: FullLook
    labels: Labels = LABELS
    quality: int = 0

    @property
    def size(self):
        height, width, _ = self.pixels[0].shape
        return FrameSize(width, height)

    @property
    def lengths(self):
        return (len(self.pixels),)

    def rendered(self):
        return rendered(self.pixels)

    def draw(self, number):
        return self.pixels[number]

    def still(self):
        return self.pixels[-1]


def encoded(suffix, pixels, labels=LABELS, quality=0, **look):
    """The one part of a file of some frames, whose look is its format's but for what is given."""
    each = FORMATS[suffix]
    (part,) = each.encode(Given(pixels, msgspec.structs.replace(each.look, **look), labels, quality))
    return part


def translucent_frames(count, size=SIZE):
    """Frames in which a bar as opaque as its place goes across, over nothing."""
    for index in range(count):
        frame = np.zeros((size.height, size.width, 4), np.uint8)
        frame[:, : 2 * index + 2] = (200, 80, 0, 255)
        frame[:, 2 * index + 2 : 2 * index + 33, :3] = (200, 80, 0)
        frame[:, 2 * index + 2 : 2 * index + 33, 3] = np.arange(248, 0, -8)
        yield frame
