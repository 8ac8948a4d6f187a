"""Sweeps: a clip for each value, named by it."""

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.messages import RequestError
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.listing import as_json, listing
from gdclips.requests.request import Overrides, resolve
from gdclips.requests.sweeps import MAX_CLIPS, MAX_NAME_BYTES, NamedClip, named_clips

FILE = Path("my lecture.toml")
PLAIN = Clip(scene="sgd")


def lecture(**clips):
    return Lecture(FILE, Defaults(), clips)


def swept(sweep, **facts):
    """The clips that a sweep of ``a`` makes."""
    return named_clips(lecture(a=Clip(scene="noise_ball", sweep=sweep, **facts)))


def told(clips):
    """What is said of clips that can't be, after the file's name."""
    with pytest.raises(RequestError) as caught:
        named_clips(lecture(**clips))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{FILE}: ")
    return str(caught.value).removeprefix(f"{FILE}: ")


@pytest.mark.parametrize(
    ("sweep", "names"),
    [
        ({"rate": (0.05, 0.1, 0.9)}, ["a_rate_0.05", "a_rate_0.1", "a_rate_0.9"]),
        ({"rate": ("auto", 1, 1e-7)}, ["a_rate_auto", "a_rate_1", "a_rate_1e-07"]),
        ({"azimuth": (-20, -0.5, 20)}, ["a_azimuth_-20", "a_azimuth_-0.5", "a_azimuth_20"]),
        ({"slice": (True, False)}, ["a_slice_true", "a_slice_false"]),
        ({"start": ([2, -2.5], [1e30, 0])}, ["a_start_2,-2.5", "a_start_1e+30,0"]),
        (
            {"rate": (0.1, 0.2), "batch": (1, 8)},
            ["a_rate_0.1_batch_1", "a_rate_0.1_batch_8", "a_rate_0.2_batch_1", "a_rate_0.2_batch_8"],
        ),
        ({"steps": (5,), "rate": (0.1,), "slice": (True,)}, ["a_steps_5_rate_0.1_slice_true"]),
        ({}, ["a"]),
    ],
)
def test_a_sweep_makes_a_clip_of_each_combination_named_by_its_values(sweep, names):
    assert list(swept(sweep)) == names


def test_a_clip_of_a_sweep_has_its_value_as_a_setting_and_all_else_of_its_clip():
    facts = {"outputs": ("gif",), "fps": 10, "gif": Look(bare=True)}
    clips = swept({"rate": (0.1, 0.2), "start": ([1, 2, 3],)}, settings={"steps": 9}, **facts)
    for rate in (0.1, 0.2):
        own = {"steps": 9, "rate": rate, "start": [1, 2, 3]}
        name = f"a_rate_{rate}_start_1,2,3"
        assert clips[name] == NamedClip(name, "a", Clip(scene="noise_ball", settings=own, **facts))


def test_the_clips_keep_the_lectures_order():
    clips = named_clips(lecture(b=PLAIN, a=Clip(scene="sgd", sweep={"steps": (2, 1)}), c=PLAIN))
    assert [(name, clip.name, clip.origin) for name, clip in clips.items()] == [
        ("b", "b", "b"),
        ("a_steps_2", "a_steps_2", "a"),
        ("a_steps_1", "a_steps_1", "a"),
        ("c", "c", "c"),
    ]


@given(values=st.lists(st.floats(allow_nan=False) | st.integers(), min_size=1, max_size=5, unique_by=str))
def test_numbers_name_files_from_which_they_can_be_read_again(values):
    names = list(swept({"rate": tuple(values)}))
    assert [float(name.removeprefix("a_rate_")) for name in names] == list(map(float, values))
    for name in names:
        assert PurePath(f"{name}.gif").name == f"{name}.gif" and not name.startswith(".")


