"""Widget in JupyterLab, from a cell to the picture, its controls and an export."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from time import monotonic, sleep

import numpy as np
import pytest

from gdclips.drawing.picture import picture
from gdclips.places import CODE as ROOT
from gdclips.rendering.agg import MatplotlibStage
from gdclips.rendering.frame import FrameSize
from gdclips.story.scenes import SCENES
from tests.asked import seconds

GUARD = 600  # seconds: only so that nothing is waited for without end
PATIENCE = 30  # seconds until the cell is run again
needs_lab = pytest.mark.skipif(find_spec("jupyterlab") is None, reason="JupyterLab is not installed")

CELL = {
    "cell_type": "code",
    "id": "one",
    "metadata": {},
    "outputs": [],
    "execution_count": None,
    "source": 'import gdclips\ngdclips.explore("noise_ball", theme="light", noise=2.0)',
}
NOTEBOOK = {
    "cells": [CELL, {**CELL, "id": "two", "source": "1 + 1"}],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def lab(tmp_path):
    """JupyterLab, with a notebook in its folder; its address."""
    (tmp_path / "lecture.ipynb").write_text(json.dumps(NOTEBOOK))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "PYTHONPATH": str(ROOT)}
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ip=127.0.0.1",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={tmp_path}"],
        env=os.environ | own,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url, end = f"http://127.0.0.1:{port}", monotonic() + GUARD
    while monotonic() < end and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}/api", timeout=GUARD).close()
            break
        sleep(0.2)
    yield url
    process.terminate()
    process.wait(GUARD)


def frame(seconds, **settings):
    scene = SCENES["noise_ball"]
    shown = picture(scene.story(scene.settings(noise=2.0, **settings)), "light", "short")
    return MatplotlibStage(shown, FrameSize(960, 540)).draw(shown.timeline.state(seconds))[:, :, :3]


def wait_for_kernel(lab):
    """Wait until the notebook's kernel has begun and has nothing to do."""
    end = monotonic() + GUARD
    while monotonic() < end:
        with suppress(urllib.error.URLError), urllib.request.urlopen(f"{lab}/api/kernels") as answer:
            if any(kernel["execution_state"] == "idle" for kernel in json.load(answer)):
                return
        sleep(0.2)


@needs_lab
def test_the_widget(new_tab, lab):
    driver = pytest.importorskip("playwright.sync_api")
    tab = new_tab(lab, reduced_motion="reduce")
    page = tab.page
    page.goto(f"{lab}/lab/tree/lecture.ipynb")
    wait_for_kernel(lab)
    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    canvas = page.locator(".explorer canvas[data-number]")
    for _ in range(GUARD // PATIENCE):  # before a kernel has begun, a cell is not run, or a dialog comes
        page.keyboard.press("Escape")
        with suppress(driver.TimeoutError):
            cell.locator(".cm-content").click(timeout=1000 * PATIENCE)
            page.keyboard.press("Shift+Enter")
            canvas.wait_for(timeout=1000 * PATIENCE)
            break
    tab.settled()
    end = seconds("noise_ball", noise=2.0)
    assert np.array_equal(tab.pixels(), frame(end))  # still, so at the end

    slider = page.locator("[data-name=rate] .slider")
    active = "[...document.querySelectorAll('.jp-Notebook-cell')].findIndex(e => e.matches('.jp-mod-active'))"
    slider.focus()
    here = page.evaluate(active)
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    tab.settled()
    rate = float(slider.input_value())
    assert rate > 0.1 and page.evaluate(active) == here  # the keys are the slider's, not the notebook's
    assert np.array_equal(tab.pixels(), frame(end, rate=rate))

    page.locator("[data-name=rate] .field").fill("0.05")
    page.keyboard.press("Enter")
    tab.settled()
    assert np.array_equal(tab.pixels(), frame(end, rate=0.05))

    page.locator("[data-look=output]").select_option("png")
    tab.settled()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    assert page.locator(".jp-Notebook-cell").count() == 2  # no key made or deleted a cell
