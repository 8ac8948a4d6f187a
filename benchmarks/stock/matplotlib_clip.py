"""GIF of the stock side: a figure's artists, changed in place for each frame by FuncAnimation.

The artists are those that a user would create once: polygons for the bands, a LineCollection for the path,
scatters for the dots and the head, texts. Their content comes from the case's picture, so that both sides
draw the same; it is computed before the time is measured, in this side's favour.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import msgspec
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from matplotlib.animation import AbstractMovieWriter, FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.measuring.case import Case
from benchmarks.measuring.side import Frames, run_side
from benchmarks.stock.artists import Artists
from benchmarks.stock.axes3d import Space
from benchmarks.stock.content import Content, content

DPI = 100


class Clip:
    """A figure, and the function that FuncAnimation calls."""

    def __init__(self, case: Case, content: Content) -> None:
        self._frames = content.frames
        self.figure = Figure((case.width / DPI, case.height / DPI), dpi=DPI, facecolor=content.background)
        FigureCanvasAgg(self.figure)
        self._space = Space(self.figure, case, content.solid) if content.solid else None
        ground, self._below, top, self._above = (
            Artists(self.figure, case.width, case.height, layer) for layer in range(4)
        )
        ground.still(content.ground)
        top.still(content.top)

    def update(self, index: int) -> list:
        """Show a frame."""
        frame = self._frames[index]
        if self._space:
            self._space.show(frame.solid)
        return [*self._below.show(frame.below), *self._above.show(frame.above)]

    def pixels(self, index: int) -> np.ndarray:
        """Return a frame before it is encoded."""
        self.update(index)
        self.figure.canvas.draw()
        return np.asarray(self.figure.canvas.buffer_rgba()).copy()


class PaletteWriter(AbstractMovieWriter):
    """Writer with the filters of ``ffmpeg -vf split[a][b];[a]palettegen[p];[b][p]paletteuse``, by PyAV."""

    def setup(self, fig, outfile, dpi=None) -> None:
        """Open the file and the filters."""
        super().setup(fig, outfile, dpi)
        width, height = self.frame_size
        self._file = av.open(str(outfile), "w", format="gif", options={"loop": "0"})
        self._stream = self._file.add_stream("gif", rate=self.fps)
        self._stream.pix_fmt, self._stream.width, self._stream.height = "pal8", width, height
        self._graph, self._count = Graph(), 0
        base = 1 / self._stream.codec_context.framerate
        source = self._graph.add_buffer(width=width, height=height, format="rgba", time_base=base)
        split, maker = self._graph.add("split"), self._graph.add("palettegen")
        painter, sink = self._graph.add("paletteuse"), self._graph.add("buffersink")
        source.link_to(split)
        split.link_to(maker, 0, 0)
        split.link_to(painter, 1, 0)
        maker.link_to(painter, 0, 1)
        painter.link_to(sink)
        self._graph.configure()
        self._base = base

    def grab_frame(self, **options) -> None:
        """Draw the figure and pass its pixels to the filters."""
        self.fig.canvas.draw()
        frame = VideoFrame.from_ndarray(np.asarray(self.fig.canvas.buffer_rgba()), format="rgba")
        frame.pts, frame.time_base = self._count, self._base
        self._count += 1
        self._graph.push(frame)

    def finish(self) -> None:
        """Write the output of the filters."""
        self._graph.push(None)
        for _ in range(self._count):
            self._file.mux(self._stream.encode(self._graph.pull()))
        self._file.mux(self._stream.encode())
        self._file.close()


def write(case: Case, path: Path) -> None:
    """Make the file."""
    clip = Clip(case, content(case))
    writer = PillowWriter(fps=case.fps) if case.writer == "pillow" else PaletteWriter(fps=case.fps)
    FuncAnimation(clip.figure, clip.update, frames=case.frames).save(path, writer=writer)


def frames(case: Case) -> Frames:
    """Yield the original frames."""
    clip = Clip(case, content(case))
    return (clip.pixels(index) for index in range(case.frames))


if __name__ == "__main__":
    content(msgspec.json.decode(sys.argv[1], type=Case))  # so that it is not timed
    run_side(write, frames)
