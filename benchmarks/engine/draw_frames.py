"""Frames of a drawing, drawn into a folder: all in one file, what changes in each; images also as PNGs."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from benchmarks.measuring.drawing import CHANGED, RAW, Drawing, Drawn
from gdclips.build.job import tell_story
from gdclips.build.render import stage_of
from gdclips.drawing.picture import picture
from gdclips.rendering.frame import Rectangle
from gdclips.story.film.timing import timing


def draw(drawing: Drawing, folder: Path, suffix: str) -> Drawn:
    """Draw the frames that a file of a format shows; those of images also as PNGs."""
    clip = drawing.request(suffix)
    look, size, story = clip.look, clip.size, tell_story(clip, None)
    shown = picture(story, look.theme, look.cut, look.bare, size.aspect)
    times = timing(shown.timeline.beats, look.fps, look.hold, look.seconds)
    drawn = Drawn(str(folder), size.width, size.height, look.fps, times.frames)
    store = np.memmap(folder / RAW, np.uint8, "w+", shape=drawn.shape)
    states = (shown.timeline.state(times.moment(number)) for number in range(times.frames))
    is_video = clip.format.media_type.startswith("video/")
    changed: list[tuple[Rectangle, ...]] = []
    for index, frame in enumerate(stage_of(clip, shown).frames(states)):
        store[index] = frame.pixels
        changed.append(frame.changed)
        if not is_video:
            Image.fromarray(frame.pixels[:, :, :3]).save(drawn.pattern % index)
    (folder / CHANGED).write_bytes(msgspec.json.encode(changed))
    return drawn


if __name__ == "__main__":
    what, folder, suffix = sys.argv[1:]
    drawn = draw(msgspec.json.decode(what, type=Drawing), Path(folder), suffix)
    print(msgspec.json.encode(drawn).decode())
