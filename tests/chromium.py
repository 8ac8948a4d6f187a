"""Animations read by Chromium: their frames, durations and repetitions, as its image decoder tells them."""

import base64
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGE = "https://reader.test/"  # ImageDecoder is for secure pages alone
DECODE = """async ([content, type]) => {
    const bytes = await (await fetch(`data:${type};base64,${content}`)).arrayBuffer();
    const decoder = new ImageDecoder({data: bytes, type});
    await decoder.tracks.ready;
    await decoder.completed;
    const {frameCount, repetitionCount} = decoder.tracks.selectedTrack, frames = [], durations = [];
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
        const {image} = await decoder.decode({frameIndex});
        const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
        let text = "";
        for (let at = 0; at < data.length; at += 8192) {
            text += String.fromCharCode(...data.subarray(at, at + 8192));
        }
        frames.push([canvas.height, canvas.width, btoa(text)]);
        durations.push(image.duration / 1000);
        image.close();
    }
    return [frames, durations, repetitionCount === Infinity ? "forever" : repetitionCount];
}"""


def read_in_chromium(content, media_type):
    """Return frames (n, height, width, 4), the milliseconds of each, and how often all is repeated.

    The browser is driven in a thread, because its driver would keep an event loop running in this one.
    """
    driver = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")

    def decode():
        with driver.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page()
            page.route(PAGE, lambda route: route.fulfill(body="", content_type="text/html"))
            page.goto(PAGE)
            return page.evaluate(DECODE, [base64.b64encode(content).decode(), media_type])

    with ThreadPoolExecutor(1) as thread:
        frames, durations, repeated = thread.submit(decode).result()
    arrays = [
        np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)
        for height, width, data in frames
    ]
    return np.stack(arrays), durations, repeated
