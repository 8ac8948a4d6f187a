"""A drawing among Manim's own mobjects, in a plain scene and with our camera: rendered, and looked at."""

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of what Manim itself imports
    manim = pytest.importorskip("manim")

from manim import DOWN, LEFT, PI, RIGHT, UP, YELLOW, FadeIn, FadeOut, Group, Square, Text, Transform
from manim.utils.hashing import get_json

from gdclips.drawing.box import Box
from gdclips.drawing.lens import Lens, directions
from gdclips.drawing.marks import Area, Dots, Gradient
from gdclips.rendering.manim.mobject import Drawing
from gdclips.rendering.manim.stage import StageCamera

pytestmark = [
    pytest.mark.manim,
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),
]

GREEN, BLUE, RED, BLACK = (0, 255, 0), (0, 0, 255), (255, 0, 0), (0, 0, 0)
SHAPE = tuple(YELLOW.to_int_rgb())
WIDTH, HEIGHT = 320, 180
QUIET = {"verbosity": "ERROR", "progress_bar": "none", "dry_run": True, "disable_caching": True}
SIZE = {"pixel_width": WIDTH, "pixel_height": HEIGHT, "frame_rate": 10}
CAMERAS = pytest.mark.parametrize("camera", [manim.Camera, manim.MovingCamera, StageCamera])


def square(color=GREEN, side=4.0):
    """A square drawing in a colour, with a red dot in its upper left quarter."""
    corners = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    area = Area(outline=corners, fill=(*np.divide(color, 255), 1.0))
    dot = Dots(points=np.array([(0.25, 0.75)]), radius=0.1, fills=(1.0, 0.0, 0.0, 1.0))
    return Drawing(side, [area, dot], 1.0)


def gradient():
    """A square drawing that is clear on its left, green on its right, and partly clear in its middle."""
    stops = ((0.2, 0.0), (0.4, 0.4), (0.6, 0.4), (0.8, 1.0))
    mark = Gradient(box=Box(0.0, 0.0, 1.0, 1.0), color=(0.0, 1.0, 0.0, 1.0), axis="x", stops=stops)
    return Drawing(4.0, [mark], 1.0)


def in_space():
    """A square drawing of a green square that stands upright in space, seen from its side's height."""
    corners = np.array([(-1.0, 0.0, -1.0), (1.0, 0.0, -1.0), (1.0, 0.0, 1.0), (-1.0, 0.0, 1.0)])
    lens = Lens(directions(0.0, -90.0), 0.5, (0.5, 0.5), 10.0)
    return Drawing(4.0, [Area(outline=corners, fill=(0.0, 1.0, 0.0, 1.0), lens=lens)], 1.0)


def shape(side=3.0):
    """One of Manim's own."""
    return Square(side, color=YELLOW, fill_color=YELLOW, fill_opacity=1)


def rendered(construct, camera):
    """The last frame of a scene."""

    class Shown(manim.Scene):
        def construct(self):
            construct(self)

    with manim.tempconfig(QUIET | SIZE):
        scene = Shown(camera_class=camera)
        scene.render()
        return scene.camera.pixel_array[..., :3].astype(int)


def at(frame, x, y):
    """The colour at a place, in Manim's units."""
    return tuple(frame[round((4 - y) / 8 * HEIGHT), round((x / 8 + 8 / 9) * HEIGHT)].tolist())


def played(*animations):
    """Play animations, and show what is there then."""

    def construct(scene):
        scene.play(*(make() for make in animations), run_time=0.2)
        scene.wait(0.1)

    return construct


def moved_by_an_updater(scene):
    drawing = square().add_updater(lambda each, seconds: each.shift(10 * seconds * RIGHT))
    scene.add(drawing)
    scene.wait(0.3)
    drawing.clear_updaters()
    scene.add(drawing.move_to(3 * RIGHT))
    scene.wait(0.1)


def redrawn(scene):
    place = manim.ValueTracker(0.0)
    scene.add(manim.always_redraw(lambda: square().shift(place.get_value() * RIGHT)))
    scene.play(place.animate.set_value(3.0), run_time=0.2)
    scene.wait(0.1)


