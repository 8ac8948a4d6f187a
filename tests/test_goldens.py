"""No picture changes unawares: digests of each scene's rounded marks, at 20 moments of each theme and cut.

They lie in ``tests/goldens``, one file a scene. Where a change is meant, look at the clips first, then renew
them: ``.venv/bin/python tests/test_goldens.py [SCENE...]``.
"""

import hashlib
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gdclips.drawing.picture import picture
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.grid import on_grid
from gdclips.story.scenes import SCENES

FOLDER = Path(__file__).with_name("goldens")
SIZE = FrameSize(1280, 720)
MOMENTS = 20


def digests(scene):
    """Return the lines of a scene's file: one for each moment."""
    story = scene.story(scene.settings())
    lines = []
    for theme in ("light", "dark"):
        for cut in ("full", "short"):
            shown = picture(story, theme, cut, False, SIZE.aspect)
            unit = SIZE.holding(shown.aspect).unit
            for seconds in np.linspace(0.0, shown.timeline.seconds, MOMENTS).round(3).tolist():
                marks = shown.marks(shown.timeline.state(seconds))
                lines.append(f"{theme} {cut} {seconds:6.3f} {digest(marks, unit)}")
    return lines


def digest(marks, unit):
    """Return a digest of all that marks are drawn from, on the grid that they are drawn on."""
    found = hashlib.sha256()
    for mark in marks:
        found.update(type(mark).__name__.encode())
        flat = on_grid(mark, unit)
        for part in (getattr(flat, name) for name in flat.__struct_fields__ if name != "lens"):
            # No zero is negative, and arrays count by their bytes.
            found.update(
                (part + 0.0).tobytes() if isinstance(part, np.ndarray) else msgspec.json.encode(part)
            )
    return found.hexdigest()[:16]


@pytest.mark.parametrize("name", SCENES)
def test_no_picture_changes_unawares(name):
    assert digests(SCENES[name]) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_each_golden_is_of_a_scene():
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SCENES)


if __name__ == "__main__":
    for name in sys.argv[1:] or SCENES:
        text = "\n".join(digests(SCENES[name]))
        (FOLDER / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
