"""Small maps of films: whole in their cells, with one loss's levels in one colour; and clipped parts."""

import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.inset import inset_axes, inset_part, multiples_part
from gdclips.drawing.film.parts import Part, clipped
from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import Area, Dots, Formula, Words
from gdclips.story.film.views import Multiples
from tests.drawing.film.cases import PLOTS, at, look_of, marks_of, outside, overlaps, words_of
from tests.drawing.film.films import STEPS, parts

LOOK = look_of("video")
WIDE = parts()[0]
HEADS = ("crawls", "a quick descent with a long name", "swings", "diverges")


@pytest.mark.parametrize("frame", ["video", "gif", "portrait"])
def test_a_small_map_shows_its_runs_within_its_box(frame):
    look = look_of(frame)
    box = look.column("right")
    part = inset_part(WIDE, look, box)
    assert all(mark.clip for mark in marks_of(part, at(STEPS)) if not isinstance(mark, Area) or mark.fill)
    seen = inset_axes(WIDE, box).place(WIDE.seen)
    assert (seen >= (box.left, box.bottom)).all()
    assert (seen <= (box.right, box.top)).all()
    assert len([mark for mark in part.labels if isinstance(mark, (Formula, Words))]) == 2


def test_small_maps_move_as_the_run_does():
    box = LOOK.column("right")
    part, axes = inset_part(WIDE, LOOK, box), inset_axes(WIDE, box)
    pair = list(WIDE.plane.axes)
    for step in (0, 5, STEPS):
        heads = np.concatenate([mark.points for mark in part.moving(at(step)) if isinstance(mark, Dots)])
        place = axes.place(WIDE.tracks[0].run.points[step, pair])
        assert np.abs(heads - place).max(axis=1).min() < 1e-12


@pytest.mark.parametrize("frame", ["video", "gif", "portrait"])
def test_heads_of_small_multiples_stand_above_their_cells(frame):
    look = look_of(frame)
    box = look.column("right")
    words = words_of(multiples_part(Multiples(parts=(WIDE,) * 4, heads=HEADS), look, box), at(0))
    assert len(words) == 4
    assert outside(words, box) == []
    assert overlaps(words) == []


def test_small_maps_of_one_loss_share_the_colours_of_their_levels():
    part = multiples_part(Multiples(parts=(WIDE, parts()[1])), LOOK, LOOK.column("right"))
    areas = [mark for mark in part.ground if isinstance(mark, Area) and mark.fill]
    wide, near = (
        {mark.fill[:3] for mark in areas if mark.clip == cell} for cell in {m.clip: 0 for m in areas}
    )
    assert wide & near
    assert wide != near


def test_narrow_plots_have_neither_numbers_nor_labels():
    box = LOOK.column("right")
    view = Multiples(parts=(PLOTS["one"], PLOTS["weights"], PLOTS["envelope"]), columns=3)
    words = words_of(multiples_part(view, LOOK, box), at(5))
    assert len(words) == 3
    assert outside(words, box) == []


def test_a_clipped_part_keeps_the_boxes_that_its_marks_have():
    inner, outer = Box(0.1, 0.1, 0.1, 0.1), Box(0.0, 0.0, 1.0, 1.0)
    dot = Dots(points=np.zeros((1, 2)), radius=0.1, fills=(1.0, 1.0, 1.0, 1.0))
    own = Dots(points=np.zeros((1, 2)), radius=0.1, fills=(1.0, 1.0, 1.0, 1.0), clip=inner)
    part = clipped(
        Part((dot, own), (Piece(1, dot),), lambda state: [dot], (dot,), lambda state: [own]), outer
    )
    assert [mark.clip for mark in marks_of(part, at(1))] == [outer, inner, outer, outer, outer, inner]
