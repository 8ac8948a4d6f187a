"""Encoding alone, the floor of our videos: colours converted and frames encoded, and nothing drawn."""

from __future__ import annotations

from benchmarks.measuring.side import side
from benchmarks.ours.ready import given, opaque, ready, shots
from gdclips.rendering.video import join, segment

if __name__ == "__main__":
    case, path = given()
    kept = ready(case, path.parent)
    side(
        lambda case, path: join(path, [segment(shots(kept), case.request.size, case.fps)]),
        lambda case: opaque(kept),
    )
