"""The texts of the picture: inside the frame, clear of each other, and whole; and the grid they stand on."""

import itertools

import numpy as np
import pytest

from gdclips.drawing.layout import ASPECT, layout
from gdclips.drawing.marks import Area, Dots
from gdclips.drawing.picture import panel_view
from gdclips.drawing.theme import THEMES
from tests.chosen import STORIES
from tests.layered import layers

LOOKS = list(itertools.product(("light", "dark"), ("full", "short"), (False, True)))
SQUARE, WIDE = 1.0, 3.6  # the aspects of 500x500 and 1080x1080, and of 1800x500
SHAPES = [
    *((name, SQUARE) for name in ("contour_descent", "starting_points")),
    *((name, WIDE) for name in STORIES if name not in ("contour_descent", "starting_points")),
    *((name, aspect) for name in ("contour_descent", "starting_points") for aspect in (0.6, 0.8, 4 / 3)),
    *((name, aspect) for name in ("sgd", "learning_rates") for aspect in (SQUARE, 2.45, 5.0)),
]
SLOTS = [(panels, bare) for panels in (1, 2, 3, 4) for bare in (False, True)]
STACK_LOSS = {"own": ("air_flow", "water_temp"), "rate": None, "start": None, "steps": 40}


def within(theme, cut):
    """Return how many moments of a beat to look at: closely in one look, for others move in the same way."""
    return 9 if (theme, cut) == ("light", "full") else 2


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS)
@pytest.mark.parametrize("name", STORIES)
def test_texts_lie_in_the_frame_clear_of_each_other_and_whole(amiss, name, theme, cut, bare):
    faults = amiss(name, theme, cut, bare, within(theme, cut))["texts"]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS)
@pytest.mark.parametrize("name", STORIES)
def test_labels_in_a_panel_are_whole_and_clear_of_texts(amiss, name, theme, cut, bare):
    """They may pass over lines, but no text hides another, and the panel's edge cuts none off."""
    faults = amiss(name, theme, cut, bare, within(theme, cut))["labels"]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS)
def test_the_lectures_own_data_fit(amiss, theme, cut, bare):
    """The clip stack_loss, whose columns have names instead of letters."""
    faults = amiss("contour_descent", theme, cut, bare, within(theme, cut), **STACK_LOSS)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("scale", [1e-5, 1e3, 1e4])
@pytest.mark.parametrize("name", [name for name in STORIES if name != "momentum"])
def test_a_target_of_any_unit_fits(amiss, name, scale):
    """Prices, incomes and shares as they are: the weights are as large or as small as these."""
    columns = STACK_LOSS["own"][: 1 if name == "simple_regression" else 2]
    auto = {key: None for key in ("rate", "start") if key in STORIES[name].settings.__struct_fields__}
    faults = amiss(name, "light", "full", False, 9, own=columns, scale=scale, **auto)
    assert not any(faults.values()), faults


