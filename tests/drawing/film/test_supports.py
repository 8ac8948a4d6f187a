"""Supports of films: laid into the column or the row, their words whole, apart and large enough."""

import numpy as np
import pytest

from gdclips.drawing.film.supports import support_parts
from gdclips.drawing.marks import Area, Dots, Words
from gdclips.story.film.views import Multiples
from gdclips.story.numbers import significant
from tests.drawing.film.cases import (
    BOARDS,
    COUNTERS,
    DATA,
    FRAMES,
    PLOTS,
    RULES,
    STEPS,
    TABLES,
    at,
    look_of,
    outside,
    overlaps,
    words_of,
)

LEAST = 19.9  # pixels
ALONE = [
    *((f"plot {name}", each) for name, each in PLOTS.items()),
    *((f"data {name}", each) for name, each in DATA.items()),
    *((f"counter {name}", each) for name, each in COUNTERS.items()),
    *((f"rule {name}", each) for name, each in RULES.items()),
    *((f"table {name}", each) for name, each in TABLES.items()),
    *((f"board {name}", each) for name, each in BOARDS.items()),
]
ORDINARY = [
    PLOTS["mean"],
    PLOTS["weights"],
    PLOTS["log"],
    DATA["fit"],
    DATA["own"],
    COUNTERS["share"],
    TABLES["weights"],
    BOARDS["race"],
]
TOGETHER = [
    (COUNTERS["share"], PLOTS["mean"]),
    (RULES["sums"], TABLES["weights"], PLOTS["weights"]),
    (DATA["squares"], PLOTS["log"]),
    (BOARDS["race"], PLOTS["slope"]),
    (Multiples(parts=(PLOTS["one"], PLOTS["mean"], PLOTS["weights"]), columns=3), COUNTERS["share"]),
]


def drawn(supports, frame):
    look = look_of(frame)
    column = look.column("right")
    return look, column, support_parts(supports, look, column, {}, 0.0)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("support", [each for _, each in ALONE], ids=[name for name, _ in ALONE])
def test_words_of_a_support_are_whole_apart_and_in_the_column(support, frame):
    _, column, parts = drawn((support,), frame)
    for state in (at(0), at(37, 0.5), at(STEPS)):
        words = words_of(parts[0], state)
        assert outside(words, column) == []
        assert overlaps(words) == []


@pytest.mark.parametrize("support", [each for _, each in ALONE], ids=[name for name, _ in ALONE])
def test_letters_of_a_support_are_large_enough(support):
    look, _, (part,) = drawn((support,), "video")
    assert small(words_of(part, at(STEPS)), look) == []


@pytest.mark.parametrize("support", ORDINARY, ids=range(len(ORDINARY)))
def test_letters_of_a_support_are_large_enough_in_a_short_cut(support):
    look, _, (part,) = drawn((support,), "gif")
    assert small(words_of(part, at(STEPS)), look) == []


def small(words, look):
    return [each.text for each in words if each.size < LEAST * look.type(1.0)]


@pytest.mark.parametrize("frame", ["video", "4:3", "portrait", "wide"])
@pytest.mark.parametrize("supports", TOGETHER, ids=range(len(TOGETHER)))
def test_supports_together_stand_apart_in_the_column(supports, frame):
    _, column, parts = drawn(supports, frame)
    for state in (at(0), at(37, 0.5), at(STEPS)):
        words = [each for part in parts for each in words_of(part, state)]
        assert outside(words, column) == []
        assert overlaps(words) == []


def test_supports_stand_one_below_the_other_or_side_by_side():
    supports = (COUNTERS["share"], PLOTS["one"])
    for frame, axis in (("video", 1), ("portrait", 0)):
        _, _, parts = drawn(supports, frame)
        first, second = ([each.at[axis] for each in words_of(part, at(0))] for part in parts)
        assert min(first) > max(second) if axis else max(first) < min(second)


def test_a_plot_below_a_counter_takes_the_room_that_is_left():
    look, column, parts = drawn((COUNTERS["share"], PLOTS["one"]), "video")
    lowest = min(each.at[1] for each in words_of(parts[1], at(0)))
    assert lowest - column.bottom < 20 * look.px


@pytest.mark.parametrize("step", [0, 49, 50, STEPS])
def test_a_counter_shows_its_value_and_a_dash_before_it_has_one(step):
    counter = COUNTERS["share"]
    _, _, (part,) = drawn((counter,), "video")
    texts = [each.text for each in part.moving(at(step))]
    assert texts == [counter.values[step] or "–"]


def test_a_rule_shows_the_numbers_of_the_step_alone_that_is_taken():
    _, _, (part,) = drawn((RULES["sums"],), "video")
    assert "3.64·10⁻¹²" in [each.text for each in part.moving(at(3))]
    assert part.moving(at(STEPS)) == []


@pytest.mark.parametrize("step", [0, 7, STEPS])
def test_a_table_shows_the_values_of_its_rows(step):
    table = TABLES["weights"]
    _, _, (part,) = drawn((table,), "video")
    shown = [float(each.text) for each in part.moving(at(step))]
    np.testing.assert_allclose(shown, [row.values[step] for row in table.rows], atol=0.0051)


def test_a_long_table_shows_the_rows_that_have_room():
    look, _, (part,) = drawn((TABLES["many"],), "video")
    rows = len(part.moving(at(0)))
    assert 10 < rows < 40
    assert all(each.size >= look.type(LEAST) for each in part.moving(at(0)))


@pytest.mark.parametrize(
    ("step", "order"),
    [
        (0, ["too fast", "plain", "momentum"]),
        (1, ["too fast", "momentum", "plain"]),
        (3, ["momentum", "plain", "too fast"]),
        (STEPS, ["momentum", "plain", "too fast"]),
    ],
)
def test_a_leaderboard_has_the_least_at_the_top(step, order):
    board = BOARDS["race"]
    look, _, (part,) = drawn((board,), "video")
    marks = part.moving(at(step))
    names = [each.text for each in marks if isinstance(each, Words) and each.anchor == "left"]
    heights = [each.at[1] for each in marks if isinstance(each, Words) and each.anchor == "left"]
    assert names == order
    assert heights == sorted(heights, reverse=True)
    values = {each.name: each.values[step] for each in board.lines}
    told = [each.text for each in marks if isinstance(each, Words) and each.anchor == "right"]
    finite = [name for name in order if np.isfinite(values[name])]
    assert told[len(finite) :] == ["diverged"] * (len(order) - len(finite))
    for text, name in zip(told, finite, strict=False):
        assert text == significant(3)(values[name])
    widths = [np.ptp(each.outline[:, 0]) for each in marks if isinstance(each, Area)]
    largest = max(values[name] for name in finite)
    np.testing.assert_allclose(
        np.array(widths) / max(widths), [values[name] / largest for name in finite], atol=1e-12
    )
    roles = {each.name: each.role for each in board.lines}
    dots = [each.fills for each in marks if isinstance(each, Dots)]
    assert dots == [look.theme.color(roles[name]) for name in order]
