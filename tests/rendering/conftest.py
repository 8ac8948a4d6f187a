"""Pictures of films, and buffers and canvases of each renderer."""

import warnings
from functools import cache

import pytest

from gdclips.drawing.picture import picture
from gdclips.rendering import agg
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.grid import on_grid
from gdclips.story.scenes import SCENES

SIZE = FrameSize(256, 144)


@pytest.fixture(scope="session")
def show():
    """Return the picture of a scene's film."""

    @cache
    def shown(name, theme="light", cut="full"):
        return picture(SCENES[name].story(SCENES[name].settings()), theme, cut)

    return shown


@pytest.fixture(params=["matplotlib", pytest.param("manim", marks=pytest.mark.manim)])
def renderer(request):
    """A renderer's buffer, by a size and a colour, and what measures its formulas."""
    if request.param == "matplotlib":
        return agg.Agg, agg._measure
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of what Manim itself imports
        stage = pytest.importorskip("gdclips.rendering.manim.stage")
    return stage.Cairo, stage._measure


@pytest.fixture
def stage(renderer):
    """Make a canvas of a picture, as the renderer's stage is."""
    buffer, measure = renderer

    def made(shown, size=SIZE):
        size = size.holding(shown.aspect)
        return Canvas(
            shown, size, lambda color: buffer(size, color), lambda mark: bounds_of(mark, size, measure)
        )

    return made


@pytest.fixture
def from_nothing(renderer):
    """Draw a state's marks one after the other on an empty buffer."""

    def drawn(shown, state, size=SIZE):
        size = size.holding(shown.aspect)
        buffer = renderer[0](size, shown.background)
        buffer.draw(on_grid(mark, size.unit) for mark in shown.marks(state))
        return buffer.pixels

    return drawn
