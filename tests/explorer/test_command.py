"""Explore command: a real process, from its address to ^C."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import psutil
import pytest

from gdclips.explorer import serve
from gdclips.places import CODE as ROOT

GUARD = 600  # seconds: only so that nothing is waited for without end
VIEW = {"client": "a", "number": 1, "scene": "sgd", "look": {"size": "960x540"}}


def free_port():
    """A port that is free, and so are those after it, most likely."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def port():
    return free_port()


@contextmanager
def explorer(*words, tmp=None, **env):
    """Run the command; yield it and its address."""
    given = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **env}
    given |= {"TMPDIR": str(tmp)} if tmp else {}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "gdclips", "explore", *map(str, words)],
        env=os.environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def end(process, sent=signal.SIGINT):
    """Send a signal; return what was printed from then on, and the status."""
    process.send_signal(sent)
    said, told = process.communicate(timeout=GUARD)
    return said, told, process.returncode


def ask(address, kind, **body):
    base = address.partition("?")[0]
    return httpx.post(f"{base}api/{kind}", json=body, timeout=GUARD)


def test_it_prints_its_address_serves_and_ends_quietly(port):
    with explorer("--no-browser", "--port", port) as (process, address):
        assert address == f"http://127.0.0.1:{port}/"
        assert ask(address, "scenes").json()["first"] is None
        assert ask(address, "view", **VIEW).headers["content-type"] == "image/png"
        assert end(process) == ("", "", 0)


def test_a_scene_is_in_the_address(port):
    with explorer("noise_ball", "--no-browser", "--port", port) as (process, address):
        assert address == f"http://127.0.0.1:{port}/?scene=noise_ball"
        assert ask(address, "scenes").json()["first"] == "noise_ball"
        assert end(process) == ("", "", 0)


def test_if_the_port_is_taken_it_says_so_and_takes_the_next(port):
    with explorer("--no-browser", "--port", port) as (_, first):
        assert ask(first, "scenes").status_code == 200
        with explorer("--no-browser", "--port", port) as (process, second):
            used = int(second.rpartition(":")[2].strip("/"))
            assert used > port
            assert ask(second, "scenes").status_code == 200
            _, told, status = end(process)
            assert (told, status) == (f"port {port} is taken; using {used}\n", 0)


def test_only_this_machine_reaches_it(port):
    with explorer("--no-browser", "--port", port) as (process, address):
        ask(address, "scenes")
        listening = [
            each for each in psutil.Process(process.pid).net_connections() if each.status == "LISTEN"
        ]
        assert [each.laddr.ip for each in listening] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "wait", [0, 0.1, 0.3, *(pytest.param(wait, marks=pytest.mark.slow) for wait in (0.05, 0.2, 0.4, 0.6))]
)
def test_it_ends_quietly_while_it_loads(port, wait):
    with explorer("--no-browser", "--port", port) as (process, _):
        time.sleep(wait)
        assert end(process) == ("", "", 0)


def test_it_opens_a_browser_unless_told_not_to(port, tmp_path):
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n')
    browser.chmod(0o755)
    for words in ((), ("--no-browser",)):
        with explorer(*words, "--port", port, BROWSER=str(browser)) as (process, address):
            ask(address, "scenes")
            until = time.monotonic() + GUARD
            while not words and not (opened.exists() and opened.read_text()) and time.monotonic() < until:
                time.sleep(0.05)
            assert end(process)[2] == 0
            assert opened.read_text() == f"{address}\n"


def test_a_browser_in_the_terminal_is_none(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(serve.sys, "platform", "linux")
    assert not serve.has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert serve.has_screen()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["nosuch"], "error: unknown scene nosuch: expected one of batch_sizes, "),
        (["noise_bal"], "error: unknown scene noise_bal: did you mean noise_ball?"),
        (["--port", "80"], "error: --port 80: expected a number from 1024 to 65535"),
        (["--port", "65536"], "error: --port 65536: expected a number"),
        (["--port", "x"], "error: "),
        (["sgd", "ravine"], "error: "),
    ],
    ids=str,
)
def test_a_wrong_request_costs_one_line(words, text):
    with explorer("--no-browser", *words) as (process, address):
        _, told = process.communicate(timeout=GUARD)
        assert (address, process.returncode) == ("", 2)
        assert told.startswith(text)
        assert told.count("\n") == 1


def test_if_many_ports_are_taken_it_gives_up(port, monkeypatch):
    monkeypatch.setattr(serve, "PORTS_TRIED", 1)
    with serve.listen(port), pytest.raises(serve.RequestError, match=f"--port {port}: "):
        serve.listen(port)
