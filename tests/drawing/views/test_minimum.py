"""The ring is drawn at the minimiser, the star at the true weights, and their distance is what is told."""

import re

import numpy as np
import pytest

from gdclips.drawing.geometry import star
from gdclips.drawing.layout import layout
from gdclips.drawing.marks import Area, Dots, Words
from gdclips.drawing.surface3d import scenery
from gdclips.drawing.surface3d.surface import around
from gdclips.drawing.theme import THEMES, Width
from gdclips.story.story import Surface
from tests.chosen import ALL_AT_ONCE, ONE_AND_TWO, STORIES
from tests.claims.figures import NUMBER, near

CHANGES = [
    {"noise": 3},
    {"noise": 3, "slice": True},
    {"noise": 3, "slice": True, "samples": 20, "seed": 3},
    {"noise": 3, "samples": 5, "seed": 3},
    {"noise": 1, "slice": True, "weights": (2.0, 6.0, 5.0, -1.0, 3.0), "start": None, "seed": 4},
    {"noise": 2, "slice": True, "weights": (2.0, 6.0), "start": None},
    {"noise": 0, "slice": True},
]
THEME = THEMES["light"]
WHOLE = star(np.zeros(2), Width.star)


def fits(name, change):
    return set(change) <= set(STORIES[name].settings.__struct_fields__) and not (
        name in ALL_AT_ONCE and "samples" in change
    )


PANELED = [name for name in ONE_AND_TWO if name in STORIES]
VARIANTS = [(name, change) for name in PANELED for change in CHANGES if fits(name, change)]


def drawn(marks):
    """Return the places of the rings and of the stars that are drawn, but for the smaller ones of a key."""
    edges = THEME.color("minimizer"), THEME.color("truth_edge")
    rings = [mark for mark in marks if isinstance(mark, Dots) and mark.edge == edges[0]]
    rings = [mark.points[0] for mark in rings if mark.radius > 0.7 * Width.ring]
    stars = [mark.outline for mark in marks if isinstance(mark, Area) and mark.edge == edges[1]]
    stars = [each.mean(axis=0) for each in stars if np.ptp(each[:, 1]) > 0.9 * np.ptp(WHOLE[:, 1])]
    return np.array(rings), np.array(stars)


def last(picture):
    return picture.marks(picture.timeline.state(1e9))


def in_the_plane(story, marks, contours):
    """Return the weights at which the ring and the star of each panel are drawn."""
    rings, stars = drawn(marks)
    found = []
    for panel, axes in contours(story):
        inside = [
            axes.find(place) for place in (*rings, *stars) if axes.box.left <= place[0] <= axes.box.right
        ]
        pair = list(panel.axes)
        goals = panel.loss.minimizer[pair], panel.truth[pair]
        found.append((panel, [min(inside, key=lambda at, to=goal: np.hypot(*(at - to))) for goal in goals]))
    spaces = [panel for panel in story.panels if isinstance(panel, Surface)]
    return found + [(panel, _on_the_floor(panel, rings, stars)) for panel in spaces]


def _on_the_floor(panel, rings, stars):
    scene = scenery.scene(panel, THEME, around(layout(1, False).panels[0]))
    bowl, lens = scene.room.bowl, scene.room.camera.at(1.0)
    np.testing.assert_allclose(lens.place(bowl.floor(scene.ring)), rings[0], atol=1e-9)
    np.testing.assert_allclose(lens.place(bowl.floor(scene.truth[0])), stars[0], atol=1e-9)
    back = np.linalg.inv(bowl.section.root) * np.sqrt(bowl.rim)
    return [bowl.section.center + back @ disc for disc in (scene.ring, scene.truth[0])]


@pytest.mark.parametrize(("name", "change"), VARIANTS, ids=str)
def test_told_is_drawn(tell, show, contours, name, change):
    story = tell(name, **change)
    marks = last(show(name, **change))
    told = re.findall(
        rf"is {NUMBER} away from the true weights", " ".join(beat.caption for beat in story.full)
    )
    panels = in_the_plane(story, marks, contours)
    assert panels
    for panel, (ring, other) in panels:
        pair = list(panel.axes)
        size = np.abs(panel.truth).max()
        np.testing.assert_allclose(ring, panel.loss.minimizer[pair], atol=1e-9 * size)
        np.testing.assert_allclose(other, panel.truth[pair], atol=1e-9 * size)
        for distance in told:
            assert near(distance, np.hypot(*(ring - other)), 2)


@pytest.mark.parametrize("name", ["contour_descent", "learning_rates"])
@pytest.mark.parametrize("noise", [0, 3])
def test_in_a_slice_beside_the_minimiser_the_ring_is_not_called_its_minimum(show, name, noise):
    marks = last(show(name, noise=noise, slice=True, samples=20, seed=3))
    words = " ".join(mark.text for mark in marks if isinstance(mark, Words) and mark.halo)
    assert ("minimiser" in words) == (noise > 0)
    assert ("minimum" in words) == (noise == 0)


@pytest.mark.parametrize("samples", [20, 100_000])
def test_signs_that_nearly_coincide_are_not_said_to_be_one(show, samples):
    marks = last(show("contour_descent", noise=0.1, samples=samples))
    words = " ".join(mark.text for mark in marks if isinstance(mark, Words))
    assert "= MSE minimum" not in words
