"""The fan: arrows as long as the steps that they are, and their mean."""

import msgspec
import numpy as np
import pytest

from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.overlays.maps import overlay_part
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.marks import Area
from gdclips.story.film.overlays import Fan
from tests.drawing.film.cases import look_of

LOOK = look_of("video")
AXES = Axes(Window((0.0, 0.0), (16.0, 9.0), equal=True), Box(0.0, 0.0, 16 / 9, 1.0))
ARROWS = np.array([(3.0, 1.0), (1.0, -2.0), (-2.0, 2.0), (4.0, 2.0)])
AT = np.array([6.0, 4.0])
FAN = Fan(at=AT, arrows=ARROWS, lit=1, labels=("their mean", "the step it makes"))


def tips(share, overlay=FAN):
    """The arrows' tips in units, with their colours, and the labels."""
    labels = Labels(LOOK, LOOK.focus("full"))
    part = overlay_part(overlay, LOOK, AXES, share, labels)
    arrows = [(AXES.find(mark.outline[3]), mark.fill) for mark in part.ground if isinstance(mark, Area)]
    return arrows, [mark.text for mark in labels.marks if hasattr(mark, "text")]


def test_tips_are_the_steps_and_their_mean():
    arrows, texts = tips(1.0)
    *faint, mean, lit = [tip - AT for tip, _ in arrows]
    np.testing.assert_allclose(faint, ARROWS[[0, 2, 3]])
    np.testing.assert_allclose(mean, ARROWS.mean(axis=0))
    np.testing.assert_allclose(lit, ARROWS[1])
    theme = LOOK.theme
    assert [color for _, color in arrows[-2:]] == [theme.color("gradient"), theme.color("path")]
    assert {color for _, color in arrows[:-2]} == {theme.color("gradient", 0.5)}
    assert texts == ["their mean", "the step it makes"]


@pytest.mark.parametrize("share", [0.2, 0.3, 0.45])
def test_arrows_grow_together_and_keep_their_directions(share):
    arrows, texts = tips(share)
    ways = np.array([tip - AT for tip, _ in arrows])
    grown = np.linalg.norm(ways, axis=1) / np.linalg.norm(ARROWS[[0, 2, 3, 1]], axis=1)
    np.testing.assert_allclose(grown, grown[0])
    assert (grown[0] == pytest.approx(1.0)) == (share == 0.45)
    assert texts == []


def test_copies_fold_into_the_mean_while_the_fan_stays():
    arrows, _ = tips(0.7)
    ways = np.array([tip - AT for tip, _ in arrows])
    stay, fold = ways[:3], ways[3:6]
    np.testing.assert_allclose(stay, ARROWS[[0, 2, 3]])
    np.testing.assert_allclose(fold, (ARROWS[[0, 2, 3]] + ARROWS.mean(axis=0)) / 2)


def test_the_mean_is_that_of_all_arrows_also_of_those_not_drawn():
    many = np.random.default_rng(0).normal((2.0, 1.0), 0.1, (1000, 2))
    arrows, _ = tips(1.0, msgspec.structs.replace(FAN, arrows=many, lit=-1))
    assert len(arrows) < 300
    np.testing.assert_allclose(arrows[-1][0] - AT, many.mean(axis=0))
