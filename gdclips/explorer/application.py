"""Application: the Starlette app that serves the page and answers its questions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from gdclips.explorer.dispatch import Dispatcher, MalformedError, UnknownKindError, defect
from gdclips.explorer.protocol import Answer
from gdclips.explorer.security import HOSTS, Guard
from gdclips.messages import one_line

STATIC = Path(__file__).parent / "static"
PAGES = {
    "/": "page.html",
    "/static/explorer.js": "explorer.js",
    "/static/explorer.css": "explorer.css",
}
MAX_BODY = 65_536  # bytes


def application(dispatcher: Dispatcher) -> Starlette:
    """Return the application that serves the page and passes its questions to a dispatcher."""

    async def ask(request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _error(400, "the question is not complete")  # nobody reads this answer
        if body is None:
            refused = _error(413, f"expected at most {MAX_BODY} bytes")
            refused.headers["Connection"] = "close"  # the rest of the body is not read
            return refused
        return await _ask(dispatcher, request.path_params["kind"], body)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        dispatcher.close()

    return Starlette(
        routes=[
            *(Route(path, _page) for path in PAGES),
            Route("/api/{kind}", ask, methods=["POST"]),
        ],
        middleware=[
            Middleware(Guard),
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )


async def _page(request: Request) -> Response:
    return FileResponse(STATIC / PAGES[request.url.path], headers={"Cache-Control": "no-cache"})


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)


def _error(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status)


async def _body(request: Request) -> bytes | None:
    """Return the body of a request, None if it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body


async def _ask(dispatcher: Dispatcher, kind: str, body: bytes) -> Response:
    try:
        question = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, ValueError, RecursionError) as error:  # invalid UTF-8 is a ValueError
        return _error(400, one_line(f"expected JSON: {error}"))
    try:
        answer = await asyncio.wrap_future(dispatcher.ask(kind, question))
    except UnknownKindError as error:
        return _error(404, str(error))
    except MalformedError as error:
        return _error(400, str(error))
    except Exception as error:
        return JSONResponse(defect(error).facts, 500)
    return _response(answer)


def _response(answer: Answer) -> Response:
    if answer.content is None:
        return JSONResponse(answer.facts)
    return Response(answer.content, media_type=answer.type, headers={"X-Facts": _ascii(answer.facts)})


def _ascii(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
