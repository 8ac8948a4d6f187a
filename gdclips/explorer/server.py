"""Server: uvicorn, from its start to the signal that ends it."""

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

from gdclips.explorer.application import application
from gdclips.explorer.connections import BACKLOG, Connection
from gdclips.explorer.dispatch import Dispatcher
from gdclips.story.scenes import Scene

# Windows lacks SIGHUP, all others lack SIGBREAK.
END_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
GRACE = 1  # seconds in which the last answers are read


class Server(uvicorn.Server):
    """A server that ends at the first signal, and still answers the requests that wait then."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        super().__init__(_config(dispatcher))
        self.dispatcher = dispatcher
        self.ended_by: int | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ask the server to end; further signals change nothing, because it is ending."""
        self.ended_by = self.ended_by or sig
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer the requests that wait, and close all connections."""
        self.dispatcher.close()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # so that the loop closes them


def _config(dispatcher: Dispatcher) -> uvicorn.Config:
    return uvicorn.Config(
        application(dispatcher),
        http=Connection,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="critical",  # errors are answers
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=GRACE,
    )


def run(
    listener: socket.socket, scenes: Mapping[str, Scene], lecture_file: Path, first: str | None
) -> NoReturn:
    """Serve until a signal; after ^C the process ends with status 0, else by the signal.

    It skips the interpreter's shutdown, because a thread may still draw: compiled code that runs during the
    shutdown crashes.
    """
    dispatcher = Dispatcher(scenes, lecture_file, first)
    server = Server(dispatcher)
    for number in END_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, server.handle_exit)
    dispatcher.warm_up()
    try:
        server.run(sockets=[listener])
    finally:
        dispatcher.close()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # its reader has left
            stream.flush()
    if server.ended_by not in (None, signal.SIGINT):
        signal.signal(server.ended_by, signal.SIG_DFL)
        signal.raise_signal(server.ended_by)
    os._exit(0)
