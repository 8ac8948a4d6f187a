"""Fuzzing: whatever is sent, the answer is a picture, a file or one JSON object, never a defect."""

import json

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdclips.explorer.application import MAX_BODY, application
from gdclips.explorer.dispatch import Dispatcher
from gdclips.places import lecture_file
from gdclips.rendering.look import Look
from gdclips.story.scenes import SCENES

from .test_application import EXPORT, QUESTIONS, VIEW, run

EXAMPLES = settings(max_examples=120)
ODD = [10**400, -(10**400), 2**63, 2**53 + 1, 1e308, -1e308, 5e-324, 1e-300, -0.0, 0, -1, 1, True, None]
TEXTS = ["", "auto", "nan", "inf", "1e999", "9" * 5000, "1," * 5000, "\ud800", "\x00", "é" * 300, "1,2", "-1"]
SCALARS = st.one_of(st.sampled_from(ODD), st.sampled_from(TEXTS), st.integers(), st.floats(), st.text())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
NAMES = sorted({name for scene in SCENES.values() for name in scene.settings.__struct_fields__})
LIKELY = st.one_of(st.integers(1, 40), st.floats(0, 3), st.lists(st.floats(-9, 9), min_size=1, max_size=3))
GIVEN = st.dictionaries(st.sampled_from([*NAMES, "nosuch", "\ud800"]), VALUES | LIKELY, max_size=3)
FIELDS = [
    "client",
    "number",
    "scene",
    "settings",
    "theme",
    "look",
    "output",
    "at",
    "id",
    "weight",
]
LOOKS = st.dictionaries(st.sampled_from([*Look.__struct_fields__, "nosuch"]), VALUES, max_size=2)
CHANGES = st.dictionaries(st.sampled_from([*FIELDS, "nosuch"]), VALUES, max_size=2)
# No export: that begins a process for each that is right.
KINDS = st.sampled_from([kind for kind in QUESTIONS if kind != "export"])
END = b"}}"
SCENE = st.sampled_from(sorted(SCENES))


@st.composite
def bodies(draw):
    """A kind of question, and a body that is nearly right, or nothing of the sort."""
    kind = draw(KINDS)
    if draw(st.integers(0, 4)) == 0:
        return kind, draw(VALUES)
    body = dict(QUESTIONS[kind])
    if "scene" in body:
        body["scene"] = draw(SCENE)
        if kind != "thumbnail":
            body["settings"] = draw(GIVEN)
    if kind == "view":
        body["number"] = None  # of which each is another
    if "look" in body:
        body["look"] = draw(LOOKS)
    return kind, body | draw(CHANGES)


@pytest.fixture(scope="module")
def send():
    """Post bodies of bytes to the application; give the statuses, and the JSON that was answered."""
    dispatcher, numbers = Dispatcher(SCENES, lecture_file()), iter(range(10**9))

    def sent(kind, content):
        async def ask():
            transport = httpx.ASGITransport(application(dispatcher))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
                headers = {"Content-Type": "application/json"}
                return await client.post(f"/api/{kind}", content=content, headers=headers)

        return run(ask())

    sent.dispatcher, sent.number = dispatcher, lambda: next(numbers)
    yield sent
    dispatcher.close()


def well_answered(answer):
    assert answer.status_code in (200, 400, 404, 413), answer.text
    if answer.headers["content-type"] == "application/json":
        told = answer.json()
        assert isinstance(told, dict)
        assert answer.status_code == 200 or set(told) == {"error"}
        assert "\n" not in told.get("error", "") and "defect" not in (told.get("error") or "")
    else:
        assert json.loads(answer.headers["x-facts"]) is not None


@EXAMPLES
@given(asked=bodies())
@example(asked=("view", VIEW | {"settings": {"rate": 10**400}}))
@example(asked=("view", VIEW | {"at": {"step": 10**400}}))
@example(asked=("view", VIEW | {"at": {"seconds": 10**400}}))
@example(asked=("view", VIEW | {"number": 10**4000}))
@example(asked=("view", VIEW | {"scene": "\ud800"}))
@example(asked=("command", EXPORT | {"look": {"size": "9" * 5000, "fps": 10**400}}))
def test_a_message_of_any_shape_has_an_answer(send, asked):
    kind, body = asked
    if isinstance(body, dict) and body.get("number", 0) is None:
        body = body | {"number": send.number()}
    well_answered(send(kind, json.dumps(body).encode()))


@EXAMPLES
@given(content=st.binary(max_size=60))
@example(content=b'"\xff"')
@example(content=b'{"client": "\xed\xa0\x80"}')
@example(content=b'{"client": "\\ud800"}')
@example(content=b"[" * 8000)
@example(content=b"[" * 8000 + b"]" * 8000)
@example(content=b'{"a":' * 8000 + b"1" + b"}" * 8000)
@example(content=b'{"settings": {"rate": ' + b"9" * 60_000 + b"}}")
@example(
    content=b'{"client":"a","number":1,"scene":"sgd","settings":{"rate":' + 900 * b"[" + 900 * b"]" + b"}}"
)
@example(content=b'{"client":"a","number":1,"scene":"sgd","settings":{"start":[' + b"1," * 20_000 + b"1]}}")
@example(content=b'{"number": 1e999}')
@example(content=b"NaN")
@example(content=b"[" + b"1," * 30_000 + b"1]")
@example(content=b'{"scene": "' + b"a" * 60_000 + b'"}')
@example(content=b" " * (MAX_BODY + 1))
def test_bytes_of_any_kind_have_an_answer(send, content):
    for kind in ("view", "scenes", "nosuch"):
        well_answered(send(kind, content))


@EXAMPLES
@given(content=VALUES)
def test_so_has_what_is_no_message(send, content):
    answer = send("view", json.dumps(content).encode())
    assert answer.status_code in (400, 413)
    assert set(answer.json()) == {"error"}
