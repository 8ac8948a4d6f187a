"""Kept frames, written by Manim as its ``--format`` does; the CPU seconds that this takes are printed.

A scene with nothing in it plays, whose frames are replaced by the kept ones.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
from manim import Scene, tempconfig

from benchmarks.measuring.drawing import Drawn
from benchmarks.measuring.side import cpu_seconds


def write(drawn: Drawn, path: Path) -> float:
    """Write a file of the format that its suffix names; return the CPU seconds, imports not included."""
    kept = iter(np.memmap(drawn.raw, np.uint8, "r", shape=drawn.shape))

    class Kept(Scene):
        def construct(self) -> None:
            self.wait(drawn.count / drawn.fps, frozen_frame=False)

    with TemporaryDirectory() as folder:
        settings = {
            "media_dir": folder,
            "pixel_width": drawn.width,
            "pixel_height": drawn.height,
            "frame_rate": drawn.fps,
            "format": path.suffix[1:],
            "disable_caching": True,
            "verbosity": "ERROR",
            "progress_bar": "none",
        }
        before = cpu_seconds()
        with tempconfig(settings):
            scene = Kept()
            add = scene.renderer.add_frame
            scene.renderer.add_frame = lambda frame, num_frames=1: add(np.asarray(next(kept)), num_frames)
            scene.render()
            writer = scene.renderer.file_writer
        spent = cpu_seconds() - before
        shutil.move(writer.gif_file_path if path.suffix == ".gif" else writer.movie_file_path, path)
        return spent


if __name__ == "__main__":
    where, path = sys.argv[1:]
    print(write(msgspec.json.decode(where, type=Drawn), Path(path)))
