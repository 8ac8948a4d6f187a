"""Video of the stock side: Manim's own mobjects, changed in place by an updater.

Text and DecimalNumber for texts, Polygon, Line and Circle for the rest, and in 3D Manim's Surface and
ThreeDCamera. Their content comes from the case's picture, so that both sides draw the same; it is computed
before the time is measured, in this side's favour.
"""

from __future__ import annotations

import shutil
import sys
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import manim
import msgspec
import numpy as np
from manim import Mobject, Scene, ThreeDScene, config, tempconfig

from benchmarks.measuring.case import Case
from benchmarks.measuring.side import Frames, run_side
from benchmarks.stock.content import Content, content
from benchmarks.stock.mobjects import Mobjects, extent, register, split_numbers
from benchmarks.stock.mobjects3d import OffsetCamera, Solids
from gdclips.drawing.marks import Formula, Words


class Clip:
    """Common part of both scenes: static mobjects are added first, then an updater shows each frame."""

    case: Case
    content: Content

    def construct(self) -> None:
        """Play the whole clip."""
        shown = self.content
        self.camera.background_color = manim.ManimColor.from_rgb(shown.background[:3])
        ground, below, top, above = (Mobjects(self.case) for _ in range(4))
        self._add_mobjects(ground.still(shown.ground))
        solids = Solids(self, self.case, shown.solid) if shown.solid else None
        clock, time, upon = Mobject(), manim.ValueTracker(0.0), top.still(shown.top)

        def update(_: Mobject, dt: float) -> None:
            time.increment_value(dt)
            frame = shown.frames[min(round(time.get_value() * self.case.fps), len(shown.frames) - 1)]
            if solids:
                solids.show(frame.solid)
            new = below.show(frame.below)
            self._add_mobjects(new)
            over = above.show(frame.above)
            if solids or new:  # whose mobjects came last, and belong below
                self._add_mobjects([*upon, *above.all])
            elif over:
                self._add_mobjects(over)
            self._fix_in_frame([*below.changed, *above.changed])

        clock.add_updater(update)
        self.add(clock)
        self._add_mobjects(upon)
        self.wait(len(shown.frames) / self.case.fps, frozen_frame=False)

    def _add_mobjects(self, mobjects: list[Mobject]) -> None:
        self.add(*mobjects)

    def _fix_in_frame(self, mobjects: list[Mobject]) -> None:
        """Fix changed mobjects in the frame, if the camera turns."""


class Flat(Clip, Scene):
    """A clip in 2D."""


class Spatial(Clip, ThreeDScene):
    """A clip in 3D: texts stay fixed in the frame while the camera turns."""

    def __init__(self) -> None:
        super().__init__(camera_class=OffsetCamera)

    def _add_mobjects(self, mobjects: list[Mobject]) -> None:
        self.add_fixed_in_frame_mobjects(*mobjects)
        self.add(*mobjects)

    def _fix_in_frame(self, mobjects: list[Mobject]) -> None:
        self.camera.add_fixed_in_frame_mobjects(*mobjects)


def play(case: Case, folder: str, keep: list | None = None) -> Path:
    """Render the clip as Manim does and return its path; append the frames to ``keep``."""
    kind = Spatial if content(case).solid else Flat
    scene = type("Case", (kind,), {"case": case, "content": content(case)})
    settings = {
        "media_dir": folder,
        "pixel_width": case.width,
        "pixel_height": case.height,
        "frame_rate": case.fps,
        "disable_caching": True,
        "verbosity": "ERROR",
        "progress_bar": "none",
    }
    with tempconfig(settings):
        shown = scene()
        if keep is not None:
            take = shown.renderer.add_frame

            def add_frame(frame: np.ndarray, num_frames: int = 1) -> None:
                keep.extend([frame[:, :, :3].copy()] * num_frames)
                take(frame, num_frames)

            shown.renderer.add_frame = add_frame
        shown.render()
        return Path(shown.renderer.file_writer.movie_file_path)


def write(case: Case, path: Path) -> None:
    """Make the file."""
    with TemporaryDirectory() as folder:
        shutil.move(play(case, folder), path)


def frames(case: Case) -> Frames:
    """Yield the original frames."""
    kept: list[np.ndarray] = []
    with TemporaryDirectory() as folder:
        play(case, folder, kept)
    return iter(kept[: case.frames])


if __name__ == "__main__":
    register()
    config.verbosity = "ERROR"
    shown = content(msgspec.json.decode(sys.argv[1], type=Case))
    moving = chain.from_iterable([*frame.below, *frame.above] for frame in shown.frames)
    for mark in split_numbers([*shown.ground, *shown.top, *moving]):
        if isinstance(mark, Words | Formula):
            extent(mark)
    run_side(write, frames)
