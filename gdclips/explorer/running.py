"""Running: the server from its first request to the signal that ends it, after which nothing is left."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn

from gdclips.explorer.connections import BACKLOG, Connection
from gdclips.explorer.dispatch import Dispatcher
from gdclips.explorer.server import application
from gdclips.story.scenes import Scene

# What asks a process to end; Windows lacks SIGHUP, and all others SIGBREAK.
ENDS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
GRACE = 1  # seconds that answers have to be read, at the end


class Server(uvicorn.Server):
    """A desk's server; it ends at the first signal, whatever it does, and who waits then gets an answer."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        super().__init__(_config(dispatcher))
        self.dispatcher = dispatcher
        self.ended_by: int | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End soon; a second signal changes nothing, for the end is near."""
        self.ended_by = self.ended_by or sig
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer who waits, and close all connections."""
        self.dispatcher.close()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # in which they are closed


def _config(dispatcher: Dispatcher) -> uvicorn.Config:
    return uvicorn.Config(
        application(dispatcher),
        http=Connection,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="critical",  # what goes wrong is told to whoever asked
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=GRACE,
    )


def run(listener: socket.socket, scenes: Mapping[str, Scene], file: Path, first: str | None) -> NoReturn:
    """Serve until a signal; at ^C the process ends with status 0, else by the signal.

    It ends without taking the interpreter down, for a thread may draw still: compiled code that goes on
    while the interpreter is taken down ends in a fault of memory.
    """
    dispatcher = Dispatcher(scenes, file, first)
    server = Server(dispatcher)
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, server.handle_exit)
    dispatcher.warm()
    try:
        server.run(sockets=[listener])
    finally:
        dispatcher.close()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    if server.ended_by not in (None, signal.SIGINT):
        signal.signal(server.ended_by, signal.SIG_DFL)
        signal.raise_signal(server.ended_by)
    os._exit(0)
