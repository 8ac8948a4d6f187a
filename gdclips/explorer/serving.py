"""Serving: the page's server, from a free port to ^C."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from threading import Thread
from typing import NoReturn
from urllib.parse import quote

from gdclips.messages import RequestError
from gdclips.rendering.defaults import library_defaults
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.setup.extras import ensure
from gdclips.story.scenes import absolute, find

PORT, LEAST, GREATEST = 8765, 1024, 65535  # ports below are the system's
TRIED = 20  # ports, from the one that is wished for
HOST = "127.0.0.1"


def serve(scene: str | None, file: Path, port: int, browser: bool) -> NoReturn:
    """Serve the page until ^C, and say where; a RequestError says what is wrong with what was asked for.

    Until all is loaded, ^C ends the process at once: a KeyboardInterrupt can't be raised safely while modules
    of compiled code are being loaded.
    """
    lecture = read_lecture(file)
    first = None if scene is None else find(absolute(scene))
    scenes = catalogue(lecture, [first] if first else [])
    scene = next((name for name, each in scenes.items() if each is first), None)
    if not LEAST <= port <= GREATEST:
        raise RequestError(f"--port {port}: expected a number from {LEAST} to {GREATEST}")
    ensure("explore")
    listener = listen(port)
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))  # nothing is there yet that would be left behind
    taken = listener.getsockname()[1]
    if taken != port:
        print(f"port {port} is taken; using {taken}", file=sys.stderr, flush=True)
    address = f"http://{HOST}:{taken}/" + (f"?scene={quote(scene)}" if scene else "")
    print(address, flush=True)
    if browser and has_screen():
        Thread(target=_open, args=(address,), daemon=True).start()
    with library_defaults():
        from gdclips.explorer.running import run

    run(listener, scenes, file, scene)


def listen(port: int) -> socket.socket:
    """Return a socket that listens at a port of this machine alone, or at the next free one."""
    for number in range(port, min(port + TRIED, GREATEST + 1)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # where it would let two listen at one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, number))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    raise RequestError(f"--port {port}: it and the next {TRIED - 1} are taken; expected a free one")


def has_screen() -> bool:
    """Tell whether a browser could have a window: one in the terminal would take it from its user."""
    return sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
