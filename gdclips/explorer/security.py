"""Security: the server answers only its own page, on this machine.

The page of another site can make a browser send requests here, but neither with our host name, which
TrustedHostMiddleware checks, nor with our origin, which the guard checks. It can neither frame our page nor
read an answer.
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
    """Middleware that refuses requests of other sites and adds the security headers to each response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        reason = refusal(scope)
        answer = self._app if reason is None else JSONResponse({"error": reason}, 403)
        await answer(scope, receive, send_with_headers)


def refusal(scope: Scope) -> str | None:
    """Return why a request is refused, or None if it is allowed.

    Other sites may link to our page, and nothing else.
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
