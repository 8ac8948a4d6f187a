"""Files read by Chromium: animations by its image decoder, and SVGs as pages show them."""

import base64
import shutil
from concurrent.futures import ThreadPoolExecutor

import imageio.v3 as iio
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


def _in_browser(ask):
    """Return what a function finds with a browser.

    It is driven in a thread, because its driver would keep an event loop running in this one.
    """
    driver = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")

    def asked():
        with driver.sync_playwright() as playwright:
            return ask(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]))

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asked).result()


def _secure(browser):
    """Return an empty page that counts as secure."""
    page = browser.new_page()
    page.route(PAGE, lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(PAGE)
    return page


def drawn_in_chromium(contents, width, height, scale, background="#ffffff"):
    """Return the pixels (height, width, 3) of SVGs, as images in a page of a background, so much larger."""

    def draw(browser):
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        shots = []
        for content in contents:
            source = f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
            page.set_content(f'<body style="margin:0;background:{background}"><img src="{source}">')
            page.evaluate("() => document.images[0].decode()")
            shots.append(page.screenshot())
        return shots

    shots = _in_browser(draw)
    return [iio.imread(shot, extension=".png", mode="RGB") for shot in shots]


def read_in_chromium(content, media_type):
    """Return frames (n, height, width, 4), the milliseconds of each, and how often all is repeated."""

    def decode(browser):
        return _secure(browser).evaluate(DECODE, [base64.b64encode(content).decode(), media_type])

    frames, durations, repeated = _in_browser(decode)
    arrays = [
        np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)
        for height, width, data in frames
    ]
    return np.stack(arrays), durations, repeated


PLAY = """async ([content, type]) => {
    const bytes = await (await fetch(`data:${type};base64,${content}`)).arrayBuffer();
    const video = document.createElement("video");
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([bytes], {type}));
    document.body.style = "margin: 0; background: rgb(0, 160, 0)";
    document.body.append(video);
    const event = (name) => new Promise((resolve, reject) => {
        video.addEventListener(name, resolve, {once: true});
        video.addEventListener("error", () => reject(video.error.message));
    });
    await event("canplaythrough");
    const ended = event("ended");
    video.playbackRate = 4;
    await video.play();
    await ended;
    const facts = [video.videoWidth, video.videoHeight, video.duration, video.textTracks.length];
    window.at = async (time) => {
        const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        video.currentTime = time;
        await shown;
    };
    return facts;
}"""


def play_in_chromium(content, media_type, times):
    """Play a video to its end on a green page, then seek; return what is seen at ``times``, and its facts.

    These are its width, its height, its seconds, and how many tracks of text are there to be shown.
    """

    def play(browser):
        page = _secure(browser)
        facts = page.evaluate(PLAY, [base64.b64encode(content).decode(), media_type])
        shots = []
        for time in times:
            page.evaluate("(time) => window.at(time)", time)
            shots.append(page.locator("video").screenshot())
        return facts, shots

    facts, shots = _in_browser(play)
    return facts, [iio.imread(shot, extension=".png", mode="RGB") for shot in shots]
