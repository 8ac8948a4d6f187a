"""The screen: hero, column, caption and clock in frames of every shape, apart and large enough."""

import itertools

import pytest

from gdclips.drawing.film.furniture import scrims
from gdclips.drawing.film.screen import GIF_LINES, GIF_TYPE, WIDEST, Look
from gdclips.drawing.theme import DARK

ASPECTS = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "9:16": 9 / 16, "21:9": 21 / 9}
UPRIGHT = ("1:1", "9:16")
HERO = 0.60  # of the frame, at least
LOOKS = list(itertools.product(ASPECTS, ("full", "short"), (False, True)))


def look_of(name, cut="full", bare=False):
    return Look(DARK, ASPECTS[name], cut, bare)


def apart(one, other):
    aside = one.right <= other.left or other.right <= one.left
    return aside or one.top <= other.bottom or other.top <= one.bottom


@pytest.mark.parametrize("side", ["full", "right", "left"])
@pytest.mark.parametrize(("name", "cut", "bare"), LOOKS)
def test_column_safe_area_and_caption_lie_in_the_frame_and_apart(name, cut, bare, side):
    look = look_of(name, cut, bare)
    boxes = [look.focus(side)]
    boxes += [] if bare else [look.caption]
    boxes += [look.column(side)] if side != "full" else []
    for box in boxes:
        assert box.width > 0.2 * min(look.width, 1.0)
        assert box.height > 50 * look.px
        assert (box.corners >= 0).all()
        assert (box.corners <= (look.width + 1e-9, 1.0)).all()
    for one, other in itertools.combinations(boxes, 2):
        assert apart(one, other), (one, other)


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize(("name", "cut", "bare"), LOOKS)
def test_a_hero_keeps_three_fifths_of_the_frame_beside_its_supports(name, cut, bare, side):
    look = look_of(name, cut, bare)
    hero = look.hero(side)
    assert hero.width * hero.height >= HERO * look.width
    assert apart(hero, look.column(side))
    assert look.hero("full") == look.frame


@pytest.mark.parametrize("name", UPRIGHT)
def test_in_an_upright_frame_the_hero_is_as_wide_and_the_column_a_row_below(name):
    look = look_of(name)
    for side in ("right", "left"):
        hero, row = look.hero(side), look.column(side)
        assert (hero.left, hero.right, hero.top) == (0.0, look.width, 1.0)
        assert row.top <= hero.bottom
        assert row.width > 0.85 * look.width
        assert look.focus(side).width == look.focus("full").width


@pytest.mark.parametrize("name", [name for name in ASPECTS if name not in UPRIGHT])
def test_in_a_level_frame_the_column_stands_on_its_side(name):
    look = look_of(name)
    assert look.column("left").right < look.focus("left").left
    assert look.focus("right").right < look.column("right").left
    assert look.column("left").width == look.column("right").width <= WIDEST * look.width


def test_lengths_are_those_of_the_grammar_at_720p():
    look = look_of("16:9")
    px = 1 / 720
    assert look.px == pytest.approx(px)
    safe, beside = look.focus("full"), look.focus("right")
    assert (safe.left, safe.right) == pytest.approx((40 * px, 1240 * px))
    assert (safe.bottom, safe.top) == pytest.approx((120 * px, 620 * px))  # y 100 to 600 from the top
    assert beside.right == pytest.approx(850 * px)
    assert (look.column("right").left, look.column("right").right) == pytest.approx((888 * px, 1240 * px))
    assert look.hero("right").right == pytest.approx(860 * px)
    assert look.caption.width <= 1200 * px + 1e-9


@pytest.mark.parametrize("name", ASPECTS)
def test_letters_and_lines_are_larger_in_a_short_cut(name):
    full, short = look_of(name), look_of(name, "short")
    assert short.type(30) / full.type(30) == pytest.approx(GIF_TYPE)
    assert short.line(3) / full.line(3) == pytest.approx(GIF_LINES)


@pytest.mark.parametrize("name", ASPECTS)
def test_a_bare_frame_leaves_more_of_itself_to_the_hero(name):
    bare, full = look_of(name, bare=True).focus("full"), look_of(name).focus("full")
    assert bare.height > full.height
    assert (bare.left, bare.width) == (full.left, full.width)


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize(("name", "cut", "bare"), LOOKS)
def test_a_scrim_is_dense_below_the_words_of_the_column(name, cut, bare, side):
    look = look_of(name, cut, bare)
    column, (aside, *_) = look.column(side), scrims(look, side, 1.0)
    box = aside.box
    if look.landscape:
        ends = [(x - box.left) / box.width for x in (column.left, column.right)]
    else:
        ends = [(y - box.bottom) / box.height for y in (column.bottom, column.top)]
    assert (aside.opacity(ends) > 0.75).all()


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("name", ASPECTS)
def test_a_scrim_comes_in_from_outside(name, side):
    look = look_of(name)
    (out, *_), (come, *_) = (scrims(look, side, share) for share in (1e-9, 1.0))
    for each in (out, come):
        assert (each.box.width, each.box.height) == pytest.approx((come.box.width, come.box.height))
    gone = out.box.right <= 1e-6 or out.box.top <= 1e-6 or out.box.left >= look.width - 1e-6
    assert gone
    assert len(scrims(look, side, 0.0)) == len(scrims(look, "full", 1.0)) == 2
