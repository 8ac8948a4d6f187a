"""Over the folders of an earlier run a clip shows what it should now, not what it showed then."""

import subprocess

import numpy as np
import pytest

from tests.reading import read_video

pytestmark = pytest.mark.manim
CHANGES = {
    "a setting": ("scenes/contour_descent.py", "6.1455)", "6.3)"),
    "a beat": (
        "gdclips/story/film/plain.py",
        "Beat(_fifths(words), opening, first)",
        "Beat(_fifths(words), ending, first)",
    ),
}
SHORT = ("gdclips/story/settings/__init__.py", "steps: Steps = 50", "steps: Steps = 2")
SIZE = {"width": 160, "height": 90, "rate": 10}
ALIKE = 24  # Manim's encoder is not ours: on some processors its bytes differ a little from run to run


def by_render_sh(project):
    """Make the clip by the project's command; give its frames."""
    size = f"{SIZE['width']}x{SIZE['height']}"
    project.make("contour_descent.mp4", "--size", size, "--fps", SIZE["rate"])
    return read_video(project.media / "contour_descent.mp4")[0].astype(int)


def by_manim(project):
    """Make the clip by Manim's command, with the cache that it has by default; give its frames."""
    size = "-r", f"{SIZE['width']},{SIZE['height']}", "--fps", str(SIZE["rate"])
    request = "render", *size, "--media_dir", "kept", "scenes/lecture.py", "ContourDescent"
    start = project.python("-m", "manim", *request, env={}, cwd=project.root)
    done = subprocess.run(**start, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (project.root / "kept").rglob("ContourDescent.mp4")
    return read_video(path)[0].astype(int)


@pytest.mark.parametrize(
    ("make", "alike"), [(by_render_sh, 0), pytest.param(by_manim, ALIKE, marks=pytest.mark.slow)]
)
def test_a_changed_clip_over_warm_folders_is_the_one_made_cold(lay_out, tmp_path, make, alike):
    warm, cold = (lay_out(_folder(tmp_path, name)) for name in ("warm", "cold"))
    warm.change(*SHORT)
    before = make(warm)
    for change in CHANGES.values():
        warm.change(*change)
    after = make(warm)
    for change in (SHORT, *CHANGES.values()):
        cold.change(*change)
    np.testing.assert_allclose(after, make(cold), rtol=0, atol=alike)
    changed = np.abs(after - before).max(axis=(1, 2, 3))
    assert changed[40] > ALIKE  # the second beat's caption
    assert changed[-1] > ALIKE  # the start


def _folder(parent, name):
    folder = parent / name
    folder.mkdir()
    return folder