def copied(scene):
    first = square(side=2.0)
    scene.add(first.copy().shift(3 * LEFT), first)


def replaced(scene):
    old, new = square().shift(3 * LEFT), square(BLUE).shift(3 * RIGHT)
    scene.add(old)
    scene.play(manim.ReplacementTransform(old, new), run_time=0.2)
    scene.wait(0.1)


def restored(scene):
    drawing = square()
    drawing.save_state()
    scene.add(drawing.shift(3 * LEFT).fade(0.5))
    scene.play(manim.Restore(drawing), run_time=0.2)
    scene.wait(0.1)


def swapped_marks(scene):
    drawing = square()
    drawing.marks = square(BLUE).marks
    scene.add(drawing)


CASES = {
    "drawn": (lambda scene: scene.add(square()), {(0, 0): GREEN, (-1, 1): RED, (2.5, 0): BLACK}),
    "beside a shape": (
        lambda scene: scene.add(shape(2).shift(4 * LEFT), square(), shape(2).shift(4 * RIGHT)),
        {(-4, 0): SHAPE, (4, 0): SHAPE, (0, 0): GREEN, (0, 3): BLACK, (2.5, 1.5): BLACK, (-2.5, -1.5): BLACK},
    ),
    "beside text": (
        lambda scene: scene.add(Text("I", font_size=99).shift(4 * RIGHT), square()),
        {(0, 0): GREEN, (-1.9, -1.9): GREEN, (3, 3): BLACK},
    ),
    "before a shape": (lambda scene: scene.add(shape(6), square()), {(0, 0): GREEN, (2.5, 0): SHAPE}),
    "behind a shape": (lambda scene: scene.add(square(), shape(2)), {(0, 0): SHAPE, (1.5, 0): GREEN}),
    "raised": (lambda scene: scene.add(square().set_z_index(1), shape(6)), {(0, 0): GREEN, (2.5, 0): SHAPE}),
    "moved": (lambda scene: scene.add(square().shift(3 * RIGHT + UP)), {(0.5, 0): BLACK, (4, 0): GREEN}),
    "scaled": (lambda scene: scene.add(square().scale(0.5)), {(0.8, 0): GREEN, (1.5, 0): BLACK}),
    "stretched": (lambda scene: scene.add(square().stretch(2, 0)), {(3.5, 0): GREEN, (0, 2.5): BLACK}),
    "turned": (lambda scene: scene.add(square().rotate(PI / 2)), {(-1, -1): RED, (-1, 1): GREEN}),
    "turned by half": (
        lambda scene: scene.add(square().rotate(PI / 4)),
        {(2.5, 0): GREEN, (1.8, 1.8): BLACK},
    ),
    "flipped": (lambda scene: scene.add(square().flip()), {(1, 1): RED, (-1, 1): GREEN}),
    "as nothing": (lambda scene: scene.add(square().scale(0)), {(0, 0): BLACK}),
    "faded": (lambda scene: scene.add(square().fade(0.6)), {(0, 0): (0, 102, 0), (-1, 1): (102, 0, 0)}),
    "through": (lambda scene: scene.add(square(BLUE), square().set_opacity(0.4)), {(0, 0): (0, 102, 153)}),
    "copied": (copied, {(-3, 0): GREEN, (0, 0): GREEN, (-1.5, 0): BLACK}),
    "colored": (lambda scene: scene.add(square().set_color(YELLOW)), {(0, 0): GREEN}),
    "a gradient": (
        lambda scene: scene.add(gradient()),
        {(-1.7, 0): BLACK, (0, 0): (0, 102, 0), (1.7, 1): GREEN},
    ),
    "a gradient turned": (
        lambda scene: scene.add(gradient().rotate(PI / 2)),
        {(0, -1.7): BLACK, (0, 0): (0, 102, 0), (1, 1.7): GREEN},
    ),
    "in space": (
        lambda scene: scene.add(in_space()),
        {(1.9, 1.9): GREEN, (-1.9, -1.9): GREEN, (2.2, 0): BLACK},
    ),
    "with other marks": (swapped_marks, {(0, 0): BLUE}),
    "in a group": (
        lambda scene: scene.add(Group(square(), shape(4)).arrange(RIGHT, buff=0)),
        {(-2, 0): GREEN, (2, 0): SHAPE},
    ),
    "next to a shape": (
        lambda scene: scene.add(box := shape(2), square(side=2).next_to(box, DOWN, buff=0)),
        {(0, 0): SHAPE, (0, -2): GREEN},
    ),
    "fading in": (played(lambda: FadeIn(square(), shift=UP)), {(0, 0): GREEN, (0, 2.5): BLACK}),
    "a group fading in": (
        played(lambda: FadeIn(Group(square(), shape(1)))),
        {(1.5, 0): GREEN, (0, 0): SHAPE},
    ),
    "fading out": (played(lambda: FadeOut(square())), {(0, 0): BLACK}),
    "animated": (
        played(lambda: square().animate.shift(3 * RIGHT).scale(0.5).set_opacity(0.4)),
        {(3, 0): (0, 102, 0), (0, 0): BLACK, (4.5, 0): BLACK},
    ),
    "animated beside a shape": (
        played(lambda: square().animate.shift(3 * RIGHT), lambda: shape(2).animate.shift(4 * LEFT)),
        {(3, 0): GREEN, (-4, 0): SHAPE, (-2, 0): BLACK},
    ),
    "growing": (played(lambda: manim.GrowFromCenter(square())), {(1.8, 0): GREEN}),
    "turning": (played(lambda: manim.Rotate(square(), PI / 2)), {(-1, -1): RED}),
    "indicated": (played(lambda: manim.Indicate(square())), {(0, 0): GREEN, (2.2, 0): BLACK}),
    "moved by an updater": (moved_by_an_updater, {(3, 0): GREEN, (0.5, 0): BLACK}),
    "always redrawn": (redrawn, {(3, 0): GREEN, (0.5, 0): BLACK}),
    "replaced": (replaced, {(3, 0): BLUE, (-3, 0): BLACK}),
    "restored": (restored, {(0, 0): GREEN, (-3, 0): BLACK}),
}


