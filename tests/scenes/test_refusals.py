"""Settings at their bounds, beyond them and beside each other: what is refused names one that was given."""

import re
from itertools import combinations, product

import pytest

from gdclips.story.scenes import SCENES
from gdclips.story.settings import make

ODD = ("", " ", "auto", "nan", "inf", "-inf", "1e400", "-1e400", "x", "1,2", "1,,2", "[1,2]", "9" * 50, "0x1")
NUMBERS = (
    "-1",
    "0",
    "1",
    "2",
    "3",
    "1e-300",
    "0.5",
    "0.999999",
    "1e6",
    "1000001",
    "20000",
    "20001",
    "1e15",
    "1e16",
)
LISTS = ("0,0", "1,2", "1,2,3", "1,2,3,4", ",".join("1" * 20), ",".join("1" * 21), "1e12,1,1", "1e13,1,1")
SEVERAL = {
    "samples": ["2", "3", "50"],
    "weights": ["1,2", "1,2,3", "1,2,3,4"],
    "start": ["auto", "1,2", "1,2,3", "1,2,3,4"],
    "batch": ["1", "60", "101"],
    "batches": ["1,2", "1,60", "1,101"],
    "spread": ["1e-9", "1", "1e6"],
    "noise": ["0", "1e6"],
    "rate": ["auto", "1e-300", "1e15"],
    "slice": ["true"],
}
CASES = [(name, field) for name, scene in SCENES.items() for field in scene.settings.__struct_fields__]


def refused(scene, texts):
    """What is said of settings, given as texts, if they are refused."""
    try:
        scene.check(make(scene.settings, texts))
    except ValueError as error:
        return str(error)
    return None


def check_names_one(line, texts):
    """It begins with one of them, as it was given, and names no other as if it had been; it is one line."""
    assert any(line.startswith(f"{name}=") for name in texts), (line, texts)
    named = set(re.findall(r"\b(\w+)=", line.split(": expected")[0]))
    assert named <= set(texts), (line, texts)
    assert "expected" in line and len(line.splitlines()) == 1 and "leave" not in line


@pytest.mark.parametrize(("name", "field"), CASES, ids=".".join)
def test_a_value_that_is_refused_is_named_with_its_setting(name, field):
    for value in (*ODD, *NUMBERS, *LISTS):
        line = refused(SCENES[name], {field: value})
        if line is not None:
            check_names_one(line, {field: value})
            assert "range" not in line and "length" not in line and "`" not in line


@pytest.mark.parametrize("name", SCENES)
def test_two_that_do_not_fit_are_told_by_one_that_was_given(name):
    scene, found = SCENES[name], 0
    for one, other in combinations(sorted(SEVERAL.keys() & set(scene.settings.__struct_fields__)), 2):
        for values in product(SEVERAL[one], SEVERAL[other]):
            texts = dict(zip((one, other), values, strict=True))
            line = refused(scene, texts)
            if line is not None:
                check_names_one(line, texts)
                found += 1
    assert found
