"""Encoding alone, the minimal cost of a video: colours are converted and frames encoded, nothing is drawn."""

from __future__ import annotations

from benchmarks.engine.drawn import arguments, draw, rendered
from benchmarks.measuring.side import run_side
from gdclips.encoding.labels import Labels
from gdclips.encoding.video import join, segment

if __name__ == "__main__":
    case, path = arguments()
    kept = draw(case, path.parent)
    run_side(
        lambda case, path: join(path, [segment(rendered(kept), case.request.size, case.fps)], Labels()),
        lambda case: iter(kept),
    )
