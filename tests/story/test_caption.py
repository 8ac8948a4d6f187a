"""Captions are plain text with marked words; names of the user's may have any letters."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.drawing.theme import THEMES
from gdclips.story.caption import ROLES, escaped, plain_text, spans
from gdclips.story.characters import brief, written
from gdclips.story.terms import Span

EXAMPLES = settings(derandomize=True, deadline=None)
TEXT = st.text(st.one_of(st.sampled_from("[]()\\ ab"), st.characters()), min_size=1, max_size=12)
PARTS = st.lists(st.tuples(st.sampled_from([None, *ROLES]), TEXT), max_size=5)


def source(parts):
    """Write a caption of (role or None, text) parts."""
    return "".join(f"[{escaped(text)}]({role})" if role else escaped(text) for role, text in parts)


def test_a_caption_has_marked_words():
    caption = "Theory draws the ball [before](predicted) the run fills it."
    assert spans(caption) == (
        Span("ink", "Theory draws the ball "),
        Span("predicted_text", "before"),
        Span("ink", " the run fills it."),
    )
    assert plain_text(caption) == "Theory draws the ball before the run fills it."
    assert spans("") == ()
    assert spans("(no mark)") == (Span("ink", "(no mark)"),)


@EXAMPLES
@given(PARTS)
def test_what_is_written_is_read(parts):
    caption = source(parts)
    read = spans(caption)
    assert plain_text(caption) == "".join(text for _, text in parts)
    marked = [(f"{role}_text", text) for role, text in parts if role]
    assert [(span.role, span.text) for span in read if span.role != "ink"] == marked
    assert all(span.text for span in read)


@EXAMPLES
@given(TEXT.map(written), st.integers(2, 12))
def test_a_name_is_read_as_it_is_however_it_is_cut(name, most):
    kept = brief(name, most)
    assert plain_text(f"Each {escaped(kept)} is [{escaped(kept) or 'none'}](path).").startswith(
        f"Each {kept} is "
    )


@EXAMPLES
@given(st.text("[]()\\ apth", max_size=20))
def test_any_text_is_a_caption_or_an_error_of_one_line(text):
    try:
        read = plain_text(text)
    except ValueError as error:
        assert "\n" not in str(error) and "caption" in str(error)
        assert re.search(r"[\[\]\\]", text)
    else:
        assert len(read) <= len(text)


@pytest.mark.parametrize(
    "caption",
    [
        "a [b",
        "a] b",
        "[b]",
        "[b] (path)",
        "[b](path",
        "[](path)",
        "[[b](path)](path)",
        "a\\b",
        "a\\",
        "[a\\](path)",
    ],
)
def test_a_mark_that_is_not_whole_is_an_error(caption):
    with pytest.raises(ValueError, match=r"expected \[words\]\(role\) at"):
        spans(caption)


def test_an_unknown_role_is_an_error_with_the_nearest():
    with pytest.raises(ValueError, match="no role 'graident': did you mean gradient"):
        spans("the [slope](graident)")


def test_the_roles_are_those_that_the_themes_have_for_text():
    for theme in THEMES.values():
        assert {f"{role}_text" for role in ROLES} == {role for role in theme.colors if role.endswith("_text")}
