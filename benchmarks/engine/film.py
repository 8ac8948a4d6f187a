"""Film: a scene's video made whole, and its frames encoded alone with the settings of commit fd3a6ae."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.video.reformatter import VideoReformatter

from benchmarks.measuring.case import request
from gdclips.build.job import file_info, tell_story
from gdclips.build.render import render_parts, stage_of
from gdclips.drawing.picture import picture
from gdclips.encoding.palette import numbered
from gdclips.encoding.video.codecs import FEW_BYTES, SAME_BYTES, X264
from gdclips.encoding.video.planes import to_yuv
from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides, Request

FIRST = X264 | {"crf": "20", "x264-params": f"keyint=infinite:{SAME_BYTES}:{FEW_BYTES}"}


def whole(clip: Request, folder: Path) -> float:
    """Make a request's file and return the CPU seconds that it took."""
    start = time.process_time()
    story = tell_story(clip, None)
    info = file_info(clip, story, None)
    parts = render_parts(clip, story, info.labels, range(len(info.frames)), lambda done: None)
    clip.format.join(folder / clip.file, parts, info.labels)
    return time.process_time() - start


def alone(clip: Request) -> float:
    """Return the CPU seconds of the conversion and the encoding of a request's frames."""
    story, look, spent = tell_story(clip, None), clip.look, 0.0
    shown = picture(story, look.theme, look.cut, look.bare, clip.size.aspect)
    stage, reformatter = stage_of(clip, shown), VideoReformatter()
    states = (shown.timeline.state(number / look.fps) for number in range(shown.timeline.frames(look.fps)))
    with av.open(BytesIO(), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=look.fps, options=FIRST)
        stream.pix_fmt, stream.width, stream.height = "yuv420p", clip.size.width, clip.size.height
        for number, frame in enumerate(stage.frames(states)):
            start = time.process_time()
            file.mux(stream.encode(numbered(to_yuv(reformatter, frame.pixels), number, look.fps)))
            spent += time.process_time() - start
        start = time.process_time()
        file.mux(stream.encode())
    return spent + time.process_time() - start


def main(name: str, renderer: str) -> None:
    """Print the CPU seconds of a scene's film, and of its encoding alone, as JSON."""
    import_module(f"gdclips.rendering.{'manim.stage' if renderer == 'manim' else 'agg'}")
    look = Look(theme="dark", size="720p", fps=30, renderer=renderer, cut="full")
    clip = request(f"{name}.mp4", Overrides(look=look))
    with TemporaryDirectory() as folder:
        print(json.dumps([whole(clip, Path(folder)), alone(clip)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
