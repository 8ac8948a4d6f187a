from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.text.lettering import line, words_box
from gdclips.drawing.text.spans import PITCH, spans_marks
from gdclips.drawing.theme import DARK, LIGHT
from gdclips.story.caption import spans
from gdclips.story.characters import written
from gdclips.story.terms import Span

EXAMPLES = settings(derandomize=True, deadline=None)
CAPTION = spans("SGD never settles: it [fills the ball](path) that its rate and the noise have drawn.")
SIZE, ROOM = 0.042, 1.65
SPAN = st.builds(Span, st.sampled_from(["ink", "muted", "rate_text"]), st.text("abAV ,.", max_size=12))
SPANS = st.lists(SPAN, max_size=6).map(tuple)
ROLES = {DARK.color(role): role for role in ("ink", "path_text")}


def end(words):
    """Return where the advance of a mark ends."""
    return words.at[0] + line(words.text, words.bold).advance * words.size


def space(words):
    return line(" ").advance * words.size


def test_spans_stand_one_after_the_other():
    first, second, third = spans_marks(CAPTION, (0.1, 0.2), SIZE, DARK, ROOM)
    assert [words.text for words in (first, second, third)] == [
        "SGD never settles: it",
        "fills the ball",
        "that its rate and the noise have drawn.",
    ]
    assert [ROLES[words.color] for words in (first, second, third)] == ["ink", "path_text", "ink"]
    assert [words.bold for words in (first, second, third)] == [False, True, False]
    assert first.at == (0.1, 0.2)
    assert {words.at[1] for words in (first, second, third)} == {0.2}
    assert second.at[0] == pytest.approx(end(first) + space(first))
    assert third.at[0] == pytest.approx(end(second) + space(second))


def test_a_mark_within_a_word_leaves_no_gap():
    first, second, third = spans_marks(spans("un[settled](path)."), (0.0, 0.0), SIZE, LIGHT, ROOM)
    assert (first.text, second.text, third.text) == ("un", "settled", ".")
    assert second.at[0] == pytest.approx(end(first))
    assert third.at[0] == pytest.approx(end(second))


def test_a_line_of_one_role_is_set_as_if_it_were_no_spans():
    (words,) = spans_marks(spans("AVATAR, To be"), (0.3, 0.1), SIZE, DARK, ROOM)
    assert (words.text, words.at, words.size, words.anchor) == ("AVATAR, To be", (0.3, 0.1), SIZE, "left")


@pytest.mark.parametrize(("anchor", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
@pytest.mark.parametrize("lines", [1, 2])
def test_each_line_stands_by_its_anchor(anchor, share, lines):
    marks = spans_marks(CAPTION, (0.8, 0.5), SIZE, DARK, 0.8, lines, anchor=anchor)
    heights = sorted({words.at[1] for words in marks})
    assert len(heights) == lines
    assert sum(heights) / lines == pytest.approx(0.5)
    for height in heights:
        row = [words for words in marks if words.at[1] == height]
        left, right = row[0].at[0], end(row[-1])
        assert left * (1 - share) + right * share == pytest.approx(0.8)
        assert right - left <= 0.8 * (1 + 1e-9)


def test_a_line_too_wide_is_smaller_or_two_lines_of_the_size():
    (*_, last) = marks = spans_marks(CAPTION, (0.0, 0.0), SIZE, DARK, 0.9)
    assert end(last) == pytest.approx(0.9)
    assert len({words.size for words in marks}) == 1 and last.size < SIZE
    first, *_, last = spans_marks(CAPTION, (0.0, 0.0), SIZE, DARK, 0.9, lines=2, pitch=1.4)
    assert first.size == last.size == SIZE
    assert first.at[1] - last.at[1] == pytest.approx(1.4 * SIZE)


def test_two_lines_are_balanced():
    marks = spans_marks(CAPTION, (0.0, 0.0), SIZE, DARK, 0.9, lines=2)
    top, low = ([words for words in marks if (words.at[1] > 0) == above] for above in (True, False))
    text = " ".join(words.text for words in marks)
    lines = [" ".join(words.text for words in row) for row in (top, low)]
    assert " ".join(lines) == text == "".join(span.text for span in CAPTION)
    assert abs(end(top[-1]) - end(low[-1])) < line("settles: ").advance * SIZE
    assert spans_marks(CAPTION, (0.0, 0.0), SIZE, DARK, ROOM, lines=2) == spans_marks(
        CAPTION, (0.0, 0.0), SIZE, DARK, ROOM
    )


def test_alpha_and_halo_are_passed_on():
    halo = DARK.color("background", 0.5)
    marks = spans_marks(CAPTION, (0.0, 0.0), SIZE, DARK, ROOM, alpha=0.5, halo=halo)
    assert {(words.color[3], words.halo) for words in marks} == {(0.5, halo)}


@pytest.mark.parametrize("name", ["\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc \u05d5\u05dd"])
@pytest.mark.parametrize("role", ["ink", "path_text"])
def test_a_name_from_right_to_left_stays_in_its_place(name, role):
    row = (Span("ink", "The weight of "), Span(role, written(name)), Span("ink", " is 3, of b 4."))
    before, middle, after = marks = spans_marks(row, (0.0, 0.0), SIZE, DARK, ROOM)
    assert middle.text == written(name)
    assert end(before) < middle.at[0] < end(middle) < after.at[0]
    boxes = [words_box(words) for words in marks]
    assert boxes[0][2] < boxes[1][0] < boxes[1][2] < boxes[2][0]
    broken = spans_marks(row, (0.0, 0.0), SIZE, DARK, 0.4, lines=2)
    assert written(name) in [words.text for words in broken]


@EXAMPLES
@given(SPANS, st.floats(0.02, 0.06), st.floats(0.1, 1.0), st.sampled_from([1, 2]))
def test_any_spans_have_room_and_keep_their_letters(row, size, room, lines):
    marks = spans_marks(row, (0.0, 0.0), size, DARK, room, lines)
    assert "".join(words.text for words in marks).replace(" ", "") == "".join(
        span.text for span in row
    ).replace(" ", "")
    assert len({words.size for words in marks}) <= 1
    assert len({words.at[1] for words in marks}) <= lines
    for words in marks:
        assert words.text == words.text.strip(" ") != ""
        assert words.size <= size
        assert -1e-9 <= words.at[0] <= end(words) <= room * (1 + 1e-9)
    for first, second in pairwise(marks):
        if first.at[1] == second.at[1]:
            assert end(first) <= second.at[0] + 1e-9
        else:
            assert first.at[1] - second.at[1] == pytest.approx(PITCH * first.size)
