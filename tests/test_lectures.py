"""Lecture files with anything in them: they are read, or cost one line; the command never fails of itself."""

import contextlib
import io
import json
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdclips.commandline import main
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults
from gdclips.story.scenes import SCENES

SEEN = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
STEADY = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=SEEN)
SETTINGS = sorted({name for scene in SCENES.values() for name in scene.settings.__struct_fields__})
ODD = "\0\x1b\x7f\n\t\"'\\`$[]{}=.,#-ab0é\u202e\ufeff\U0001f600"
WHOLE = """
[defaults]
theme = "dark"
settings = { steps = 3, rate = 0.1 }
gif = { fps = 20, size = "96x64" }

[clips.a-b_1]
scene = "sgd"
outputs = ["gif", "png"]
sweep = { rate = [0.05, 1e-1], seed = [0x1, 0b10] }

[clips.rows]
scene = "ravine"
settings = { start = [1, 2.5, -3], weights = [1, 2, 3] }
mp4 = { bare = true }
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Ask for the list and for the plan of a lecture file, and check what is answered."""
    folder = tmp_path_factory.mktemp("lectures")
    path = folder / "lecture.toml"

    def asked(content):
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        for request in (["list", "--json", "-f", str(path)], ["-n", "-f", str(path)]):
            check(*answer(request))
        assert [each.name for each in folder.iterdir()] == [path.name]

    return asked


def answer(request):
    said, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        try:
            return main(request), told.getvalue()
        except SystemExit as end:
            return end.code, told.getvalue()


def check(status, told):
    if status == 0:
        assert "error" not in told
    else:
        assert status == 2 and told.startswith("error: ") and told.endswith("\n")
        assert len(told.splitlines()) == 1 and len(told) < 2000 and told[:-1].isprintable()
        assert "defect" not in told


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {as_toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else str(value)


NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 2, 3, 20, 96, 2**31, 2**63 - 1, 2**63, -(2**63), 10**30, 10**4000]),
    st.sampled_from([0.0, -0.0, 0.1, 1e-300, 1e300, 1e12, float("nan"), float("inf"), float("-inf")]),
    st.integers(-5, 5),
    st.floats(-10, 10),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    st.text("0123456789p,x.a", max_size=6),
    st.sampled_from(
        ["auto", "gif", "dark", "720p", "64x64", "full", "sgd", "1,2,3", ".", "/dev/zero", "x" * 999]
    ),
)
TIMES = st.sampled_from([date(2020, 1, 1), datetime(1, 1, 1, 5), time(23, 59)])
PLAIN = NUMBERS | TEXTS | TIMES | st.booleans()
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=6
)
KEYS = [
    *[f"{table}.{key}" for table in ("defaults", "clips.a") for key in Defaults.__struct_fields__],
    *[f"clips.a.{each}.{key}" for each in ("gif", "mp4", "png") for key in Look.__struct_fields__],
    *[f"clips.a.{table}.{name}" for table in ("settings", "sweep") for name in SETTINGS],
    *[f"defaults.settings.{name}" for name in SETTINGS],
    "clips.a.sweep",
    "clips.a",
    "clips",
    "defaults",
]


@settings(STEADY, max_examples=200)
@given(st.sampled_from(KEYS), VALUES, st.sampled_from(list(SCENES)))
def test_any_value_at_any_known_key(asked, key, value, scene):
    last = "" if key in ("clips", "clips.a") else f'clips.a.scene = "{scene}"\n'
    asked(f"{last}{key} = {as_toml(value)}\n")


@STEADY
@given(
    st.sampled_from(["", "defaults.", "clips.", "clips.a.", "clips.a.gif.", "clips.a.settings."]),
    TEXTS,
    VALUES,
)
def test_any_key_in_any_table(asked, table, key, value):
    asked(f'clips.a.scene = "sgd"\n{table}{json.dumps(key)} = {as_toml(value)}\n')


@STEADY
@given(st.integers(0, len(WHOLE)), st.integers(0, 5), st.text(ODD, max_size=3))
def test_a_right_file_with_a_slip(asked, at, dropped, put):
    asked(WHOLE[:at] + put + WHOLE[at + dropped :])


@STEADY
@given(st.binary(max_size=40) | st.text(ODD, max_size=40))
def test_any_bytes_and_any_text(asked, content):
    asked(content)


def test_the_right_file_is_right(asked, tmp_path):
    path = tmp_path / "lecture.toml"
    path.write_text(WHOLE)
    assert answer(["-n", "-f", str(path)])[0] == 0


def test_all_keys_are_tried():
    assert set(Clip.__struct_fields__) - {"scene", "sweep"} == set(Defaults.__struct_fields__)
