"""What docs/slides.md says, as far as it can be checked: table, commands, snippets, names of files."""

import re
import shlex
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from PIL import Image

from gdclips.destinations.table import DESTINATIONS
from gdclips.formats import FORMATS
from gdclips.places import CODE as ROOT
from gdclips.story.film.timing import timing
from gdclips.story.scenes import SCENES

from .encoding.test_facts import write_video
from .explorer.conftest import browser

__all__ = ["browser"]

GUIDE = (ROOT / "docs/slides.md").read_text("utf-8")
CODE = re.compile(r"^(`{3,4})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def sections():
    """The words and the blocks of code of each section, by its heading; code may have headings of its own."""
    inside = [match.span() for match in CODE.finditer(GUIDE)]
    heads = [
        match
        for match in HEADING.finditer(GUIDE)
        if not any(start < match.start() < end for start, end in inside)
    ]
    ends = [*(match.start() for match in heads[1:]), len(GUIDE)]
    texts = [GUIDE[match.end() : end] for match, end in zip(heads, ends, strict=True)]
    return {
        match[1]: (CODE.sub("", text), [found[1:] for found in CODE.findall(text)])
        for match, text in zip(heads, texts, strict=True)
    }


SECTIONS = sections()
SNIPPETS = {
    title: [(kind, text) for kind, text in blocks if kind]
    for title, (_, blocks) in SECTIONS.items()
    if blocks
}
HTML = {title: text for title, blocks in SNIPPETS.items() for kind, text in blocks if kind == "html"}
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nMost steps lead downhill.\n"


def commands(title):
    """The requests of a section, each as arguments."""
    lines = [line for kind, text in SECTIONS[title][1] if not kind for line in text.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("./render.sh")]


def test_its_table_is_the_code_s():
    header, _, *rows = re.search(r"^\| \| powerpoint.*?\n\n", GUIDE, re.MULTILINE | re.DOTALL)[
        0
    ].splitlines()[:-1]
    assert header == f"| | {' | '.join(DESTINATIONS)} |"
    told = {row.split("`")[1].removeprefix("."): re.findall(r"\| (yes|no|\?)(?= )", row) for row in rows}
    assert set(told) >= set(FORMATS)
    for suffix, answers in told.items():
        terms = [each.of(suffix) for each in DESTINATIONS.values()]
        assert answers == ["?" if each is None else "yes" if each.taken else "no" for each in terms], suffix


def test_it_has_all_programs():
    named = {
        "reveal.js",
        "Quarto",
        "Marp",
        "Beamer",
        "PowerPoint",
        "Keynote",
        "Google Slides",
        "Jupyter Book",
    }
    assert named | {"A plain web page"} == set(SNIPPETS)
    for title in SNIPPETS:
        assert re.search(r"\b[Tt]ried\b", SECTIONS[title][0]), title


def test_its_commands_are_accepted_and_make_the_files_that_its_snippets_name(shared_project):
    for title in SNIPPETS:
        found, asked = set(), commands(title)
        assert asked, title
        answers = shared_project.ask([[*command, "-n"] for command in asked])
        for command, answer in zip(asked, answers, strict=True):
            assert answer.status == 0, (command, answer.told)
            assert answer.told == "", command  # nothing that the destination won't show
            for name in re.findall(r"^make media/([\w.]+): ", answer.said, re.MULTILINE):
                found |= {name, *sidecars(name)}
        named = {
            name for _, text in SNIPPETS[title] for name in re.findall(r"\bnoise_ball(?:\.[a-z0-9]+)+", text)
        }
        assert named <= found, title
        assert named or not SNIPPETS[title], title


def sidecars(name):
    """The names of the text files beside a file."""
    stem, _, suffix = name.partition(".")
    stem, suffix = (f"{stem}.poster", "png") if suffix == "poster.png" else (stem, suffix)
    return {f"{stem}.{kind}" for kind in FORMATS[suffix].sidecars}


def test_beamer_is_told_all_frames():
    ((_, text),) = SNIPPETS["Beamer"]
    (rate, first, last) = re.search(r"\{(\d+)\}\{noise_ball.frames/\}\{(\d+)\}\{(\d+)\}", text).groups()
    look, scene = FORMATS["frames"].look, SCENES["noise_ball"]
    timeline = scene.story(scene.settings(), None).timeline(look.cut)
    times = timing(timeline.beats, look.fps, look.hold, look.seconds)
    assert (int(rate), first, last) == (look.fps, "0001", f"{sum(FORMATS['frames'].frames(times)):04}")


@pytest.mark.parametrize("title", SNIPPETS)
def test_pictures_and_videos_have_an_alt_text(title):
    for kind, text in SNIPPETS[title]:
        if kind in ("html", "markdown"):
            shown = re.findall(r"<(?:img|video)\b.*?>", text, re.DOTALL)
            assert shown or "![" in text
            assert all(re.search(r'(?:alt|aria-label)="A path [^"]+"', each) for each in shown)
            assert all(words.endswith(".") for words in re.findall(r"!\[(.*?)\]", text))
        elif kind == "python":
            compile(text, title, "exec")
            assert text.count('"descr", alt') == text.count("shapes.add_")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The address of a server that has the pages of the guide, and small files under the names in them."""
    folder = tmp_path_factory.mktemp("pages")
    frames = [Image.new("RGB", (64, 36), (90 * number, 0, 0)) for number in range(3)]
    frames[0].save(folder / "noise_ball.gif", save_all=True, append_images=frames[1:], duration=100)
    for name in ("noise_ball.png", "noise_ball.poster.png"):
        frames[0].save(folder / name)
    write_video(folder / "noise_ball.mp4", "libx264", "yuv420p")
    (folder / "noise_ball.vtt").write_text(VTT)
    for title, text in HTML.items():
        (folder / f"{title}.html").write_text(text)
    library = folder / "node_modules/reveal.js/dist"  # not here: what is asked of it is kept
    (library / "theme").mkdir(parents=True)
    (library / "reveal.js").write_text("window.Reveal = { initialize: asked => { window.asked = asked } }")
    for name in ("reveal.css", "theme/white.css"):
        (library / name).write_text("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """A handler of requests that prints nothing."""

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("title", HTML)
def test_its_pages_show_what_they_name(browser, pages, title, motion):
    with browser.new_context(reduced_motion=motion) as context:
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "response",
            lambda each: wrong.append(each.url) if each.status >= 400 and "icon" not in each.url else 0,
        )
        page.goto(f"{pages}/{title}.html")
        video = page.locator("video")
        video.evaluate("each => new Promise(ready => { each.oncanplay = ready; each.load() })")
        assert video.evaluate("each => [each.paused, each.controls, each.muted, each.videoWidth]") == [
            True,
            True,
            True,
            64,
        ]
        track = """each => new Promise(ready => {
            const track = each.querySelector("track")
            track.onload = () => ready(track.track.cues.length)
            track.track.mode = "showing"
        })"""
        assert video.evaluate(track) == 1
        if title == "reveal.js":
            assert page.evaluate("asked.autoPlayMedia") is (False if motion == "reduce" else None)
        else:
            shown = page.locator("img").evaluate("each => [each.currentSrc, each.naturalWidth]")
            assert shown == [f"{pages}/noise_ball.{'png' if motion == 'reduce' else 'gif'}", 64]
        assert wrong == []
