"""The server: a page on this machine, and the questions that it asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from scenes.explorer.desk import Desk, UnknownError, defect
from scenes.explorer.messages import Answer
from scenes.explorer.security import HOSTS, Guard

STATIC = Path(__file__).parent / "static"
LONGEST = 65_536  # bytes of a question


def application(desk: Desk) -> Starlette:
    """Return the application that serves the page and brings its questions to a desk."""

    async def ask(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return JSONResponse({"error": f"expected at most {LONGEST} bytes"}, 413)
        return await _ask(desk, request.path_params["kind"], body)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    return Starlette(
        routes=[
            Route("/", _page),
            Route("/api/{kind}", ask, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(Guard),
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
        ],
        lifespan=lifespan,
    )


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "page.html", headers={"Cache-Control": "no-cache"})


async def _body(request: Request) -> bytes | None:
    """Return what was sent, None if it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return None
    return body


async def _ask(desk: Desk, kind: str, body: bytes) -> Response:
    try:
        answer = await asyncio.wrap_future(desk.ask(kind, msgspec.json.decode(body or b"{}")))
    except UnknownError as error:
        return JSONResponse({"error": str(error)}, 404)
    except msgspec.DecodeError as error:
        return JSONResponse({"error": f"expected JSON: {error}"}, 400)
    except Exception as error:
        return JSONResponse(defect(error).facts, 500)
    return _response(answer)


def _response(answer: Answer) -> Response:
    if answer.content is None:
        return JSONResponse(answer.facts)
    return Response(answer.content, media_type=answer.type, headers={"X-Facts": _ascii(answer.facts)})


def _ascii(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