@pytest.mark.parametrize(
    ("sweep", "says"),
    [
        ({"rate": ()}, "clips.a.sweep.rate = []: expected a list of values"),
        ({"steps": (1,), "rate": ()}, "clips.a.sweep.rate = []: expected a list of values"),
        ({"rate": (0.1, 0.1)}, "clips.a.sweep: two clips are a_rate_0.1; expected different values"),
        ({"start": (2, 3, 2)}, "clips.a.sweep: two clips are a_start_2; expected different values"),
        ({"rate": ("../x",)}, "clips.a.sweep: 'a_rate_../x' can't name a file; expected numbers"),
        ({"rate": ("a b",)}, "clips.a.sweep: 'a_rate_a b' can't name a file; expected numbers"),
        ({"rate": ({"x": 1},)}, """clips.a.sweep: "a_rate_{'x': 1}" can't name a file; expected numbers"""),
        ({"../rate": (1,)}, "clips.a.sweep: 'a_../rate_1' can't name a file; expected numbers"),
        ({"noise": (1,)}, "clips.a.sweep.noise: expected no noise in clips.a.settings beside it"),
        (
            {"start": ([0.1] * MAX_NAME_BYTES,)},
            f"clip a_start_{','.join(['0.1'] * MAX_NAME_BYTES)}: "
            f"expected a name of at most {MAX_NAME_BYTES} bytes",
        ),
    ],
)
def test_a_sweep_that_can_not_be_is_an_error_with_the_key(sweep, says):
    assert told({"a": Clip(scene="sgd", settings={"noise": 2}, sweep=sweep)}) == says


def many(*counts):
    """A clip with a sweep of so many values of one setting each."""
    return Clip(scene="sgd", sweep={f"s{at}": tuple(range(count)) for at, count in enumerate(counts)})


EXPECTED = "expected at most 100,000 in all"


@pytest.mark.parametrize(
    ("clips", "says"),
    [
        ({"a": many(MAX_CLIPS + 1)}, f"clips.a.sweep: 100,001 clips; {EXPECTED}"),
        ({"a": PLAIN, "b": many(400, 251)}, f"clips.b.sweep: 100,400 clips; {EXPECTED}"),
        ({"a": many(1000, 1000, 1000)}, f"clips.a.sweep: 1,000,000,000 clips; {EXPECTED}"),
        ({"a": many(*[10] * 16)}, f"clips.a.sweep: about 10^16 clips; {EXPECTED}"),
        ({"a": many(*[1000] * 2000)}, f"clips.a.sweep: about 10^6000 clips; {EXPECTED}"),
        ({"a": many(250, 400), "b": PLAIN}, f"100,001 clips; {EXPECTED}"),
        ({"a": many(60_000), "b": many(60_000)}, f"120,000 clips; {EXPECTED}"),
    ],
)
@pytest.mark.parametrize("ask", [named_clips, listing, as_json, lambda of: resolve(of, ["a"], Overrides())])
def test_more_clips_than_may_be_are_refused_before_they_are_made(clips, says, ask, monkeypatch):
    monkeypatch.setattr("gdclips.requests.sweeps.product", None)
    with pytest.raises(RequestError) as caught:
        ask(lecture(**clips))
    assert str(caught.value) == f"{FILE}: {says}"


def test_as_many_clips_as_may_be_are_made():
    assert len(named_clips(lecture(a=many(250, 200), b=many(49_999), c=PLAIN))) == MAX_CLIPS


@pytest.mark.parametrize(
    ("clips", "says"),
    [
        ({"a": PLAIN, "A": PLAIN}, "clips.a and clips.A make a and A, one name on some disks"),
        (
            {"a": Clip(scene="sgd", sweep={"steps": (5, 6)}), "a_steps_6": PLAIN},
            "clips.a and clips.a_steps_6 make a_steps_6",
        ),
        (
            {"A_steps_5": PLAIN, "a": Clip(scene="sgd", sweep={"steps": (5,)})},
            "clips.A_steps_5 and clips.a make A_steps_5 and a_steps_5, one name on some disks",
        ),
        (
            {
                "a": Clip(scene="sgd", sweep={"b_steps": (1,)}),
                "a_b": Clip(scene="sgd", sweep={"steps": (1,)}),
            },
            "clips.a and clips.a_b make a_b_steps_1",
        ),
    ],
)
def test_two_clips_of_one_name_are_an_error_that_names_both(clips, says):
    assert told(clips) == f"{says}; expected different names"


def test_a_name_may_be_as_long_as_a_disk_takes_with_what_is_put_around_it():
    assert list(named_clips(lecture(**{"a" * MAX_NAME_BYTES: PLAIN}))) == ["a" * MAX_NAME_BYTES]
    assert told({"ä" * 101: PLAIN}) == f"clip {'ä' * 101}: expected a name of at most {MAX_NAME_BYTES} bytes"
