"""Pictures whose layers change, played by Manim's own machinery frame by frame."""

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of what Manim itself imports
    manim = pytest.importorskip("manim")

from gdclips.rendering.frame import FrameSize
from gdclips.rendering.manim.mobject import Drawing
from gdclips.rendering.manim.stage import ManimStage, StoryScene
from tests.rendering.layered_film import FILMS, TIMELINE

pytestmark = pytest.mark.manim

SIZE, RATE = FrameSize(192, 108), 5
OPTIONS = {
    "pixel_width": SIZE.width,
    "pixel_height": SIZE.height,
    "frame_rate": RATE,
    "verbosity": "ERROR",
    "progress_bar": "none",
    "dry_run": True,
}


@pytest.fixture
def played(monkeypatch):
    """Return the frames of a picture that a scene plays, and what each beat's still drawing has."""

    def frames(shown):
        found, still = [], []

        class Played(StoryScene):
            def pictures(self, aspect):
                return [shown]

            def play(self, *animations):
                first = next(each for each in self.mobjects if isinstance(each, Drawing))
                still.append(len(first.marks))
                super().play(*animations)

        def keep(self, frame, num_frames=1):
            found.extend([frame.copy()] * num_frames)

        monkeypatch.setattr(manim.renderer.cairo_renderer.CairoRenderer, "add_frame", keep)
        with manim.tempconfig(OPTIONS):
            Played().render()
        return found, still

    return frames


@pytest.mark.parametrize("name", FILMS)
def test_a_scene_plays_the_frames_of_the_stage_within_a_level(played, name):
    shown, still = FILMS[name]
    found, marks = played(shown)
    assert len(found) == TIMELINE.frames(RATE)
    stage = ManimStage(shown, SIZE)
    for index, frame in enumerate(found):
        true = stage.draw(TIMELINE.state(index / RATE))
        assert np.abs(frame.astype(int) - true).max() <= 1, index
    assert marks == still
