"""The explore command: find a free port, print the address, open a browser, serve until ^C."""

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

DEFAULT_PORT, MIN_PORT, MAX_PORT = 8765, 1024, 65535  # ports below need privileges
PORTS_TRIED = 20  # from the one that was asked for
HOST = "127.0.0.1"


def serve(scene: str | None, file: Path, port: int, browser: bool) -> NoReturn:
    """Serve the page until ^C, and print its address; a RequestError says what is wrong with the arguments.

    ^C ends the process at once until all is loaded, because a KeyboardInterrupt can't be raised safely while
    compiled modules are being loaded.
    """
    lecture = read_lecture(file)
    first = None if scene is None else find(absolute(scene))
    scenes = catalogue(lecture, [first] if first else [])
    scene = next((name for name, each in scenes.items() if each is first), None)
    if not MIN_PORT <= port <= MAX_PORT:
        raise RequestError(f"--port {port}: expected a number from {MIN_PORT} to {MAX_PORT}")
    ensure("explore")
    listener = listen(port)
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))  # there is nothing yet to clean up
    actual_port = listener.getsockname()[1]
    if actual_port != port:
        print(f"port {port} is taken; using {actual_port}", file=sys.stderr, flush=True)
    address = f"http://{HOST}:{actual_port}/" + (f"?scene={quote(scene)}" if scene else "")
    print(address, flush=True)
    if browser and has_screen():
        Thread(target=_open, args=(address,), daemon=True).start()
    with library_defaults():
        from gdclips.explorer.server import run

    run(listener, scenes, file, scene)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a port of the loopback interface, or on the next free port."""
    for number in range(port, min(port + PORTS_TRIED, MAX_PORT + 1)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # where it would let two processes listen on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, number))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    raise RequestError(f"--port {port}: it and the next {PORTS_TRIED - 1} are taken; expected a free one")


def has_screen() -> bool:
    """Tell whether a browser can open a window: a browser in the terminal would block it."""
    return sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
