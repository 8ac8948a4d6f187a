"""Security: the server answers its own page alone, on this machine.

Another site's page can make a browser send requests here, but neither with our host's name, which the host
check sees, nor with our origin, which is checked wherever a request may change or cost something. It can't
frame our page either, and can't read what is answered.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Refuses what comes from elsewhere, and gives each answer the headers that say who may use it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        why = refusal(scope)
        answer = self._app if why is None else JSONResponse({"error": why}, 403)
        await answer(scope, receive, marked)


def refusal(scope: Scope) -> str | None:
    """Return why a request is refused, None if it is not.

    A link on another site may open our page, as any link may; it may do nothing else.
    """
    headers = Headers(scope=scope)
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if origin is not None and origin != f"http://{headers.get('host')}":
        return f"origin {origin}: expected the page's own"
    if site not in ("same-origin", "none") and not _opens_page(scope, headers):
        return f"a {site} request: expected one of the page's own"
    if scope["method"] == "POST" and not _is_json(headers):
        return "expected a body of Content-Type application/json"
    return None


def _opens_page(scope: Scope, headers: Headers) -> bool:
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return scope["method"] == "GET" and scope["path"] == "/" and navigates


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
