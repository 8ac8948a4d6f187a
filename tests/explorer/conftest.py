"""Fixtures of the explorer's tests: a dispatcher, decoded pictures, a server and a browser."""

import base64
import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from itertools import count
from urllib.parse import parse_qsl, urlsplit

import imageio.v3 as iio
import pytest

from gdclips.drawing.picture import picture
from gdclips.explorer.dispatch import Dispatcher
from gdclips.explorer.protocol import PAGE_LOOK
from gdclips.places import CODE as ROOT
from gdclips.places import lecture_file
from gdclips.rendering.agg import MatplotlibStage
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.sizes import read_size
from gdclips.story.scenes import SCENES
from gdclips.story.settings import make
from tests.asked import question

SOON = 600  # seconds: only so that nothing is waited for without end
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = """() => new Promise((done, fail) => {
    const look = () => %s ? done() : setTimeout(look, 5);
    look();
    setTimeout(fail, SOON, "it never comes");
})""".replace("SOON", str(1000 * SOON))
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
DRAWN = (
    "document.querySelector('canvas').dataset.number && !document.querySelector('figure').dataset.busy"
    " && !document.querySelector('.gone').textContent"
    " && !document.querySelector('[data-part=command]').ariaBusy"
)


@pytest.fixture
def dispatcher():
    """A dispatcher of the test's own, for the lecture's scenes."""
    with closing(Dispatcher(catalogue(read_lecture(lecture_file())), lecture_file())) as made:
        yield made


@pytest.fixture
def ask(dispatcher):
    """Ask a question and wait for its answer."""

    def asked(kind, **body):
        return dispatcher.ask(kind, body).result(SOON)

    return asked


@pytest.fixture
def look(ask):
    """Ask for a view, with a number of its own."""
    numbers = count(1)

    def looked(scene, client="test", **body):
        body = question(**{"size": "320x180", **body})
        return ask("view", client=client, number=next(numbers), scene=scene, **body)

    return looked


@pytest.fixture(scope="session")
def pixels():
    """Return the pixels (height, width, 3) of an answer's picture."""

    def decoded(answer):
        assert answer.content is not None, answer.facts
        return iio.imread(answer.content, extension=".png", mode="RGB")

    return decoded


class Server:
    """The explorer's server as its user starts it, at a port of its own."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [sys.executable, "-P", "-m", "gdclips", "explore", "--port", str(self.port), "--no-browser"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline().strip() == f"{self.url}/"

    def kill(self):
        self.process.kill()
        self.end()

    def end(self):
        """End it, so that nothing of it is left."""
        self.process.terminate()
        self.process.wait(SOON)
        self.process.stdout.close()


class Tab:
    """A page of the explorer in Chromium, and what it wrote to its console."""

    def __init__(self, page, url):
        self.page, self.url, self.errors = page, url, []
        page.set_default_timeout(1000 * SOON)
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, search=""):
        self.page.goto(f"{self.url}/{search}")
        if "scene=" in search:
            self.settled()
        else:
            self.until(f"document.querySelectorAll('.gallery img[src]').length === {len(SCENES)}")
        return self

    def until(self, condition):
        """Wait until an expression holds; the page's policy lets no text be evaluated in it."""
        self.page.evaluate(QUIET % condition)

    def settled(self):
        """Wait until the picture is that of the controls, and the address as well."""
        self.page.evaluate(FRAMES)  # in which the page hears of what was done
        self.until(DRAWN)

    def query(self):
        return dict(parse_qsl(urlsplit(self.page.url).query))

    def pixels(self):
        """The picture's pixels (height, width, 3)."""
        url = self.page.evaluate("document.querySelector('canvas').toDataURL('image/png')")
        return iio.imread(base64.b64decode(url.partition(",")[2]), extension=".png", mode="RGB")

    def frame(self, theme="dark"):
        """The frame that the stage draws for what the address says."""
        query = self.query()
        scene = SCENES[query.pop("scene")]
        size = read_size(query.pop("size", PAGE_LOOK.size))
        cut, theme = query.pop("cut", PAGE_LOOK.cut), query.pop("theme", theme)
        bare = query.pop("bare", "false") == "true"
        known = scene.settings.__struct_fields__
        story = scene.story(make(scene.settings, {key: query[key] for key in query if key in known}))
        shown = picture(story, theme, cut, bare, size.aspect)
        step, line = query.get("iteration"), shown.timeline
        seconds = float(query["at"]) if step is None else line.reached(int(step))
        return MatplotlibStage(shown, size).draw(line.state(seconds))[:, :, :3]


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window."""
    driver = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with driver.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * SOON
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server():
    """A server that all tests share."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def own_server():
    """A server of a test's own, to be killed."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def new_tab(browser, server):
    """Make a page, 1280 pixels wide and in the dark theme, unless it is to be otherwise."""
    contexts = []

    def made(url=server.url, **given):
        look = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", **given}
        contexts.append(browser.new_context(**look))
        return Tab(contexts[-1].new_page(), url)

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def tab(new_tab):
    """A page that must not write an error to its console."""
    made = new_tab()
    yield made
    assert made.errors == []
