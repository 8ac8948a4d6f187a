"""Explorer: its latency in Chromium, from a key press to the new picture."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.measuring.process import ENVIRONMENT, module_command
from benchmarks.measuring.records import Check, Row
from gdclips.story.scenes import SCENES

KEYS = 20  # pressed for each figure and repeat, and in a burst
BURST = 0.6  # seconds
SHOWN = ("noise_ball", "surface_descent", "learning_rates")

WATCH = """
window.keys = []; window.drawn = [];
addEventListener('keydown', event => keys.push(event.timeStamp), true);
new MutationObserver(() => drawn.push(performance.now()))
  .observe(document, { subtree: true, attributes: true, attributeFilter: ['data-number'] });
"""
QUIET = """() => new Promise(done => { const look = () => {
  const canvas = document.querySelector('canvas'), figure = document.querySelector('figure');
  if (canvas?.dataset.number && !figure.dataset.busy && drawn.length) done(); else setTimeout(look, 1);
}; look(); })"""


def chromium() -> str | None:
    """Return the path of Chromium if it and Playwright are installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found if find_spec("playwright") else None


def row(repeats: int, media: Path) -> Row:
    """Measure the explorer at 960x540: moving in time, changed settings, a burst, playing, and its start."""
    from playwright.sync_api import sync_playwright  # only here: the other rows need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        starts = [_start(browser) for _ in range(repeats)]
        with _served() as (url, _):
            checks = [check for scene in SHOWN for check in _scene(browser, url, scene, repeats)]
        browser.close()
    start = statistics.median(starts)
    checks.append(Check("start to first picture, s", start, None, start, 1.5, most=True))
    notes = (f"{KEYS} keys for each figure, {repeats} times; pictures of 960x540, timed in the page",)
    return Row("explorer", "the explorer in Chromium, from key press to new picture", tuple(checks), notes)


@contextmanager
def _served() -> Iterator[tuple[str, float]]:
    """Start the server; yield its address and its start time."""
    began = time.perf_counter()
    command = module_command("gdclips", "explore", "--no-browser", "--port", "18765")
    with subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().decode().strip(), began
        finally:
            process.kill()


def _start(browser: Any) -> float:
    """Return the seconds from the server's start to a page's first picture."""
    page = _page(browser)
    with _served() as (url, began):
        _open(page, f"{url}?scene=noise_ball&at=2")
        seconds = time.perf_counter() - began
    page.context.close()
    return seconds


def _page(browser: Any) -> Any:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    return page


def _open(page: Any, url: str) -> None:
    page.goto(url)
    page.evaluate(QUIET)


def _scene(browser: Any, url: str, scene: str, repeats: int) -> Iterator[Check]:
    page = _page(browser)
    setting = "[data-name=noise] .slider"
    moves = {"scrub": (".scrub", "ArrowRight"), "step": ("[data-part=forward]", "Enter")}
    if SCENES[scene].in_space:
        moves["camera"] = ("canvas", "ArrowRight")
    figures = {name: (*how, 120, 250) if name == "camera" else (*how, 50, 120) for name, how in moves.items()}
    figures["setting"] = (setting, "ArrowRight", 120, 250)
    for name, (where, key, middle, most) in figures.items():
        waits: list[float] = []
        for _ in range(repeats):
            _open(page, f"{url}?scene={scene}&at=2&noise=0&samples=100")
            page.wait_for_timeout(400)  # because the page requests the command later
            waits += _waits(page, where, key, KEYS if name != "setting" else KEYS // 2)
        yield from _figures(f"{scene}, {name}", waits, middle, most)
    _open(page, f"{url}?scene={scene}&at=2&noise=0")
    yield from _burst(page, scene, setting)
    _open(page, f"{url}?scene={scene}&at=0")
    yield _playing(page, scene)
    page.context.close()


def _figures(what: str, waits: list[float], middle: float, most: float) -> Iterator[Check]:
    center, late = statistics.median(waits), sorted(waits)[int(0.95 * (len(waits) - 1))]
    yield Check(f"{what}, median ms", center, None, center, middle, most=True)
    yield Check(f"{what}, 95 % ms", late, None, late, most, most=True)


def _waits(page: Any, where: str, key: str, count: int) -> list[float]:
    """Press a key ``count`` times, each after the last picture; return the latencies in milliseconds."""
    page.locator(where).focus()
    found = []
    for _ in range(count):
        page.evaluate("keys.length = drawn.length = 0")
        page.keyboard.press(key)
        page.evaluate(QUIET)
        found.append(page.evaluate("drawn.at(-1) - keys[0]"))
    return found


def _burst(page: Any, scene: str, where: str) -> Iterator[Check]:
    """Press keys fast; yield the number of pictures, and the latency of the last one."""
    page.locator(where).focus()
    page.evaluate("keys.length = drawn.length = 0")
    began = time.perf_counter()
    for index in range(KEYS):
        _until(began + index * BURST / (KEYS - 1))
        page.keyboard.press("ArrowRight" if index % 4 < 2 else "ArrowLeft")
    page.evaluate(QUIET)
    shown, late = page.evaluate("drawn.length"), page.evaluate("drawn.at(-1) - keys.at(-1)")
    yield Check(f"{scene}, pictures of a burst", shown, None, shown, 6)
    yield Check(f"{scene}, end of a burst, ms", late, None, late, 250, most=True)


def _until(moment: float) -> None:
    while time.perf_counter() < moment:
        time.sleep(0.001)


def _playing(page: Any, scene: str) -> Check:
    page.evaluate("drawn.length = 0")
    page.locator("[data-part=player]").click()
    page.wait_for_timeout(4000)
    rate = page.evaluate("1000 * (drawn.length - 1) / (drawn.at(-1) - drawn[0])")
    return Check(f"{scene}, played a second", rate, None, rate, 20)
