"""The plan: a file is made, kept or left, and the reason is given."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.build.manifest import Entry
from gdclips.build.plan import plan
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, resolve

(REQUEST,) = resolve(
    Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene="sgd")}), ["a.gif"], Overrides()
)
NEW = {"settings": {"rate": "0.2"}, "code": {"content": "c" * 64}}
OLD = {"settings": {"rate": "0.1"}, "code": {"content": "c" * 64}}
MADE, STALE = Entry(NEW, "bytes"), Entry(OLD, "bytes")
AGAIN = Entry(NEW, "bytes", before="older bytes")  # put in the place of older ones
DAMAGED = Entry({}, "bytes")  # what is left of a note that can't be read, if the bytes are known to be ours

UP_TO_DATE = ("keep", "up to date")
BY_HAND = ("leave", "changed by hand; -B makes it again")
FOREIGN = ("leave", "not made here; -B makes it again")
ASKED = ("make", "asked for by -B")


def decided(made, present, always_make=False):
    step = plan(REQUEST, NEW, made, present, [], always_make)
    assert (step.request, step.recipe) == (REQUEST, NEW)
    return step.action, step.why


@pytest.mark.parametrize(
    ("made", "present", "expected"),
    [
        (None, None, ("make", "missing")),
        (MADE, None, ("make", "missing")),
        (AGAIN, None, ("make", "missing")),
        (DAMAGED, None, ("make", "missing")),
        (MADE, "bytes", UP_TO_DATE),
        (AGAIN, "bytes", UP_TO_DATE),
        (Entry(NEW, "bytes", before="bytes"), "bytes", UP_TO_DATE),
        (STALE, "bytes", ("make", "settings changed: rate 0.1 -> 0.2")),
        (DAMAGED, "bytes", ("make", "what was noted of it is damaged")),
        (AGAIN, "older bytes", ("make", "interrupted")),
        (Entry(OLD, "bytes", before="older bytes"), "older bytes", ("make", "interrupted")),
        (MADE, "others", BY_HAND),
        (STALE, "others", BY_HAND),
        (AGAIN, "others", BY_HAND),
        (DAMAGED, "others", BY_HAND),
        (None, "bytes", FOREIGN),
    ],
)
def test_what_lies_there_and_what_is_known_of_it_decide(made, present, expected):
    assert decided(made, present) == expected


@pytest.mark.parametrize("made", [None, MADE, STALE, AGAIN, DAMAGED])
@pytest.mark.parametrize("present", [None, "bytes", "older bytes", "others"])
def test_all_is_made_where_that_is_asked_for(made, present):
    assert decided(made, present, always_make=True) == ASKED


HASHES = st.sampled_from(["a", "b", "c"])


@given(
    made=st.none() | st.builds(Entry, st.sampled_from([NEW, OLD, {}]), HASHES, st.none() | HASHES),
    present=st.none() | HASHES,
)
def test_only_what_is_missing_or_ours_is_made_and_only_what_is_right_is_kept(made, present):
    action, why = decided(made, present)
    ours = made is not None and present in (made.content, made.before)
    if present is not None and not ours:
        assert action == "leave"
    elif present is not None and made is not None and (made.recipe, made.content) == (NEW, present):
        assert action == "keep"
    else:
        assert action == "make"
    assert why


def test_words_that_are_missing_are_made_again():
    video = msgspec.structs.replace(REQUEST, file="a.mp4", suffix="mp4")
    for lost, why in ((["a.txt", "a.srt"], "a.txt and a.srt missing"), (["a.srt"], "a.srt missing")):
        for present, expected in (("bytes", ("make", why)), ("others", BY_HAND)):
            step = plan(video, NEW, MADE, present, lost, False)
            assert (step.action, step.why) == expected
