"""Application: each kind of question, and the requests that are refused."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from gdclips.drawing.text.fonts import font_file
from gdclips.explorer.application import MAX_BODY, STATIC, application
from gdclips.explorer.dispatch import Dispatcher
from gdclips.explorer.protocol import DROPPED, PAGE_LOOK
from gdclips.formats import FORMATS
from gdclips.places import lecture_file
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.looks import CHOICES
from gdclips.story.scenes import SCENES

GUARD = 600  # seconds: only so that nothing is waited for without end
HERE = "http://127.0.0.1:8765"
VIEW = {"client": "a", "number": 1, "scene": "sgd", "look": {"size": "64x64"}}
EXPORT = {"client": "a", "scene": "sgd", "output": "gif", "look": {}}
QUESTIONS = {
    "scenes": {},
    "view": VIEW,
    "thumbnail": {"scene": "sgd"},
    "font": {},
    "command": EXPORT,
    "export": EXPORT,
    "progress": {"id": "none"},
    "cancel": {"id": "none"},
    "file": {"id": "none"},
}


def run(work):
    """Run a coroutine in a thread of its own: tests with a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def request_of(dispatcher):
    """Send requests to the application, one after the other; headers that are None are left out."""

    def sent(method, path, headers=(), base=HERE, **more):
        async def send():
            transport = httpx.ASGITransport(application(dispatcher))
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                given = dict(headers)
                return await client.request(method, path, headers=given, **more)

        return run(send())

    return sent


@pytest.fixture
def post(request_of):
    """Ask a question as the page does."""

    def posted(kind, body, headers=(), **more):
        return request_of("POST", f"/api/{kind}", headers, json=body, **more)

    return posted


def facts(answer):
    return json.loads(answer.headers["x-facts"])


def test_the_scenes(post):
    told = post("scenes", {}).json()
    assert [scene["name"] for scene in told["scenes"]] == list(catalogue(read_lecture(lecture_file())))
    assert told["first"] is None
    assert told["choices"] == {name: list(known) for name, known in CHOICES.items()}
    controls = set(re.findall(r'data-look="(\w+)"', (STATIC / "page.html").read_text("utf-8")))
    assert set(told["look"]) == controls
    assert told["look"] == {name: getattr(PAGE_LOOK, name, "gif") for name in controls}
    assert [each["suffix"] for each in told["formats"]] == list(FORMATS)
    for each in told["formats"]:
        assert each["rates"] == list(FORMATS[each["suffix"]].rates.known)


def test_the_first_scene_is_told():
    with closing(Dispatcher(SCENES, lecture_file(), "ravine")) as dispatcher:
        assert dispatcher.ask("scenes", {}).result(GUARD).facts["first"] == "ravine"


def test_a_view(post):
    answer = post("view", VIEW | {"at": {"seconds": 2}, "number": 7})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["x-facts"].isascii()
    told = facts(answer)
    assert (told["number"], told["seconds"], told["steps"]) == (7, 2.0, 50)
    assert set(told) >= {"length", "step", "glide", "limit", "best", "kappa", "rate", "beyond", "diverged"}


def test_a_thumbnail_and_a_font(post):
    picture = post("thumbnail", {"scene": "sgd", "theme": "light"})
    assert picture.headers["content-type"] == "image/png"
    for weight, bold in ((400, False), (600, True)):
        font = post("font", {"weight": weight})
        assert font.headers["content-type"] == "font/ttf"
        assert font.content == font_file(bold).read_bytes()


def test_what_is_wrong_and_what_is_overtaken_are_answers(post):
    """A browser would write any other status into its console, though all goes as it should."""
    wrong = post("view", VIEW | {"settings": {"rate": -1}})
    assert (wrong.status_code, wrong.json()["setting"]) == (200, "rate")
    assert post("view", VIEW | {"number": 5}).headers["content-type"] == "image/png"
    late = post("view", VIEW | {"number": 4})
    assert (late.status_code, late.json()) == (200, {"dropped": True})


