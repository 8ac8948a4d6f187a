"""The floor of our videos: colours converted and frames encoded, as we do it, and nothing drawn."""

from __future__ import annotations

from benchmarks.frames_ready import given, opaque, ready, shots
from benchmarks.measured import side
from gdclips.rendering.video import join, segment

if __name__ == "__main__":
    case, path = given()
    kept = ready(case, path.parent)
    side(
        lambda case, path: join(path, [segment(shots(kept), case.order.size, case.fps)]),
        lambda case: opaque(kept),
    )
