"""The 3D panel: exact geometry, a bounded camera, and the same picture in both renderers."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.layout import Box, layout
from gdclips.drawing.lens import directions
from gdclips.drawing.marks import Area, Curve, Dots, Formula, Mesh, Trail, Words
from gdclips.drawing.picture import Layers, picture
from gdclips.drawing.surface3d import bowl as shapes
from gdclips.drawing.surface3d.camera import Camera, depth, project
from gdclips.drawing.surface3d.drape import drape
from gdclips.drawing.surface3d.scenery import scene
from gdclips.drawing.surface3d.surface import surface_view
from gdclips.drawing.text.lettering import mathtext_outlines, words_box
from gdclips.drawing.theme import THEMES
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.story import Readout, Story, Strip, Surface, Track
from gdclips.story.terms import Term
from gdclips.story.timeline import Beat
from gdcore import LeastSquares, Samples, descend, gradient_descent, linear_data, theory

TRUTH = np.array([2.0, 6.0, 5.0])
NAMES = tuple(Term("ink", f"w_{index}", f"w_{{{index}}}") for index in range(3))
BOX = layout(1, False).panels[0]


def data(noise=0.5, features=2):
    coef = TRUTH[1 : features + 1]
    return linear_data(100, coef, 2, noise=noise, rng=np.random.default_rng(3))


def ravine():
    x = np.random.default_rng(2).normal(size=(100, 2))
    x[:, 1] = x[:, 0] + 0.02 * x[:, 1]
    return Samples(x, x @ TRUTH[1:] + 2)


def panel(samples, start=(3, 4, 8), rate=None, steps=20, axes=(1, 2), **changes):
    loss = LeastSquares(samples)
    start = loss.minimizer if start is None else np.array(start, dtype=float)
    run = descend(loss, gradient_descent(rate or theory.max_rate(loss) / 4), start, steps)
    usual = {"names": (NAMES[axes[0]], NAMES[axes[1]]), "truth": TRUTH[: len(start)]}
    return Surface(loss, (Track(run),), axes, note="MSE", **usual | changes)


CASES = {
    "plain": lambda: panel(data()),
    "noise-free": lambda: panel(data(0.0)),
    "condition 1e4": lambda: panel(ravine()),
    "one point": lambda: panel(data(), steps=0),
    "at the minimum": lambda: panel(data(), start=None),
    "at a minimum of 0": lambda: panel(data(0.0), start=None),
    "diverging": lambda: panel(data(), rate=2.6, steps=60),
    "one feature": lambda: panel(data(features=1), start=(4, -1), axes=(0, 1)),
    "slice": lambda: panel(data(), at=np.array([5.0, 0.0, 0.0])),
    "from above": lambda: panel(data(), elevation=90.0),
    "from the side": lambda: panel(data(), elevation=0.0),
    "another azimuth": lambda: panel(data(), azimuth=-70.0, elevation=30.0),
    "names in words": lambda: panel(data(), start=(3e4, -2e4, 6e4), names=("weight of temperature",) * 2),
}
ALL = pytest.mark.parametrize("name", CASES)


@pytest.fixture(scope="module")
def story():
    def told(surface):
        run = surface.tracks[0].run
        steps = len(run.points) - 1
        shown = ("path", "minimizer", "truth")
        beats = (Beat(1.0, "one", 0, shown), *((Beat(4.0, "two", steps),) if steps else ()))
        readouts = (
            Readout("iteration", np.arange(steps + 1.0), whole=True, of=steps),
            Readout("training MSE", run.losses),
        )
        equation = (Term("ink", "w", "w"),)
        return Story(
            title="Surface",
            steps=steps,
            panels=(surface,),
            readouts=readouts,
            column=(Strip(),),
            equation=equation,
            parameters="",
            sums=(),
            full=beats,
            short=beats,
        )

    return told


@pytest.mark.parametrize(
    ("elevation", "azimuth", "point", "place", "towards"),
    [
        (90, -90, (3, 4, 5), (3, 4), 5),  # from above, w1 to the right and w2 up
        (0, -90, (3, 4, 5), (3, 5), -4),  # from the side, along w2
        (0, 0, (3, 4, 5), (4, 5), 3),  # from the side, against w1
        (30, -90, (0, 1, 0), (0, 0.5), -np.sqrt(0.75)),
        (20, 70, (0, 0, 1), (0, np.cos(np.radians(20))), np.sin(np.radians(20))),
    ],
)
def test_known_projections(elevation, azimuth, point, place, towards):
    np.testing.assert_allclose(project(np.array(point), elevation, azimuth), place, atol=1e-12)
    np.testing.assert_allclose(depth(np.array(point), elevation, azimuth), towards, atol=1e-12)


@pytest.mark.parametrize(("elevation", "azimuth"), [(20, -20), (0, 77), (90, 0), (45, 200)])
def test_the_cameras_directions_are_a_right_handed_frame(elevation, azimuth):
    frame = directions(elevation, azimuth)
    np.testing.assert_allclose(frame @ frame.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(frame[0], frame[1]), frame[2], atol=1e-12)


def test_the_camera_goes_along_its_arc_once():
    camera = Camera(20, -20, 40, 1.0, (0, 0))
    for turn, azimuth in ((0, -40), (0.5, -20), (1, 0)):
        np.testing.assert_allclose(camera.at(turn).axes, directions(20, azimuth))


@pytest.mark.parametrize(
    ("changes", "message"), [({"arc": 41}, "arc=41"), ({"elevation": -1}, "elevation=-1")]
)
def test_a_camera_that_spins_or_looks_from_below_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        panel(data(), **changes)


def test_the_turn_is_a_pure_eased_share_of_the_clip(story):
    timeline = story(panel(data())).timeline("full")
    turns = [timeline.state(seconds).turn for seconds in np.linspace(-1, timeline.seconds + 1, 101)]
    assert turns[0] == 0
    assert turns[-1] == pytest.approx(1)
    assert (np.diff(turns) >= 0).all()
    assert timeline.state(timeline.seconds / 2).turn == pytest.approx(0.5)
    for frame in range(50):
        assert timeline.state(frame / 10).turn == timeline.state(2 * frame / 20).turn


@ALL
def test_the_dots_stand_exactly_on_the_surface_at_the_sections_height(name):
    surface = CASES[name]()
    laid = scene(surface, THEMES["light"], BOX)
    bowl, run = laid.room.bowl, surface.tracks[0].run.points[:, list(surface.axes)]
    inside = bowl.inward(run)
    inside = inside[np.square(inside).sum(axis=1) <= 1]
    heights = surface.loss.section(surface.axes, surface.at).value(run)
    seen = bowl.surface(bowl.inward(run))[: len(inside)]
    np.testing.assert_allclose(seen[:, 2], bowl.height(heights[: len(inside)]), atol=1e-9)
    np.testing.assert_allclose(
        seen[:, :2], (run[: len(inside)] - bowl.section.center) * bowl.scale, atol=1e-7
    )


@ALL
def test_the_rim_is_level_and_above_what_is_followed(name):
    surface = CASES[name]()
    bowl = scene(surface, THEMES["light"], BOX).room.bowl
    rim = bowl.surface(shapes.arc(1.0, 0.0, np.pi, 40))
    np.testing.assert_allclose(rim[:, 2], bowl.gap + shapes.HEIGHT, atol=1e-12)
    weights = bowl.section.center + rim[:, :2] / bowl.scale
    np.testing.assert_allclose(bowl.section.value(weights), bowl.section.floor + bowl.rim, rtol=1e-6)
    np.testing.assert_allclose(np.abs(weights - bowl.section.center).max(axis=0) / bowl.half, 1, atol=0.01)
    start = surface.tracks[0].run.points[:1, list(surface.axes)]
    assert np.square(bowl.inward(start)).sum() <= 1
    assert (np.diff(bowl.levels) < 0).all()
    assert bowl.levels[0] < bowl.rim


def test_a_level_of_the_rings_goes_through_the_start():
    surface = panel(data())
    bowl = scene(surface, THEMES["light"], BOX).room.bowl
    start = surface.tracks[0].run.points[0, [1, 2]]
    excess = bowl.section.value(start) - bowl.section.floor
    assert np.isclose(bowl.levels, excess).any()
    np.testing.assert_allclose(bowl.levels[:-1] / bowl.levels[1:], 2)


@pytest.mark.parametrize("azimuth", [-60, -20, 35, 170])
@pytest.mark.parametrize("elevation", [1, 20, 60, 90])
def test_the_sheets_are_the_faces_that_are_seen(elevation, azimuth):
    bowl = scene(panel(data(), elevation=float(elevation)), THEMES["light"], BOX).room.bowl
    toward = directions(elevation, azimuth)[2]
    angle, far = bowl.fold(toward)
    inner = shapes.inside(angle, far)
    assert (bowl.normals(inner) @ toward > -1e-9).all()
    outer = shapes.wall(angle, far)
    if outer is None:
        assert elevation > 50
        area = 0.0
    else:
        assert (bowl.normals(outer) @ toward < 1e-9).all()
        area = sheet_area(outer)
    assert sheet_area(inner) + area == pytest.approx(np.pi, rel=0.02)


def sheet_area(mesh):
    a, b, c, d = mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]
    one, other = c - a, d - b
    return np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]).sum() / 2


def test_a_draped_path_stays_on_the_rim_and_is_cut_where_it_leaves():
    run = np.array([(0.5, 0.0), (0.5, 3.0), (0.5, -9.0), (0.5, 0.5), (0.5, 0.5)])
    path = drape(run, 0.3)
    assert (np.square(path.knots).sum(axis=1) <= 1 + 1e-12).all()
    assert path.head(0.0) == pytest.approx((0.5, 0.0))
    assert path.head(1.0) is None
    assert path.head(1.25) is None
    assert path.head(2.95) == pytest.approx((0.5, 0.025))
    assert path.dots.tolist() == [0, 3]
    gone = (path.when > 1) & (path.when < 2)
    assert not gone.any()  # from beyond the rim to beyond it
    assert not path.seen[np.flatnonzero(np.diff(path.when) > 0.5)].any()


def parts(mark):
    """Return the points of a mark, and the half-widths of what is drawn about them."""
    match mark:
        case Area():
            return mark.outline
        case Curve() | Trail():
            return mark.points
        case Mesh():
            return mark.corners.reshape(-1, 2)
        case Dots():
            return np.concatenate([mark.points - mark.radius, mark.points + mark.radius])
        case Words():
            return np.array(words_box(mark)).reshape(2, 2)
        case Formula():
            boxes = [outline.get_extents() for outline in mathtext_outlines(mark)]
            return np.concatenate([[box.min, box.max] for box in boxes])
    raise TypeError


@ALL
def test_everything_stays_in_its_place_at_all_azimuths(name, story):
    surface = CASES[name]()
    view = surface_view(surface, THEMES["light"], BOX)
    timeline = story(surface).timeline("full")
    place = Box(0.02, 0.105, 1.09, 0.775)  # clear of the title, the caption and the column
    for seconds in np.linspace(0, timeline.seconds, 21):
        marks = [*view.static, *view.moving(timeline.state(seconds))]
        for mark in marks:
            points = parts(mark)
            if len(points) and not (isinstance(mark, Dots) and mark.clip):
                assert (points > (place.left, place.bottom)).all(), mark
                assert (points < (place.right, place.top)).all(), mark


def test_the_scale_is_the_same_at_every_azimuth():
    view = scene(panel(data()), THEMES["light"], BOX).room.camera
    assert len({(view.at(turn).scale, view.at(turn).origin) for turn in np.linspace(0, 1, 9)}) == 1


@pytest.mark.parametrize("theme", THEMES)
@ALL
def test_both_stages_draw_the_same_surface(name, theme, story):
    manim = pytest.importorskip("gdclips.rendering.manim.stage")
    shown, size = picture(story(CASES[name]()), theme, "full"), FrameSize(640, 360)
    one, other = MatplotlibStage(shown, size), manim.ManimStage(shown, size)
    for seconds in (0.5, 3.0, 5.0):
        state = shown.timeline.state(seconds)
        difference = np.abs(one.draw(state).astype(float) - other.draw(state))[:, :, :3]
        assert difference.mean() < 1.0


@pytest.mark.parametrize("alpha", [1.0, 0.4])
@pytest.mark.parametrize("module", ["agg.MatplotlibStage", "manim.stage.ManimStage"])
def test_a_mesh_of_one_colour_shows_no_seams(module, alpha, story):
    shown = picture(story(panel(data(), steps=0)), "dark", "full")
    grid = np.stack(np.meshgrid(np.linspace(0.5, 1.2, 23), np.linspace(0.2, 0.81, 17)), axis=-1)
    grid = grid @ np.array([(0.97, 0.21), (-0.21, 0.97)])
    colors = np.broadcast_to((0.9, 0.5, 0.1, 1.0), (*grid.shape[:2], 4))
    layers = Layers((Mesh(corners=grid, colors=colors, alpha=alpha),))
    alone = msgspec.structs.replace(shown, layers=lambda state: layers)
    name, _, stage = module.rpartition(".")
    draw = getattr(pytest.importorskip(f"gdclips.rendering.{name}"), stage)
    size = FrameSize(640, 360)
    frame = draw(alone, size).draw(shown.timeline.state(0))
    rows, columns = np.mgrid[: size.height, : size.width]
    places = np.stack([columns + 0.5, size.height - rows - 0.5], axis=-1) / size.unit
    flat = places @ np.linalg.inv(np.array([(0.97, 0.21), (-0.21, 0.97)]))
    inside = ((flat > (0.51, 0.21)) & (flat < (1.19, 0.80))).all(axis=-1)
    true = alpha * np.array((0.9, 0.5, 0.1)) * 255 + (1 - alpha) * np.multiply(shown.background[:3], 255)
    assert inside.sum() > 20_000
    assert np.abs(frame[inside][:, :3] - true).max() <= 2


def test_a_frame_alone_is_the_frame_in_its_sequence(story):
    shown = picture(story(panel(data())), "dark", "full")
    stage, alone = MatplotlibStage(shown, FrameSize(320, 180)), MatplotlibStage(shown, FrameSize(320, 180))
    for index in range(0, 40, 3):
        last = stage.draw(shown.timeline.state(index / 10))
    np.testing.assert_array_equal(last, alone.draw(shown.timeline.state(index / 10)))
