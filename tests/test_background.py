"""Backgrounds, by the whole command: a colour, or none, in both renderers, read back by FFmpeg's decoder."""

from functools import partial

import av
import numpy as np
import pytest

SIZE = ("--size", "320x180")
CORNER, MAP, FOOT = (0, 0), (90, 130), (179, 0)  # beyond the outermost ring, within it, below the caption
MANIM = partial(pytest.param, marks=pytest.mark.manim)
RENDERERS = ["matplotlib", MANIM("manim")]


def read(path):
    """Return the pixels (height, width, 4) of a picture, and whether it has alpha."""
    with av.open(path) as file:
        frame = next(file.decode(video=0))
        return frame.to_ndarray(format="rgba"), frame.format.name == "rgba"


@pytest.fixture(scope="module")
def made(shared_project):
    """Make a picture whose map ends within the frame, and return its pixels and whether it has alpha."""

    def made(*options):
        (path,) = shared_project.make("contour_descent.png", *SIZE, *options)
        return read(path)

    return made


@pytest.mark.parametrize(
    ("renderer", "theme"), [("matplotlib", "light"), ("matplotlib", "dark"), MANIM("manim", "dark")]
)
def test_without_a_background_what_is_no_map_is_clear(made, renderer, theme):
    pixels, alpha = made("--background", "none", "--theme", theme, "--renderer", renderer)
    assert alpha
    assert pixels[CORNER].tolist() == pixels[FOOT].tolist() == [0, 0, 0, 0]
    assert pixels[MAP][3] == 255
    opaque, alpha = made("--theme", theme, "--renderer", renderer)
    assert not alpha
    assert np.abs(pixels[MAP].astype(int) - opaque[MAP]).max() <= 1


@pytest.mark.parametrize("renderer", RENDERERS)
def test_made_again_without_a_background_a_picture_has_the_same_bytes(shared_project, renderer):
    options = ("contour_descent.png", *SIZE, "--background", "none", "--renderer", renderer)
    first, again = (shared_project.make(*options, "-B")[0].read_bytes() for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("renderer", "background", "color", "theme"),
    [
        ("matplotlib", "white", "#ffffff", "light"),
        ("matplotlib", "#F4F1E8", "#f4f1e8", "light"),
        ("matplotlib", "navy", "#000080", "dark"),
        MANIM("manim", "navy", "#000080", "dark"),
    ],
)
def test_on_a_colour_the_map_is_that_of_the_theme_that_reads_and_the_rest_is_the_colour(
    made, renderer, background, color, theme
):
    pixels, alpha = made("--background", background, "--renderer", renderer)
    assert not alpha
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)] + [255]
    for place in (CORNER, FOOT):  # a scrim of the same colour is rounded to a level
        assert np.abs(pixels[place].astype(int) - wanted).max() <= 1
    own, _ = made("--theme", theme, "--renderer", renderer)
    assert np.abs(pixels[MAP].astype(int) - own[MAP]).max() <= 1


def test_a_format_without_alpha_expects_a_colour(project):
    done = project.run("contour_descent.mp4", "--background", "none")
    assert done.returncode == 2
    assert "background none: no MP4 has that; expected a colour, or ." in done.stderr
    assert project.files() == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--background", "mauve-ish"), "background mauve-ish: expected a colour"),
        (("--background", "white", "--theme", "dark"), "expected 4.5 or more: the light theme"),
        (("--background", "#777777"), "expected 4.5 or more: a lighter or a darker colour"),
    ],
)
def test_what_does_not_read_is_one_line_and_nothing_is_written(project, options, said):
    done = project.run("contour_descent.png", *SIZE, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert project.files() == {}
