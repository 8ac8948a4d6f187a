"""Widget: the page's questions as messages, with the same answers."""

import asyncio
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import gdclips
from gdclips.explorer import widget as module
from gdclips.explorer.protocol import DROPPED
from gdclips.explorer.widget import Explorer, explore

STATIC = Path(module.__file__).parent / "static"
GUARD = 600  # seconds: only so that nothing is waited for without end
VIEW = {"client": "a", "number": 1, "scene": "sgd", "look": {"size": "64x64"}, "at": {"seconds": 3}}


@pytest.fixture
def talk(dispatcher, monkeypatch):
    """Send messages to a widget, and return what it sends until so many were answered."""
    monkeypatch.setattr(module, "shared_dispatcher", lambda: dispatcher)

    def talked(*contents, answers=None, inside=False):
        made, sent = Explorer(scene="sgd", settings={}), []
        monkeypatch.setattr(
            made, "send", lambda *given: sent.append((threading.current_thread(), *given)), raising=False
        )
        count = len(contents) if answers is None else answers

        async def send():
            hear(made, contents)
            while len(sent) < count:
                await asyncio.sleep(0.01)

        def send_without_a_loop():
            hear(made, contents)
            while len(sent) < count:
                time.sleep(0.01)

        # In a thread of its own, for tests with a browser leave a loop in this one.
        with ThreadPoolExecutor(1, "kernel") as kernel:
            kernel.submit(*(asyncio.run, send()) if inside else (send_without_a_loop,)).result(GUARD)
        assert len(sent) == count
        return sent

    return talked


def hear(made, contents):
    for content in contents:
        made._handle_custom_msg(content, [])


@pytest.mark.parametrize("inside", [True, False])
def test_a_view_comes_as_facts_and_a_buffer(talk, ask, pixels, inside):
    ((thread, content, (buffer,)),) = talk({"id": 7, "kind": "view", "body": VIEW}, inside=inside)
    assert (content["id"], content["type"], content["facts"]["number"]) == (7, "image/png", 1)
    answer = ask("view", **(VIEW | {"client": "b"}))
    assert (buffer, content["facts"]) == (answer.content, answer.facts)
    if inside:  # a kernel's sockets are not for every thread
        assert thread.name.startswith("kernel")


def test_each_kind_is_answered_as_on_the_page(talk, ask):
    contents = [
        {"id": "s", "kind": "scenes", "body": {}},
        {"id": "t", "kind": "thumbnail", "body": {"scene": "sgd"}},
        {"id": "f", "kind": "font"},
        {"id": "r", "kind": "command", "body": {"client": "a", "scene": "sgd", "output": "gif"}},
        {"id": "w", "kind": "view", "body": VIEW | {"settings": {"rate": -1}}},
        {"id": "u", "kind": "nosuch", "body": {}},
        {"id": "k", "kind": ["nosuch", "\ud800"], "body": {}},
        {"id": "m", "kind": "view", "body": VIEW | {"number": 10**400}},
        {"id": "n", "kind": "view", "body": VIEW | {"client": "n", "scene": "\ud800"}},
        {"id": "b", "kind": "view", "body": None},
    ]
    sent = {content["id"]: (content["facts"], buffers) for _, content, buffers in talk(*contents)}
    assert len(sent["s"][0]["scenes"]) == len(ask("scenes").facts["scenes"])
    assert sent["t"][1] == [ask("thumbnail", scene="sgd").content]
    assert len(sent["f"][1]) == 1
    assert sent["r"] == (ask("command", client="a", scene="sgd", output="gif").facts, [])
    assert sent["w"][0]["setting"] == "rate"
    assert "unknown question nosuch" in sent["u"][0]["error"]
    assert "unknown question ['nosuch', " in sent["k"][0]["error"]
    assert sent["m"][0]["error"].startswith("Expected `int` <= 9007199254740992")
    assert sent["n"][0]["error"].startswith("unknown scene \\ud800: expected one of ")
    assert sent["b"][0]["error"].startswith("Expected `object`, got `null`")


