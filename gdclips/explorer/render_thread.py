"""The studio: one thread that draws for all; of each client it draws what was asked for last."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Condition, Thread

from gdclips.explorer.protocol import DROPPED, Answer

Task = Callable[[], Answer]
Asked = tuple[Task, "Future[Answer]"]

CLIENTS = 64  # whose newest numbers are remembered
LATER = 64  # what waits for a quiet moment


class RenderThread:
    """Draws views, and other things in between.

    Of each client at most one view waits, the newest: an older one is answered as dropped at once. What can
    be drawn later waits until no view does. The thread ends before the interpreter does: compiled code that
    draws while the interpreter is taken down would take the process down with it.
    """

    def __init__(self) -> None:
        self._condition, self._closed = Condition(), False
        self._views: OrderedDict[str, Asked] = OrderedDict()
        self._later: OrderedDict[Hashable, Asked] = OrderedDict()
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._drawing: Asked | None = None
        self._thread = Thread(target=self._work, name="studio", daemon=True)
        self._thread.start()
        atexit.register(self.end)

    def view(self, client: str, number: int, task: Task) -> Future[Answer]:
        """Draw a client's view, unless a newer one was or will be asked for."""
        future: Future[Answer] = Future()
        with self._condition:
            if self._closed or number <= self._newest.get(client, number - 1):
                future.set_result(DROPPED)
                return future
            self._newest[client] = number
            self._newest.move_to_end(client)
            _shrink(self._newest, CLIENTS)
            _drop(self._views.pop(client, None))
            self._views[client] = task, future
            if len(self._views) > CLIENTS:
                _drop(self._views.popitem(last=False)[1])
            self._condition.notify()
        return future

    def later(self, key: Hashable, task: Task) -> Future[Answer]:
        """Draw something in a quiet moment, once for all who ask for the same until then."""
        with self._condition:
            if key in self._later:
                return self._later[key][1]
            future: Future[Answer] = Future()
            if self._closed or len(self._later) >= LATER:
                future.set_result(DROPPED)
                return future
            self._later[key] = task, future
            self._condition.notify()
        return future

    def close(self) -> None:
        """Draw nothing more; who waits for a picture, also the one that is being drawn, is answered."""
        with self._condition:
            self._closed = True
            _drop(self._drawing)
            for waiting in (self._views, self._later):
                while waiting:
                    _drop(waiting.popitem()[1])
            self._condition.notify()

    def end(self) -> None:
        """Close, and wait until what is being drawn is done."""
        self.close()
        self._thread.join()
        atexit.unregister(self.end)

    def _work(self) -> None:
        while (asked := self._next()) is not None:
            task, future = asked
            try:
                answer = task()
            except BaseException as error:
                with suppress(InvalidStateError):
                    future.set_exception(error)
            else:
                with suppress(InvalidStateError):  # it was answered already, or nobody waits
                    future.set_result(answer)

    def _next(self) -> Asked | None:
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._views or self._later)
            waiting = None if self._closed else (self._views or self._later)
            self._drawing = waiting.popitem(last=False)[1] if waiting else None
            return self._drawing


def _drop(asked: Asked | None) -> None:
    if asked is not None:
        with suppress(InvalidStateError):
            asked[1].set_result(DROPPED)


def _shrink(kept: OrderedDict[str, int], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