@CAMERAS
@pytest.mark.parametrize("name", CASES)
def test_a_drawing_is_seen_among_mobjects(camera, name):
    construct, colors = CASES[name]
    frame = rendered(construct, camera)
    for place, color in colors.items():
        assert np.abs(np.subtract(at(frame, *place), color)).max() <= 2, place


@CAMERAS
def test_half_way_one_drawing_fades_into_another(camera):
    def construct(scene):
        drawing = square().interpolate(square(), square(BLUE).shift(2 * RIGHT), 0.5)
        scene.add(drawing)

    frame = rendered(construct, camera)
    assert at(frame, -2, 0) == BLACK
    assert at(frame, 1.5, 0)[2] > 100 and at(frame, 1.5, 0)[1] > 50


REFUSED = {
    "into a shape": (
        lambda: Transform(square(), shape()),
        "a Drawing and a Square can't be turned into each",
    ),
    "from a shape": (lambda: Transform(shape(), square()), "can't be turned into each other"),
    "drawn in part": (lambda: manim.Create(square()), "a Drawing can't be drawn in part"),
    "among shapes alone": (lambda: FadeIn(manim.VGroup(square())), "Only values of type VMobject"),
}


@CAMERAS
@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_is_refused_in_one_error(camera, name):
    make, told = REFUSED[name]
    with pytest.raises(TypeError, match=told):
        rendered(played(make), camera)


def test_manims_cache_tells_drawings_apart_by_their_marks():
    """It keeps what a scene has shown by a digest of all that is in the scene."""
    assert get_json(square().layers) == get_json(square().layers)
    assert get_json(square().layers) != get_json(square(BLUE).layers)
    other = square()
    other.marks = other.marks[:1]
    assert get_json(square().layers) != get_json(other.layers)
