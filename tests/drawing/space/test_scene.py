import msgspec
import numpy as np
import pytest

from gdclips.drawing import geometry
from gdclips.drawing.marks import Area, Dots, Mesh, Trail, projected
from gdclips.drawing.rc import default_rc
from gdclips.drawing.space import style as px
from gdclips.drawing.space.drape import drape
from gdclips.drawing.space.rise import rise
from gdclips.drawing.space.runs import sign_marks
from gdclips.drawing.space.scale import scale_marks
from gdclips.drawing.space.scene import before, behind, run
from gdclips.drawing.space.style import Style
from gdclips.drawing.theme import NONE, THEMES
from gdclips.rendering.agg import Agg
from gdclips.rendering.frame import FrameSize
from tests.drawing.space.bowls import FRAME, SAFE, descent, made

SIZE = FrameSize(1280, 720)
LINE = 1 / 720
TIME = 9.4


def scene(shaped, pose, style, paths, time=TIME):
    return [
        *behind(shaped, pose, style, FRAME),
        *run(shaped, pose, style, paths, time),
        *before(shaped, pose, style),
    ]


def plain_map(shaped, path, axes, style):
    """Return the marks of a map with a run on it, all on the stage."""
    of, theme = shaped.section, style.theme
    marks = [Area(outline=FRAME.corners, fill=shaped.fills[0])]
    for level, fill in zip(shaped.levels.tolist(), shaped.fills[1:], strict=True):
        ring = axes.place(geometry.ring(of, level))
        marks.append(Area(outline=ring, fill=fill, edge=style.level(), width=px.LINE * LINE))
    weights = np.linalg.solve(of.root, path.run.T * np.sqrt(shaped.rim)).T + of.center
    step = int(TIME)
    head = weights[step] + (TIME - step) * (weights[step + 1] - weights[step])
    placed = axes.place(np.concatenate([weights[: step + 1], [head]]))
    for index, color in enumerate(path.colors[: step + 1]):
        ends, colors, edge = placed[index : index + 2], color[None], theme.color("dot_rim")
        marks.append(Trail(points=ends, colors=colors, width=px.PATH * LINE))
        dot = {"radius": px.DOT * LINE, "edge": edge, "width": px.DOT_EDGE * LINE}
        marks.append(Dots(points=ends[:1], fills=colors, **dot))
    glow = [(px.HEAD * swell, theme.color("path", share), NONE, 0.0) for swell, share in px.GLOW]
    core = px.HEAD, theme.color("path"), theme.color("head_rim"), px.HEAD_RIM
    for radius, fill, edge, width in (*glow, core):
        point = placed[-1:]
        marks.append(Dots(points=point, radius=radius * LINE, fills=fill, edge=edge, width=width * LINE))
    rings = (
        (px.RING + px.RING_EDGE / 2, theme.color("background", 0.6), px.RING_RIM),
        (px.RING, theme.color("minimizer"), px.RING_EDGE),
    )
    least = axes.place(of.center)[None]
    for radius, edge, width in rings:
        marks.append(Dots(points=least, radius=radius * LINE, fills=NONE, edge=edge, width=width * LINE))
    return marks


def by_agg(marks, theme):
    stage = Agg(SIZE, theme.color("background"))
    with default_rc():
        stage.draw(map(projected, marks))
    return stage.pixels[..., :3].astype(int)


def by_cairo(marks, theme):
    cairo = pytest.importorskip("cairo")
    from gdclips.rendering.cairo.painter import Painter

    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, SIZE.width, SIZE.height)
    context = cairo.Context(surface)
    red, green, blue, _ = theme.color("background")
    context.set_source_rgb(blue, green, red)
    context.paint()
    context.translate(0, SIZE.height)
    context.scale(SIZE.unit, -SIZE.unit)
    painter = Painter(context, None)
    for mark in map(projected, marks):
        painter.draw(mark)
    surface.flush()
    return np.ndarray((SIZE.height, SIZE.width, 4), np.uint8, surface.get_data())[..., :3].astype(int)


