"""Short cuts of the Manim stage: what they paint is what Cairo paints the long way."""

from importlib import import_module

import numpy as np
import pytest

from gdclips.drawing.marks import Mesh
from gdclips.drawing.theme import HALO

cairo = pytest.importorskip("cairo")
blend, halo, outlines = (
    import_module(f"gdclips.rendering.cairo.{name}") for name in ("blend", "halo", "outlines")
)

GROUND = (0.1, 0.2, 0.3)


def sheet(height):
    """Return a context with the stage's unit and its pixels (height, 2 * height, 3)."""
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, 2 * height, height)
    context = cairo.Context(surface)
    context.set_source_rgb(*GROUND)
    context.paint()
    context.translate(0, height)
    context.scale(height, -height)

    def pixels():
        surface.flush()
        found = np.ndarray((height, surface.get_width(), 4), np.uint8, surface.get_data())
        return found[..., :3].astype(float)

    return context, pixels


def wavy(turn, alpha=1.0, colors=None):
    """Return a mesh of 12 x 18 cells, turned, whose colours come and go."""
    across, up = np.meshgrid(np.linspace(-0.6, 0.6, 19), np.linspace(-0.3, 0.3, 13))
    turned = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    waves = [np.sin(3 * across + 2 * up), np.cos(4 * up), np.sin(2 * across - 3 * up), np.ones_like(up)]
    colors = 0.5 + 0.5 * np.stack(waves, axis=-1) if colors is None else np.broadcast_to(colors, (13, 19, 4))
    return Mesh(corners=np.stack([across, up], axis=-1) @ turned + (1.0, 0.5), colors=colors, alpha=alpha)


def inside(mesh, height, margin):
    """Return which pixels (height, 2 * height) are so many pixels within a wavy mesh."""
    rows, columns = np.mgrid[:height, : 2 * height]
    places = np.stack([columns + 0.5, height - rows - 0.5], axis=-1) / height
    origin, right, top = mesh.corners[0, 0], mesh.corners[0, -1], mesh.corners[-1, 0]
    sides = np.stack([(right - origin) / 1.2, (top - origin) / 0.6])
    at = (places - origin) @ sides.T
    return ((at > margin / height) & (at < (1.2, 0.6) - np.array(margin / height))).all(axis=-1)


@pytest.mark.parametrize("height", [90, 360, 720, 1080])
@pytest.mark.parametrize("turn", [0.0, 0.3, 1.9])
def test_a_blend_in_coarse_pixels_is_the_fine_one(height, turn):
    mesh = wavy(turn)
    context, pixels = sheet(height)
    blend.paint_mesh(context, mesh)
    fine = cairo.MeshPattern()
    for row, column in np.ndindex(12, 18):
        around = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        fine.begin_patch()
        for number, cell in enumerate(around):
            (fine.line_to if number else fine.move_to)(*mesh.corners[cell])
            fine.set_corner_color_rgb(number, *mesh.colors[cell][2::-1])
        fine.end_patch()
    long_way, true = sheet(height)
    long_way.set_source(fine)
    long_way.paint()
    within = inside(mesh, height, 1.5)
    assert within.sum() > 0.5 * height**2
    assert np.abs(pixels() - true())[within].max() <= 4


@pytest.mark.parametrize("alpha", [1.0, 0.3])
@pytest.mark.parametrize("height", [270, 720, 1080])
def test_a_sheets_edge_is_as_fine_as_the_frames_pixels(height, alpha):
    mesh = wavy(0.3, alpha, (0.9, 0.5, 0.1, 1.0))
    context, pixels = sheet(height)
    blend.paint_mesh(context, mesh)
    long_way, true = sheet(height)
    origin, right, top = mesh.corners[0, 0], mesh.corners[0, -1], mesh.corners[-1, 0]
    over = blend.OVER / height * np.stack([(right - origin) / 1.2, (top - origin) / 0.6])
    for corner, side in (((0, 0), (-1, -1)), ((0, -1), (1, -1)), ((-1, -1), (1, 1)), ((-1, 0), (-1, 1))):
        long_way.line_to(*(mesh.corners[corner] + side @ over))
    long_way.set_source_rgba(0.1, 0.5, 0.9, alpha)
    long_way.fill()
    off = np.abs(pixels() - true()).max(axis=-1)
    assert off.max() < 40  # towards the corners
    assert np.median(off[off > 0]) <= 6  # Cairo rounds each point to 1/256 of a pixel


@pytest.mark.parametrize("upwards", [False, True])
@pytest.mark.parametrize("place", [(0.3, 0.4), (0.30051, 0.40077)])
def test_a_halo_laid_as_a_mask_is_the_outlines_stroke(place, upwards):
    (context, pixels), (long_way, true) = sheet(360), sheet(360)
    for each in (context, long_way):
        each.translate(*place)
        each.rotate(np.pi / 2 * upwards)
        each.scale(0.1 / outlines.FINE, 0.1 / outlines.FINE)
    halo.paint_halo(context, "Halo 3", True, (0.9, 0.6, 0.2, 0.8))
    long_way.append_path(outlines.words_path("Halo 3", True))
    long_way.set_line_join(cairo.LINE_JOIN_ROUND)
    long_way.set_line_width(HALO * outlines.FINE)
    long_way.set_source_rgba(0.2, 0.6, 0.9, 0.8)
    long_way.stroke()
    painted, stroked = pixels(), true()
    assert (painted != painted[0, 0]).any(axis=-1).sum() > 1000
    assert np.abs(painted - stroked).max() < 80  # at the edge, by half a pixel at most
    assert np.abs(painted - stroked).mean() < 0.3
