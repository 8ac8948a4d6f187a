"""Shutdown: a signal ends the explorer silently in any state, and it leaves no process or file."""

import signal
import socket
import time
from contextlib import ExitStack, suppress
from threading import Thread
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.asked import question

from .test_command import GUARD, VIEW, ask, explorer, free_port

slow = pytest.mark.slow
SLOW = {"scene": "starting_points", "settings": {"steps": 20_000}}
FILM = question(
    client="a", scene="surface_descent", output="mp4", size="1280x720", fps=60, renderer="matplotlib"
)


def soon(stack, address, kind, **body):
    """Ask, and wait for the answer in a thread; whatever comes of it, it comes."""

    def wait():
        with suppress(httpx.TransportError):  # it ended before it answered
            httpx.post(f"{address}api/{kind}", json=body, timeout=GUARD)

    thread = Thread(target=wait)
    thread.start()
    stack.callback(thread.join)


def loading(stack, address):
    """The address is printed, nothing else is loaded."""


def warming(stack, address):
    """It answers, and draws its first picture."""
    ask(address, "scenes")


def drawing(stack, address):
    """Clients wait for pictures, one of which takes long, and for thumbnails."""
    ask(address, "scenes")
    for client in ("a", "b"):
        soon(stack, address, "view", **VIEW | SLOW | {"client": client})
    soon(stack, address, "thumbnail", scene="sgd")
    soon(stack, address, "export", client="c", output="gif", **SLOW)
    soon(stack, address, "command", client="c", output="gif", **SLOW)
    time.sleep(0.5)


def exporting(stack, address):
    """Two files are being made."""
    tickets = [ask(address, "export", **FILM | {"client": client}).json()["id"] for client in "ab"]
    while not all(ask(address, "progress", id=ticket).json()["done"] for ticket in tickets):
        time.sleep(0.05)


def beginning(stack, address):
    """Files are about to be made: there may be a folder for them, and processes, or not yet."""
    ask(address, "scenes")
    for client in "ab":
        soon(stack, address, "export", **FILM | {"client": client})
    time.sleep(0.1)


def connected(stack, address):
    """Clients are connected that have said nothing, a half, or all and nothing more."""
    host = urlsplit(address)
    headers = f"POST /api/scenes HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Type: application/json\r\n"
    for sent in ("", "POST /", headers, f"{headers}Content-Length: 9\r\n\r\n{{", f"{headers}\r\n{{}}"):
        client = stack.enter_context(socket.create_connection((host.hostname, host.port)))
        client.sendall(sent.encode())
    ask(address, "scenes")


def processes(folder):
    """The processes that have a folder for their temporary files, whoever started them."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("TMPDIR") == str(folder):
                found.append(process)
    return found


STATES = (loading, warming, drawing, exporting, beginning, connected)
SIGNALS = {
    "^C": (signal.SIGINT,),
    "^C^C^C": (signal.SIGINT,) * 3,
    "SIGTERM": (signal.SIGTERM,),
}


QUICK = {*((state, "^C") for state in STATES), (drawing, "^C^C^C"), (exporting, "SIGTERM")}
CASES = [
    pytest.param(state, sent, id=f"{state.__name__} {sent}", marks=() if (state, sent) in QUICK else slow)
    for state in STATES
    for sent in SIGNALS
]


@pytest.mark.parametrize(("state", "sent"), CASES)
def test_nothing_is_left(tmp_path, state, sent):
    with ExitStack() as stack:
        process, address = stack.enter_context(explorer("--no-browser", "--port", free_port(), tmp=tmp_path))
        state(stack, address)
        for number in SIGNALS[sent]:
            process.send_signal(number)
            time.sleep(0.05)
        said, told = process.communicate(timeout=GUARD)
    assert (said, told) == ("", "")
    assert process.returncode == (-signal.SIGTERM if sent == "SIGTERM" else 0)
    assert not psutil.wait_procs(processes(tmp_path), GUARD)[1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("moments", [(0, 3), pytest.param(range(8), marks=slow)], ids=["two", "all"])
def test_it_ends_well_at_any_moment(tmp_path, moments):
    """Compiled code that draws while the interpreter is taken down would end it by a fault of memory."""
    for moment in moments:
        with explorer("noise_ball", "--no-browser", "--port", free_port(), tmp=tmp_path) as (
            process,
            address,
        ):
            ask(address, "scenes")
            time.sleep(0.05 * moment)
            process.send_signal(signal.SIGINT)
            assert (*process.communicate(timeout=GUARD), process.returncode) == ("", "", 0)