@pytest.mark.parametrize("draw", [by_agg, by_cairo])
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("rate", [0.3, 2.1])
def test_the_frame_before_the_last_is_the_map_but_for_little(draw, theme, rate):
    """A rise of 3.2 s at 30 frames a second; a run with the higher rate leaves the rim."""
    shaped, path, axes = made(theme, kappa=3.0, rate=rate, rim=6.0)
    assert (path.head(TIME) is None) == (rate > 2)
    style = Style(THEMES[theme])
    pose = rise(shaped, SAFE, axes).at(95 / 96)
    risen = draw(scene(shaped, pose, style, [path]), style.theme)
    mapped = draw(plain_map(shaped, path, axes, style), style.theme)
    differing = (np.abs(risen - mapped).max(axis=-1) > 8).mean()
    assert differing <= 0.01
    earlier = draw(scene(shaped, rise(shaped, SAFE, axes).at(0.8), style, [path]), style.theme)
    assert (np.abs(earlier - mapped).max(axis=-1) > 8).mean() > 0.02


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_all_that_turns_lies_in_space(theme):
    shaped, path, axes = made(theme)
    pose, style = rise(shaped, SAFE, axes).at(0.0), Style(THEMES[theme])
    marks = scene(shaped, pose, style, [path])
    if theme == "dark":
        light, *marks = marks
        assert isinstance(light, Mesh)
    assert all(mark.lens == pose.lens for mark in marks)
    near = [mark for mark in marks if isinstance(mark, Mesh) and mark.alpha < 1]
    assert len(near) == 1
    assert len([mark for mark in marks if isinstance(mark, Mesh)]) == 2


@pytest.mark.parametrize("s", [0.0, 0.4, 0.9])
def test_dots_lie_on_the_surface(s):
    shaped, path, axes = made()
    pose, style = rise(shaped, SAFE, axes).at(s), Style(THEMES["dark"])
    (dots,) = [
        mark
        for mark in run(shaped, pose, style, [path], TIME)
        if isinstance(mark, Dots) and mark.radius == px.DOT * LINE
    ]
    disc = dots.points[:, :2] @ shaped.gather.T
    assert np.allclose(disc, path.run[: int(TIME) + 1])
    assert np.allclose(dots.points, shaped.surface(disc, pose.fall))


def test_true_weights_have_a_star_where_they_are_known():
    shaped, _, axes = made()
    pose, style = rise(shaped, SAFE, axes).at(0.3), Style(THEMES["dark"])
    stars = [
        sum(isinstance(mark, Area) for mark in sign_marks(each, pose, style))
        for each in (
            shaped,
            msgspec.structs.replace(shaped, truth=shaped.minimum + 0.2),
        )
    ]
    assert stars == [0, 1]


def finite(marks):
    for mark in map(projected, marks):
        for name in ("outline", "points", "corners", "colors", "fills"):
            assert np.isfinite(np.asarray(getattr(mark, name, 0.0), dtype=float)).all(), (mark, name)


@pytest.mark.parametrize("elevation", [0.0, 3.0, 25.0, 90.0])
@pytest.mark.parametrize("unequal", [1.0, 20.0])
@pytest.mark.parametrize("kappa", [1.0, 100.0, 1e4])
def test_odd_bowls_and_cameras_are_drawn(kappa, unequal, elevation):
    shaped, path, axes = made(kappa=kappa, unequal=unequal, rate=1.9)
    of, style = shaped.section, Style(THEMES["light"])
    away = np.concatenate([descent(of, (0.2, 0.3), 2.5), [(1e100, -1e90)]])
    runs = [away, np.tile(of.center, (3, 1)), of.center + [(80.0, 90.0), (-70.0, 3.0)]]
    paths = [path, *(drape(shaped, each, np.tile(path.colors[0], (len(each), 1))) for each in runs)]
    for shadowed in (None, away):
        whole = rise(shaped, SAFE, axes, elevation, -200.0, shadowed)
        for s in (0.0, 0.5, 0.75, 1.0):
            finite(scene(shaped, whole.at(s), style, paths, time=2.5))
            scale_marks(shaped, whole.at(s), style, 1.6)


def test_the_scale_is_level_with_the_bowls_axis():
    shaped, _, axes = made()
    pose, style = rise(shaped, SAFE, axes).at(0.0), Style(THEMES["dark"])
    line, name, *ticks = scale_marks(shaped, pose, style, 1.6)
    assert name.text == "MSE"
    losses = [float(word.text) for word in ticks[1::2]]
    heights = shaped.heights(np.array(losses))
    ups = pose.lens.place(heights[:, None] * (0.0, 0.0, 1.0))[:, 1]
    assert len(losses) >= 2
    assert np.allclose([tick.points[0, 1] for tick in ticks[::2]], ups)
    assert line.points[0, 1] == pytest.approx(pose.lens.place(shaped.surface(np.zeros(2)))[1])
    assert scale_marks(shaped, rise(shaped, SAFE, axes).at(0.95), style, 1.6) == []