@pytest.mark.parametrize(("theme", "cut", "bare"), LOOKS[1::2] + LOOKS[:1])
@pytest.mark.parametrize(("name", "aspect"), SHAPES)
def test_nothing_is_amiss_on_squarish_and_on_very_wide_frames(amiss, name, aspect, theme, cut, bare):
    faults = amiss(name, theme, cut, bare, within(theme, cut) // 2, aspect=aspect)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("changes", [{"rate": 2.5}, {"steps": 5000}, STACK_LOSS])
def test_odd_runs_fit_a_square(amiss, changes):
    faults = amiss("contour_descent", "light", "full", False, 9, aspect=SQUARE, **changes)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("name", STORIES)
def test_a_caption_has_at_most_88_characters(tell, name):
    story = tell(name)
    assert [b.caption for b in (*story.full, *story.short) if len(b.caption) > 88] == []


@pytest.mark.parametrize("name", STORIES)
def test_a_bare_picture_lacks_title_and_caption_alone(tell, show, texts, name):
    def written(bare):
        slots = layout(len(tell(name).panels), bare).panels
        return {text.text for text in texts(show(name, bare=bare), 12, slots)}

    caption = show(name).timeline.state(12).caption
    numbers = str.maketrans("", "", "−.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹")  # ticks and levels suit the panel's height
    words = {text for text in written(False) if not text.translate(numbers).isdigit()}
    assert {tell(name).title, caption} == words - written(True)


def boxes(slots):
    others = slots.column, slots.readouts, slots.strip, slots.title, slots.caption
    return [*slots.panels, *filter(None, others)]


@pytest.mark.parametrize("aspect", [0.5, SQUARE, 4 / 3, ASPECT, 2.3, 2.45, WIDE, 5.0])
@pytest.mark.parametrize(("panels", "bare"), SLOTS)
def test_slots_lie_on_the_stage_and_apart(panels, bare, aspect):
    slots = layout(panels, bare, aspect)
    for box in boxes(slots):
        assert (box.corners >= 0).all()
        assert (box.corners <= (slots.width + 1e-9, 1)).all()
    for one, other in itertools.combinations(boxes(slots), 2):
        aside = one.right <= other.left or other.right <= one.left
        assert aside or one.top <= other.bottom or other.top <= one.bottom


@pytest.mark.parametrize(("panels", "bare"), SLOTS)
def test_one_panel_has_a_column_and_several_a_strip(panels, bare):
    slots = layout(panels, bare)
    assert len(slots.panels) == panels
    assert (slots.column is None, slots.strip is None) == (panels > 1, panels == 1)
    assert (slots.title is None, slots.caption is None) == (bare, bare)
    assert len({(box.bottom, box.height) for box in slots.panels}) == 1
    assert [box.left for box in slots.panels] == sorted(box.left for box in slots.panels)


@pytest.mark.parametrize(
    ("panels", "aspect", "width"),
    [
        *((1, aspect, max(aspect, 0.8)) for aspect in (0.5, 0.8, SQUARE, 4 / 3)),
        *((1, aspect, ASPECT) for aspect in (1.5, ASPECT, WIDE)),
        *((3, aspect, ASPECT) for aspect in (SQUARE, 1.5, ASPECT, 2.35)),
        *((3, aspect, min(aspect, 4.0)) for aspect in (2.45, WIDE, 5.0)),
    ],
)
def test_the_stage_follows_squarish_and_very_wide_frames(panels, aspect, width):
    slots = layout(panels, False, aspect)
    assert slots.width == width
    squarish = panels == 1 and width < ASPECT
    assert (slots.readouts is not None, slots.column is not None) == (squarish, panels == 1 and not squarish)
    assert (slots.strip is not None) == (panels > 1)
    if width != ASPECT:
        assert slots.panels[-1].right > width * 0.93


@pytest.mark.parametrize("panels", [1, 2, 3, 4])
def test_a_bare_panel_is_higher_and_as_wide(panels):
    for bare, full in zip(layout(panels, True).panels, layout(panels, False).panels, strict=True):
        assert bare.height > full.height
        assert (bare.left, bare.width) == (full.left, full.width)


@pytest.mark.parametrize("count", [0, 5])
def test_there_is_no_layout_for_no_panels_or_five(count):
    with pytest.raises((ValueError, KeyError)):
        layout(count, False)


def hidden_panels(story):
    """A story's panels that are not seen at first, each with its place: all of them behind an opening."""
    return [(i, p) for i, p in enumerate(story.panels) if story.opening or getattr(p, "appears", None)]


def cover_of(marks, theme):
    """The areas that hide something: large ones in the colour of the background."""
    ground = THEMES[theme].color("background")[:3]
    found = [m for m in marks if isinstance(m, Area) and m.fill and m.fill[:3] == ground and m.clip is None]
    return [m for m in found if np.ptp(m.outline[:, 0]) > 0.3 and np.ptp(m.outline[:, 1]) > 0.3]


def written_in(marks, low, high):
    return {
        (mark.text, mark.at)
        for mark in marks
        if hasattr(mark, "text") and (low <= np.array(mark.at)).all() and (np.array(mark.at) <= high).all()
    }


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize(("theme", "bare"), list(itertools.product(THEMES, (False, True))))
def test_hidden_panels_are_hidden_with_all_around_them_and_nothing_else_is(
    tell, show, texts, name, theme, bare
):
    story, shown = tell(name), show(name, theme, "full", bare)
    slots = layout(len(story.panels), bare).panels
    (cover,) = cover_of(layers(shown).moving(shown.timeline.state(0)), theme)
    assert cover.fill[3] == 1
    low, high = cover.outline.min(axis=0), cover.outline.max(axis=0)
    views = [panel_view(p, THEMES[theme], slots[i], len(slots) == 1) for i, p in hidden_panels(story)]
    inner = [written_in(view.static, -1, 2) for view in views]
    assert all(inner)
    assert written_in(layers(shown).ground, low, high) == set().union(*inner)
    for text in texts(shown, 0, slots):
        box = np.array(text.box)
        covered = (low <= box[:2]).all() and (box[2:] <= high).all()
        apart = (box[2:] <= low).any() or (high <= box[:2]).any()
        assert covered or apart, text.text


@pytest.mark.parametrize("name", STORIES)
def test_hidden_panels_come_with_the_minimum_and_stay(show, name):
    shown = show(name)
    for seconds in np.arange(0, shown.timeline.seconds, 0.1):
        state = shown.timeline.state(seconds)
        covers = [cover.fill[3] for cover in cover_of(layers(shown).moving(state), "light")]
        share = state.shown.get("minimizer", 0.0)
        assert bool(covers) == (share < 1)
        assert all(alpha == 1 for alpha in covers) or 0 < share < 1


@pytest.mark.parametrize("name", STORIES)
def test_a_gif_shows_its_panels_from_the_first_frame_on(show, name):
    shown = show(name, cut="short")
    for seconds in np.arange(0, shown.timeline.seconds, 0.1):
        assert not cover_of(layers(shown).moving(shown.timeline.state(seconds)), "light")


def on_own_data(name):
    """The settings of a scene on a user's own data: its features and, where there is a rate, no fixed one."""
    features = ("air_flow",) if name == "simple_regression" else ("air_flow", "water_temp")
    rate = {} if name == "learning_rates" else {"rate": None}
    return {"own": features, "start": None, **rate}


@pytest.mark.parametrize("aspect", [ASPECT, WIDE])
@pytest.mark.parametrize("name", STORIES)
def test_own_data_fit_the_beat_that_shows_them(amiss, show, name, aspect):
    faults = amiss(name, "light", "full", False, 2, aspect=aspect, **on_own_data(name))
    seconds = show(name).timeline.beats[0].seconds
    early = [each for lines in faults.values() for each in lines if float(each.split()[1]) < seconds]
    assert not early, "\n".join(early)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("own", [False, True])
def test_a_video_begins_with_its_data_as_a_picture(tell, show, name, own):
    changes = on_own_data(name) if own else {}
    story, shown = tell(name, **changes), show(name, **changes)
    data, seen = story.opening, layers(shown).moving(shown.timeline.state(0))
    dots = [m for m in seen if isinstance(m, Dots) and len(m.points) > 5]
    assert [len(m.points) for m in dots] == [min(len(data.x), 2000)]


@pytest.mark.parametrize("name", STORIES)
def test_the_opening_spans_all_panels(tell, show, name):
    slots, shown = layout(len(tell(name).panels), False).panels, show(name)
    (dots,) = [m for m in layers(shown).moving(shown.timeline.state(0)) if isinstance(m, Dots) and m.clip]
    sides = dots.clip.left, dots.clip.right, dots.clip.bottom, dots.clip.top
    assert sides == pytest.approx((slots[0].left, slots[-1].right, slots[0].bottom, slots[0].top))
