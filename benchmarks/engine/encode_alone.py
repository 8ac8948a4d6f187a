"""Encoding alone, the minimal cost of a video: colours are converted and frames encoded, nothing is drawn."""

from __future__ import annotations

from pathlib import Path

from benchmarks.engine.drawn import arguments, draw, rendered
from benchmarks.measuring.case import Case
from benchmarks.measuring.side import run_side
from gdclips.encoding.labels import Labels
from gdclips.encoding.video.codecs import h264
from gdclips.encoding.video.containers import MP4, join
from gdclips.encoding.video.segments import segment


def encode(case: Case, path: Path) -> None:
    """Encode the frames that were drawn before as one segment, and write it."""
    join(path, [segment(rendered(kept), case.request.size, h264(case.fps))], Labels(), MP4)


if __name__ == "__main__":
    case, path = arguments()
    kept = draw(case, path.parent)
    run_side(encode, lambda case: iter(kept))
