"""Connections: those of uvicorn, with a limit on their number and on the time that a request may take."""

from __future__ import annotations

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 100  # at a time; a browser opens six
BACKLOG = 64  # connections that wait to be accepted
REQUEST_TIMEOUT = 20.0  # seconds until a request is complete


class Connection(H11Protocol):
    """A connection that refuses a request which is not complete in time."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            self._refuse(503, f"too many connections: expected at most {MAX_CONNECTIONS}")
        else:
            self._update_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timer."""
        self._cancel_timer()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle what was received, and start the timer for the rest of an incomplete request."""
        if not self.transport.is_closing():
            super().handle_events()
            self._update_timer()

    def shutdown(self) -> None:
        """Close, after the answer if one is due."""
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.abort()
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, msg)

    def _update_timer(self) -> None:
        begun = self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]
        first = self.conn.their_state is h11.IDLE and not self.cycle  # the next requests may come late
        if self.transport.is_closing() or not (begun or first):
            self._cancel_timer()
        elif self._timer is None:
            self._timer = self.loop.call_later(REQUEST_TIMEOUT, self._time_out)

    def _time_out(self) -> None:
        if not self.cycle and not self.conn.trailing_data[0]:
            self.transport.close()  # there is no request to answer
        else:
            self._refuse(408, f"the request was not complete within {REQUEST_TIMEOUT:g} s")

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int, text: str) -> None:
        """Answer with an error, unless an answer has begun, and close."""
        self._cancel_timer()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = json.dumps({"error": text}).encode("ascii")
            headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            header_list = [*headers.items(), ("Connection", "close")]
            response = h11.Response(status_code=status, headers=header_list)
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event))
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
