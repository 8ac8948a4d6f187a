"""Vector stills look, drawn by Chromium and by Poppler, as the PNG of the same request."""

from io import BytesIO
from typing import get_args

import msgspec
import numpy as np
import pytest
from PIL import Image

from gdclips.drawing.box import Box
from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.lens import Lens, directions
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Gradient, Mesh, Trail, Words, projected
from gdclips.encoding.labels import Labels
from gdclips.encoding.vector.pdf import pdf
from gdclips.encoding.vector.svg import svg
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.film.shots import Beat, Shot
from gdclips.story.film.timeline import Timeline
from gdclips.story.terms import Term
from tests.chromium import drawn_in_chromium
from tests.poppler import drawn_by_poppler
from tests.reading import psnr

WIDTH, HEIGHT, SCALE = 640, 360, 2
CLIPS = (
    ("simple_regression", "light"),
    ("noise_ball", "dark"),
    ("batch_sizes", "light"),
    ("learning_rates", "dark"),
    ("sgd_surface", "light"),
    ("sgd_surface", "dark"),
)
LIKE = {"svg": 40.0, "pdf": 35.5}  # decibels: Poppler draws letters a little bolder
LABELS, PAPER = Labels(title="a"), (1.0, 1.0, 1.0, 1.0)


def pixels(content):
    with Image.open(BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="module")
def drawn():
    """Return pictures of SVGs or of PDFs, so much larger than their size."""

    def pictures(suffix, contents, width=WIDTH, height=HEIGHT, scale=SCALE):
        if suffix == "svg":
            return drawn_in_chromium(contents, width, height, scale)
        return [drawn_by_poppler(content, scale) for content in contents]

    return pictures


@pytest.mark.parametrize("suffix", LIKE)
def test_a_clips_still_looks_as_its_picture_of_pixels(made, drawn, suffix):
    found = drawn(suffix, [made(scene, suffix, theme=theme) for scene, theme in CLIPS])
    for (scene, theme), each in zip(CLIPS, found, strict=True):
        wanted = pixels(made(scene, "png", theme=theme, size=f"{WIDTH * SCALE}x{HEIGHT * SCALE}"))
        assert each.shape == wanted.shape
        assert psnr(each, wanted) > LIKE[suffix], (scene, theme)


RED, BLUE, CLEAR = (0.8, 0.1, 0.1, 1.0), (0.1, 0.2, 0.9, 1.0), (0.1, 0.2, 0.9, 0.4)
ZIGZAG = np.array([(0.2, 0.2), (0.6, 0.8), (1.0, 0.3), (1.5, 0.7)])
LENS = Lens(directions(30.0, 40.0), 0.5, (0.9, 0.5), 4.0)
SQUARE = np.stack(np.meshgrid(np.linspace(0.3, 1.4, 6), np.linspace(0.2, 0.8, 4)), axis=-1)
SHADES = np.concatenate([SQUARE, np.full((4, 6, 1), 0.4), np.ones((4, 6, 1))], axis=-1).clip(0, 1)
LETTERS = Words(text="Größe λ w₁ 96 %", at=(0.2, 0.4), size=0.2, color=RED)
KINDS = {
    "area": Area(outline=ZIGZAG, fill=CLEAR, edge=RED, width=0.03),
    "area without an edge": Area(outline=ZIGZAG, fill=RED),
    "curve": Curve(points=ZIGZAG, color=CLEAR, width=0.06),
    "dashes": Curve(points=ZIGZAG, color=RED, width=0.05, dash=(0.1, 0.12)),
    "trail": Trail(points=ZIGZAG, colors=np.array([RED, CLEAR, BLUE]), width=0.05),
    "mesh": Mesh(corners=SQUARE, colors=SHADES),
    "translucent mesh": Mesh(corners=SQUARE, colors=SHADES, alpha=0.5),
    "dots": Dots(points=ZIGZAG, radius=0.07, fills=np.array([RED, CLEAR, BLUE, RED]), edge=BLUE, width=0.02),
    "many dots": Dots(points=np.tile(ZIGZAG, (9, 1)) * 0.9, radius=0.07, fills=RED),
    "across": Gradient(box=Box(0.2, 0.2, 1.2, 0.6), color=RED, axis="x", stops=((0.0, 0.0), (0.7, 1.0))),
    "upwards": Gradient(box=Box(0.2, 0.2, 1.2, 0.6), color=BLUE, axis="y", stops=((0.1, 1.0), (1.0, 0.2))),
    "words": LETTERS,
    "words with a halo": msgspec.structs.replace(LETTERS, halo=CLEAR, bold=True),
    "words upwards": msgspec.structs.replace(
        LETTERS, text="λ up", upwards=True, anchor="right", at=(0.9, 0.9)
    ),
    "formula": Formula(
        terms=(Term("ink", "w", r"w \leftarrow"), Term("ink", "a", r"\frac{\alpha}{1 + kt}")),
        colors=(BLUE, RED),
        at=(0.2, 0.5),
        size=0.3,
    ),
    "in space": Curve(
        points=np.array([(-1.0, -1, 0), (1, -1, 0), (1, 1, 1)]), color=RED, width=0.05, lens=LENS
    ),
}
CLIP = Box(0.5, 0.3, 0.6, 0.35)
KINDS |= {f"clipped {kind}": msgspec.structs.replace(mark, clip=CLIP) for kind, mark in KINDS.items()}
SIZE, LARGER = FrameSize(160, 90), 4
SHADED = 0.04  # of the ink, by which what blends may differ


