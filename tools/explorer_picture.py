"""Screenshot of the explorer in Chromium, for the README; run it with the environment's Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.rows.explorer import chromium

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "media/gallery/explorer.png"
VIEW = "scene=noise_ball&at=6.5&theme=light&rate=0.15"
SIZE = {"width": 1280, "height": 1090}
DRAWN = "() => document.querySelector('figure:not([data-busy]) canvas[data-number]')"
SHOWN = "() => document.querySelector('[data-part=command]').textContent"


def main() -> None:
    """Start the explorer, show a scene, and save a screenshot."""
    command = [sys.executable, "-P", "-m", "gdclips", "explore", "--no-browser"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            save_screenshot(server.stdout.readline().strip())
        finally:
            server.terminate()


def save_screenshot(address: str) -> None:
    """Save a screenshot of the page at an address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{address}?{VIEW}")
        for condition in (DRAWN, SHOWN, "() => document.fonts.ready.then(() => true)"):
            page.wait_for_function(condition)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
