"""Parts of pictures: how they fade, join, and lose their labels; dots in a row become one mark."""

from typing import get_args

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.film.parts import Part, faded, faded_part, merged, relabelled, together
from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Gradient, Mesh, Trail, Words
from gdclips.story.terms import Term
from tests.drawing.film.cases import at, marks_of

LINE, RED, BLUE = np.array([(0.0, 0.0), (1.0, 1.0)]), (1.0, 0.0, 0.0, 0.8), (0.0, 0.0, 1.0, 0.5)
KINDS = (
    Area(outline=LINE, fill=RED, edge=BLUE, width=0.1),
    Area(outline=LINE, fill=RED),
    Curve(points=LINE, color=RED, width=0.1),
    Trail(points=LINE, colors=np.array([RED]), width=0.1),
    Mesh(corners=np.zeros((2, 2, 2)), colors=np.full((2, 2, 4), 1.0), alpha=0.6),
    Dots(points=LINE, radius=0.1, fills=RED, edge=BLUE, width=0.1),
    Dots(points=LINE, radius=0.1, fills=np.array([RED, BLUE])),
    Gradient(box=Box(0, 0, 1, 1), color=RED, axis="x", stops=((0.0, 0.0), (1.0, 1.0))),
    Words(text="a", at=(0.0, 0.0), size=0.1, color=RED, halo=BLUE),
    Formula(terms=(Term("ink", "a", "a"),) * 2, colors=(RED, BLUE), at=(0.0, 0.0), size=0.1),
)


def opacities(mark):
    """All opacities of a mark."""
    if isinstance(mark, Mesh):
        return [mark.alpha]
    names = {"fill", "edge", "color", "colors", "fills", "halo"} & set(mark.__struct_fields__)
    found = [getattr(mark, name) for name in sorted(names) if getattr(mark, name) is not None]
    return [float(alpha) for each in found for alpha in np.atleast_2d(each)[:, 3]]


@pytest.mark.parametrize("mark", KINDS, ids=lambda mark: type(mark).__name__)
def test_every_colour_of_a_mark_fades_alike_and_nothing_else_changes(mark):
    half = faded(mark, 0.5)
    np.testing.assert_allclose(opacities(half), np.multiply(opacities(mark), 0.5))
    assert faded(mark, 1.0) is mark
    for name in set(mark.__struct_fields__) - {"fill", "edge", "color", "colors", "fills", "halo", "alpha"}:
        assert getattr(half, name) is getattr(mark, name)


def test_every_kind_of_mark_is_tried():
    assert {type(mark) for mark in KINDS} == set(get_args(AnyMark))


def dot(x, fill=RED):
    return Dots(points=np.array([(x, 0.0)]), radius=0.1, fills=fill)


PART = Part((dot(0),), (Piece(3, dot(1)),), lambda state: [dot(2)], (dot(4),), lambda state: [dot(5)])


def alphas(part, step=3):
    return [
        mark.fills[3] if isinstance(mark.fills, tuple) else mark.fills[0, 3]
        for mark in marks_of(part, at(step))
    ]


def test_a_part_fades_as_a_whole():
    np.testing.assert_allclose(alphas(faded_part(PART, 0.25)), [0.2] * 5)
    assert faded_part(PART, 1.0) is PART
    assert marks_of(faded_part(PART, 0.0), at(3)) == []


def test_labels_fade_alone_with_those_in_front():
    np.testing.assert_allclose(alphas(relabelled(PART, 0.25)), [0.8, 0.8, 0.8, 0.2, 0.2])
    assert relabelled(PART, 1.0) is PART
    assert len(marks_of(relabelled(PART, 0.0), at(3))) == 3


def test_parts_are_put_together_layer_by_layer():
    both = together([PART, faded_part(PART, 0.5)])
    np.testing.assert_allclose(alphas(both), [0.8, 0.4] * 5)
    assert marks_of(together([]), at(0)) == []


def test_dots_in_a_row_that_look_alike_become_one_mark():
    line = Curve(points=LINE, color=RED, width=0.1)
    (one, between, two) = merged([dot(0), dot(1, BLUE), line, dot(2), dot(3)])
    np.testing.assert_array_equal(one.points, [(0, 0), (1, 0)])
    np.testing.assert_array_equal(one.fills, [RED, BLUE])
    assert between is line
    np.testing.assert_array_equal(two.points, [(2, 0), (3, 0)])


@pytest.mark.parametrize(
    "changes", [{"radius": 0.2}, {"edge": RED}, {"width": 0.3}, {"clip": Box(0, 0, 1, 1)}]
)
def test_dots_that_differ_in_their_looks_stay_apart(changes):
    other = msgspec.structs.replace(dot(1), **changes)
    assert len(merged([dot(0), other])) == 2