@pytest.mark.parametrize("path", ["/", "/?scene=sgd&rate=0.2", "/static/explorer.js", "/static/explorer.css"])
def test_the_pages_parts_are_served(request_of, path):
    answer = request_of("GET", path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    head = request_of("HEAD", path)
    assert (head.status_code, head.headers["content-length"]) == (200, answer.headers["content-length"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nosuch", 404),
        ("GET", "/static/../dispatch.py", 404),
        ("GET", "/static/%2e%2e/dispatch.py", 404),
        ("GET", "/static/..%2fdispatch.py", 404),
        ("GET", "/static/", 404),
        ("GET", "/api/scenes", 405),
        ("GET", "/api/file/none", 404),
        ("GET", "/static/page.html%00", 404),
        ("GET", "/static/" + 300 * "a", 404),
        ("POST", "/", 405),
        ("PUT", "/api/view", 405),
        ("OPTIONS", "/", 405),
        ("OPTIONS", "/api/view", 405),
        ("TRACE", "/", 405),
    ],
)
def test_there_is_nothing_else(request_of, method, path, status):
    json_body = {"json": {}} if method in ("POST", "PUT") else {}
    answer = request_of(method, path, **json_body)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert (status == 405) == ("allow" in answer.headers)


def test_an_unknown_kind(post):
    answer = post("nosuch", {})
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("unknown question nosuch: expected one of scenes, view")


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"a": NaN}', b"nonsense"])
def test_what_is_no_json(request_of, body):
    answer = request_of("POST", "/api/view", {"Content-Type": "application/json"}, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("expected JSON")


@pytest.mark.parametrize("body", [b"[]", b"3", b"null", b'{"client": 5}'])
def test_what_is_json_but_no_question(request_of, body):
    answer = request_of("POST", "/api/view", {"Content-Type": "application/json"}, content=body)
    assert answer.status_code == 400
    assert "xpected" in answer.json()["error"]


def test_too_long_a_question(request_of):
    body = b" " * (MAX_BODY + 1)
    answer = request_of("POST", "/api/view", {"Content-Type": "application/json"}, content=body)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8765"},  # of another host's name than the one asked for
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "https://127.0.0.1:8765"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another server on this machine
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": ""},
    ],
    ids=str,
)
def test_what_comes_from_elsewhere_is_refused(request_of, monkeypatch, dispatcher, kind, headers):
    monkeypatch.setattr(dispatcher, "ask", lambda *_: pytest.fail("it was asked"))
    headers = {"Content-Type": "application/json", **headers}
    answer = request_of("POST", f"/api/{kind}", headers, content=json.dumps(QUESTIONS[kind]))
    assert answer.status_code == 403
    assert "expected" in answer.json()["error"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[::1]"])
@pytest.mark.parametrize("path", ["/", "/static/explorer.js", "/api/scenes"])
def test_a_foreign_host_is_refused(request_of, monkeypatch, dispatcher, host, path):
    monkeypatch.setattr(dispatcher, "ask", lambda *_: pytest.fail("it was asked"))
    method, more = ("POST", {"json": {}}) if path.startswith("/api") else ("GET", {})
    assert request_of(method, path, {"Host": host}, **more).status_code == 400


@pytest.mark.parametrize("base", [HERE, "http://localhost:8765", "http://127.0.0.1:9999"])
def test_our_own_page_is_answered(post, base):
    headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
    assert post("scenes", {}, headers, base=base).status_code == 200


@pytest.mark.parametrize(
    ("path", "mode", "dest", "status"),
    [
        ("/?scene=sgd", "navigate", "document", 200),
        ("/", "navigate", "iframe", 403),
        ("/", "no-cors", "image", 403),
        ("/static/explorer.js", "no-cors", "script", 403),
        ("/api/file/x", "navigate", "document", 403),
    ],
)
def test_a_link_elsewhere_may_open_the_page_alone(request_of, path, mode, dest, status):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert request_of("GET", path, headers).status_code == status


@pytest.mark.parametrize("path", ["/", "/static/explorer.js", "/nosuch", "/api/scenes"])
def test_every_answer_says_who_may_use_it(request_of, path):
    headers = request_of("GET", path).headers
    policy = headers["content-security-policy"].split("; ")
    assert policy[:3] == ["default-src 'none'", "script-src 'self'", "style-src 'self'"]
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_defect_is_told_in_one_line_and_the_server_goes_on(post, dispatcher, monkeypatch):
    monkeypatch.setattr(dispatcher._previews, "view", lambda view: 1 / 0)
    answer = post("view", VIEW)
    assert answer.status_code == 500
    assert answer.json()["error"] == "ZeroDivisionError: division by zero; a defect of this program"
    monkeypatch.undo()
    assert post("view", VIEW | {"number": 2}).status_code == 200


def test_the_end_of_the_server_is_that_of_the_dispatcher(dispatcher):
    async def live():
        app = application(dispatcher)
        async with app.router.lifespan_context(app):
            assert dispatcher.ask("view", VIEW).result(GUARD).content

    run(live())
    assert dispatcher.ask("view", VIEW | {"number": 2}).result(GUARD) is DROPPED