def test_an_export_ends_in_a_buffer(talk, ask):
    body = {"client": "a", "scene": "sgd", "output": "png", "look": {"size": "64x64"}}
    ((_, content, _),) = talk({"id": 1, "kind": "export", "body": body})
    ticket = content["facts"]["id"]
    while ask("progress", id=ticket).facts["state"] == "running":
        time.sleep(0.05)
    ((_, content, (buffer,)),) = talk({"id": 2, "kind": "file", "body": {"id": ticket}})
    assert content["facts"]["file"] == "sgd_64x64.png"
    assert buffer.startswith(b"\x89PNG")


def test_of_a_burst_the_newest_is_shown(talk, dispatcher):
    opened = threading.Event()
    dispatcher._renderer.view("other", 1, lambda: opened.wait(GUARD) and DROPPED)
    burst = [
        {"id": n, "kind": "view", "body": VIEW | {"number": n, "settings": {"seed": n}}} for n in range(1, 21)
    ]
    sent = talk(*burst, answers=19)
    assert [(content["id"], content["facts"]) for _, content, _ in sent] == [
        (number, DROPPED.facts) for number in range(1, 20)
    ]
    opened.set()
    while len(sent) < 20:
        time.sleep(0.01)
    assert (sent[-1][1]["id"], sent[-1][1]["facts"]["number"]) == (20, 20)


@pytest.mark.parametrize("content", [None, "text", 3, [], {}, {"kind": "scenes"}])
def test_what_is_no_question_is_left_alone(talk, content):
    assert talk(content, answers=0) == []


def test_a_defect_is_told(talk, dispatcher, monkeypatch):
    monkeypatch.setattr(dispatcher._previews, "view", lambda view: 1 / 0)
    ((_, content, _),) = talk({"id": 1, "kind": "view", "body": VIEW})
    assert content["facts"]["error"].endswith("a defect of this program")


def test_it_is_the_pages_front_end():
    made = explore("noise_ball", rate=0.05, theme="dark")
    assert str(made._esm) == (STATIC / "explorer.js").read_text(encoding="utf-8")
    assert str(made._css) == (STATIC / "explorer.css").read_text(encoding="utf-8")
    assert made.page == (STATIC / "page.html").read_text(encoding="utf-8")
    assert (made.scene, made.settings, made.theme) == ("noise_ball", {"rate": 0.05}, "dark")
    assert {"scene", "settings", "theme", "page"} <= set(made.get_state())
    assert explore().scene == ""


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"scene": "nosuch"}, "unknown scene nosuch: expected one of"),
        ({"scene": "sgd", "rate": -1}, "rate=-1: expected"),
        ({"scene": "sgd", "nosuch": 1}, "unknown setting nosuch"),
        ({"scene": "sgd", "theme": "blue"}, "theme='blue': expected one of auto, light, dark"),
        ({"rate": 1}, "settings without a scene"),
    ],
)
def test_what_is_wrong_is_a_value_error(given, text):
    with pytest.raises(ValueError, match=text):
        explore(**given)


def test_settings_may_be_arrays_tuples_or_texts():
    assert explore("sgd", start=(1, 2, 3)).settings == {"start": [1.0, 2.0, 3.0]}
    assert explore("sgd", start=np.array([1.0, 2, 3])).settings == {"start": [1.0, 2.0, 3.0]}
    assert explore("sgd", start="1, 2,3", rate=None).settings == {"start": [1.0, 2.0, 3.0], "rate": None}


def test_it_is_reached_by_the_package_and_loaded_only_then():
    assert gdclips.explore is explore
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        _ = gdclips.nosuch
    code = "import sys, gdclips; assert not {'anywidget', 'numpy', 'gdclips.explorer'} & set(sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", code], check=True, cwd=Path(gdclips.__file__).parents[1])