def raster(mark):
    """The pixels of a mark as the stage draws them, on paper."""
    timeline = Timeline((Shot(hero=None, beats=(Beat(1.0),)),), 0, card=False)
    shown = Picture(timeline, PAPER, lambda state: Layers((mark,)))
    size = FrameSize(SIZE.width * LARGER, SIZE.height * LARGER)
    return MatplotlibStage(shown, size).draw(timeline.state(0.0))[:, :, :3].astype(float)


def test_every_kind_of_mark_is_tried():
    assert {type(mark) for mark in KINDS.values()} == set(get_args(AnyMark))


@pytest.mark.parametrize(("suffix", "encode", "most"), [("svg", svg, 0.04), ("pdf", pdf, 0.1)])
def test_each_kind_of_mark_looks_as_the_stage_draws_it(drawn, suffix, encode, most):
    """What differs is small beside what is drawn, so a mark that lacks, or is elsewhere, is found."""
    files = [encode([projected(mark)], SIZE, PAPER, LABELS) for mark in KINDS.values()]
    pictures = drawn(suffix, files, SIZE.width, SIZE.height, LARGER)
    for (kind, mark), each in zip(KINDS.items(), pictures, strict=True):
        wanted = raster(mark)
        ink, off = np.abs(255.0 - wanted).sum(), np.abs(each - wanted).sum()
        assert ink > 0 and off < (SHADED if isinstance(mark, Gradient | Mesh) else most) * ink, (
            kind,
            off / ink,
        )


@pytest.mark.parametrize(("suffix", "encode"), [("svg", svg), ("pdf", pdf)])
def test_a_point_is_where_the_mark_says(drawn, suffix, encode):
    place = np.array([[1.2345, 0.3456]])
    mark = Dots(points=place, radius=0.05, fills=RED)
    [shown] = drawn(suffix, [encode([mark], SIZE, PAPER, LABELS)], SIZE.width, SIZE.height, LARGER)
    rows, columns = np.nonzero(np.abs(shown - 255.0 * np.array(RED[:3])).max(axis=2) < 8)
    unit = SIZE.height * LARGER
    found = np.array([columns.mean() + 0.5, unit - rows.mean() - 0.5]) / unit
    assert np.abs(found - place[0]).max() * unit < 0.5


@pytest.mark.parametrize("background", ["#ffffff", "#305030"])
def test_without_a_background_what_is_behind_is_seen(made, background):
    content = made("noise_ball", "svg", background="none")
    [shown] = drawn_in_chromium([content], WIDTH, HEIGHT, SCALE, background)
    size = f"{WIDTH * SCALE}x{HEIGHT * SCALE}"
    with Image.open(BytesIO(made("noise_ball", "png", background="none", size=size))) as image:
        below = Image.new("RGBA", image.size, background)
        below.alpha_composite(image.convert("RGBA"))
    assert psnr(shown, np.asarray(below.convert("RGB"))) > LIKE["svg"] - 2


def test_a_pdf_without_a_background_fades_as_on_paper(made):
    shown = drawn_by_poppler(made("noise_ball", "pdf", background="none"), SCALE)
    size = f"{WIDTH * SCALE}x{HEIGHT * SCALE}"
    with Image.open(BytesIO(made("noise_ball", "png", background="none", size=size))) as image:
        below = Image.new("RGBA", image.size, "#ffffff")
        below.alpha_composite(image.convert("RGBA"))
    assert psnr(shown, np.asarray(below.convert("RGB"))) > LIKE["pdf"] - 1


def test_on_a_colour_the_whole_still_is_filled(made, drawn):
    for suffix in LIKE:
        [shown] = drawn(suffix, [made("simple_regression", suffix, background="#ffeedd")])
        assert (shown[:3, -3:] == (255, 238, 221)).all() and (shown[-3:, -3:] == (255, 238, 221)).all()


def test_a_handouts_stills_stand_on_the_themes_background(made):
    page = drawn_by_poppler(made("simple_regression", "sheet.pdf", theme="dark"), 1)
    assert (np.abs(page - np.array([12, 17, 29])).max(axis=2) < 3).mean() > 0.1
    assert (page[:40] == 255).all()
