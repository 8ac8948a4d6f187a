"""Render thread: draws for all clients; of the views of a client it draws the newest."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Condition, Thread

from gdclips.explorer.protocol import DROPPED, Answer

Draw = Callable[[], Answer]
Pending = tuple[Draw, "Future[Answer]"]

MAX_CLIENTS = 64  # clients whose newest numbers are remembered
MAX_IDLE = 64  # drawings of low priority that wait


class RenderThread:
    """Draws views first, and other pictures while no view waits.

    Of each client at most one view waits, the newest: an older one is dropped at once. The thread ends before
    the interpreter does, because compiled code that draws during interpreter shutdown crashes the process.
    """

    def __init__(self) -> None:
        self._condition, self._closed = Condition(), False
        self._views: OrderedDict[str, Pending] = OrderedDict()
        self._idle: OrderedDict[Hashable, Pending] = OrderedDict()
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._drawing: Pending | None = None
        self._thread = Thread(target=self._work, name="render", daemon=True)
        self._thread.start()
        atexit.register(self.end)

    def view(self, client: str, number: int, draw: Draw) -> Future[Answer]:
        """Draw a view of a client, unless a newer one was or will be asked for."""
        future: Future[Answer] = Future()
        with self._condition:
            if self._closed or number <= self._newest.get(client, number - 1):
                future.set_result(DROPPED)
                return future
            self._newest[client] = number
            self._newest.move_to_end(client)
            if len(self._newest) > MAX_CLIENTS:
                self._newest.popitem(last=False)
            _drop(self._views.pop(client, None))
            self._views[client] = draw, future
            if len(self._views) > MAX_CLIENTS:
                _drop(self._views.popitem(last=False)[1])
            self._condition.notify()
        return future

    def when_idle(self, key: Hashable, draw: Draw) -> Future[Answer]:
        """Draw a picture while no view waits, once for all who ask for the same key until then."""
        with self._condition:
            if key in self._idle:
                return self._idle[key][1]
            future: Future[Answer] = Future()
            if self._closed or len(self._idle) >= MAX_IDLE:
                future.set_result(DROPPED)
                return future
            self._idle[key] = draw, future
            self._condition.notify()
        return future

    def close(self) -> None:
        """Draw nothing more; drop all that waits, also the picture that is being drawn."""
        with self._condition:
            self._closed = True
            _drop(self._drawing)
            for queue in (self._views, self._idle):
                while queue:
                    _drop(queue.popitem()[1])
            self._condition.notify()

    def end(self) -> None:
        """Close, and wait until the thread has ended."""
        self.close()
        self._thread.join()
        atexit.unregister(self.end)

    def _work(self) -> None:
        while (pending := self._next()) is not None:
            draw, future = pending
            try:
                answer = draw()
            except BaseException as error:
                with suppress(InvalidStateError):
                    future.set_exception(error)
            else:
                with suppress(InvalidStateError):  # it was dropped meanwhile
                    future.set_result(answer)

    def _next(self) -> Pending | None:
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._views or self._idle)
            queue = None if self._closed else (self._views or self._idle)
            self._drawing = queue.popitem(last=False)[1] if queue else None
            return self._drawing


def _drop(pending: Pending | None) -> None:
    if pending is not None:
        with suppress(InvalidStateError):
            pending[1].set_result(DROPPED)
