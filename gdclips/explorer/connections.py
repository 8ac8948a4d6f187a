"""Connections: uvicorn's, with a limit to their number, and to the time in which a request has to come."""

from __future__ import annotations

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 100  # connections at a time; a browser has six
BACKLOG = 64  # connections that are taken at once
PATIENCE = 20.0  # seconds until a request has come whole


class Connection(H11Protocol):
    """A connection over which a request comes whole within a time, or is refused."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            self._refuse(503, f"too many connections: expected at most {MOST}")
        else:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_watching()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take what has come, and wait for the rest of a request that has not come whole."""
        if not self.transport.is_closing():
            super().handle_events()
            self._watch()

    def shutdown(self) -> None:
        """Close, after the answer if one is due."""
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.abort()
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(400, msg)

    def _watch(self) -> None:
        begun = self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]
        first = self.conn.their_state is h11.IDLE and not self.cycle  # later ones may be long in coming
        if self.transport.is_closing() or not (begun or first):
            self._stop_watching()
        elif self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        if not self.cycle and not self.conn.trailing_data[0]:
            self.transport.close()  # nothing was asked, so nothing is answered
        else:
            self._refuse(408, f"the request did not come whole within {PATIENCE:g} s")

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int, text: str) -> None:
        """Answer with an error, unless something was answered already, and close."""
        self._stop_watching()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = json.dumps({"error": text}).encode("ascii")
            headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            given = [*headers.items(), ("Connection", "close")]
            response = h11.Response(status_code=status, headers=given)
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event))
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
