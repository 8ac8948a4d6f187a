"""What a destination won't take or show, in lines; nothing where all is right."""

import re
from types import SimpleNamespace

import pytest
from PIL import Image

from gdclips.destinations.checks import destination, faults, planned, warnings
from gdclips.destinations.table import DESTINATIONS
from gdclips.encoding.facts import Facts
from gdclips.formats import FORMATS
from gdclips.messages import RequestError
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.look import FullLook

MB = 1000**2
HD, UHD = {"width": 1920, "height": 1080}, {"width": 3840, "height": 2160}
RIGHT = [
    ("powerpoint", "gif", {"bytes": 400 * MB, "plays": 0, "moving": 60.0, "seconds": 60.0}),
    ("powerpoint", "mp4", {"codec": "h264", "bytes": 400 * MB, **UHD}),
    ("google-slides", "gif", {"bytes": 50 * MB, "width": 5000, "height": 5000, "plays": 0}),
    ("google-slides", "mp4", {"codec": "h264", **HD}),
    ("keynote", "mov", {"codec": "prores", "transparent": True}),
    ("beamer", "png", {"transparent": True}),
    ("github", "gif", {"bytes": 10 * MB, "plays": 0, "moving": 60.0, "seconds": 60.0}),
    ("github", "mp4", {"bytes": 10 * MB, "codec": "h264"}),
    ("moodle", "mp4", {"codec": "h264"}),
    ("web", "gif", {"plays": 1, "moving": 5.0, "seconds": 9.0}),
    ("web", "webp", {"plays": 2, "moving": 2.0, "seconds": 3.0, "transparent": True}),
    ("web", "gif", {"moving": 0.0, "seconds": 9.0}),
    ("web", "webm", {"codec": "vp9", "transparent": False}),
    ("web", "png", {}),
]
WRONG = [
    ("powerpoint", "webp", {}, "unknown whether PowerPoint takes .webp; expected .gif, .mp4 or .mov$"),
    (
        "powerpoint",
        "mp4",
        {"codec": "hevc"},
        "known to play H.264 in a .mp4: this one has HEVC; expected .gif",
    ),
    ("powerpoint", "mov", {"codec": "prores"}, "known to play H.264 in a .mov: this one has ProRes"),
    ("powerpoint", "mp4", {"codec": "theora"}, "this one has theora"),
    (
        "google-slides",
        "gif",
        {"bytes": 50 * MB + 60_000},
        "at most 50 MB of a .gif.*50.1 MB.*--max-bytes 50MB",
    ),
    ("google-slides", "png", {"bytes": 60 * MB}, "at most 50 MB of a .png.*60.0 MB; expected .*"),
    ("google-slides", "png", {"width": 5001, "height": 5000}, "25 megapixels: this one is 5001x5000"),
    (
        "google-slides",
        "mp4",
        UHD,
        "at most 1920x1080: this one is 3840x2160; expected at most --size 1920x1080",
    ),
    ("google-slides", "mp4", {"width": 640, "height": 1082}, "this one is 640x1082"),
    ("google-slides", "webp", {}, "Google Slides takes no .webp; expected .gif, .mp4, .mov or .webm$"),
    ("keynote", "mp4", {"codec": "av1"}, "H.264 or HEVC or ProRes in a .mp4: this one has AV1"),
    ("beamer", "gif", {}, "Beamer takes no .gif; expected .frames or .mp4$"),
    ("github", "mp4", {"bytes": 11 * MB}, r"10 MB of a .mp4 \(100 MB on paid plans\): this one has 11.0 MB"),
    ("github", "avif", {}, r"takes no .avif \(a page can show one that lies in the repository\)"),
    ("moodle", "gif", {"plays": 0, "moving": 1.0, "seconds": 2.0}, "within 5 s .*: this one moves for ever"),
    (
        "web",
        "gif",
        {"plays": 1, "moving": 5.1, "seconds": 6.0},
        "this one moves for 5.1 s; expected --loop once",
    ),
    ("web", "apng", {"plays": 3, "moving": 2.0, "seconds": 3.0}, "moves for 8.0 s; expected .* --seconds 5"),
    ("web", "avif", {"moving": 6.0, "seconds": 6.0}, "moves for 6.0 s"),
    (
        "web",
        "webm",
        {"codec": "vp9", "transparent": True},
        r"no transparency \(Safari .*; expected a --background",
    ),
    ("web", "pdf", {}, "unknown whether a web page takes .pdf; expected .gif,.* .svg, .mp4 or .webm$"),
    ("google-slides", "svg", {}, "Google Slides takes no .svg; expected .gif, .png, .mp4, .mov or .webm$"),
]


@pytest.fixture(autouse=True)
def formats(monkeypatch):
    """All formats of the table, of which some may be still to come."""
    suffixes = {suffix for each in DESTINATIONS.values() for suffix in each.taken}
    more = {suffix: FORMATS["gif"] for suffix in suffixes if suffix not in FORMATS}
    monkeypatch.setattr("gdclips.destinations.checks.FORMATS", {**FORMATS, **more})


@pytest.mark.parametrize(("name", "suffix", "known"), RIGHT)
def test_nothing_is_said_where_all_is_right(name, suffix, known):
    assert list(faults(destination(name), suffix, Facts(**known))) == []


@pytest.mark.parametrize(("name", "suffix", "known", "line"), WRONG)
def test_one_line_says_what_is_wrong_and_what_to_do(name, suffix, known, line):
    (told,) = faults(destination(name), suffix, Facts(**known))
    assert re.search(line, told), told
    assert "; expected " in told and "\n" not in told


def test_a_file_may_have_several_faults():
    file = Facts(bytes=12 * MB, codec="vp9", **UHD)
    assert len(list(faults(destination("github"), "mp4", file))) == 2


@pytest.mark.parametrize("name", ["powerpint", "", "Web", "google slides"])
def test_an_unknown_destination_is_refused(name):
    with pytest.raises(RequestError, match=r"unknown destination: .*expected one of powerpoint"):
        destination(name)


def request_of(suffix, **look):
    """The request of a file, as far as it is looked at."""
    full = FullLook(
        theme="dark", size="64x48", fps=20, renderer="matplotlib", cut="short", bare=False, **look
    )
    return SimpleNamespace(
        file=f"a.{suffix}", suffix=suffix, look=full, size=FrameSize(64, 48), format=FORMATS[suffix]
    )


def test_before_a_file_is_there_what_is_known_of_it_is_told():
    assert planned(request_of("gif")) == Facts(width=64, height=48, plays=0, transparent=False)
    assert planned(request_of("png", background="none")) == Facts(width=64, height=48, transparent=True)
    (line,) = warnings(destination("web"), [request_of("gif"), request_of("png")], None)
    assert line.startswith("a.gif: on a web page, what moves by itself")
    assert warnings(destination("web"), [request_of("gif", loop=1)], None) == []


def test_the_files_on_disk_are_looked_at(tmp_path):
    frames = [Image.new("RGB", (64, 48), (90 * number, 0, 0)) for number in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=3000)
    frames[0].save(tmp_path / "a.png")
    requests = [request_of("gif"), request_of("png")]
    (line,) = warnings(destination("web"), requests, tmp_path)
    assert line.startswith("a.gif: ") and "moves for 6.0 s" in line
    (tmp_path / "a.png").write_text("words of the user")
    assert warnings(destination("beamer"), requests, tmp_path) == [
        "a.gif: Beamer takes no .gif; expected "
        + warnings(destination("beamer"), requests[:1], tmp_path)[0].split("expected ")[1],
        "a.png: can't be read, so it is unknown whether Beamer shows it",
    ]


@pytest.mark.parametrize(("loop", "long"), [(0, "for ever"), (1, None), (3, "for 10.0 s")])
def test_how_often_an_avif_plays_is_as_it_was_asked_for(tmp_path, loop, long):
    """It is in the file, but what reads the pictures doesn't tell."""
    frames = [Image.new("RGB", (64, 48), (90 * number, 0, 0)) for number in range(2)]
    frames[0].save(tmp_path / "a.avif", save_all=True, append_images=frames[1:], duration=2000)
    told = warnings(destination("web"), [request_of("avif", loop=loop)], tmp_path)
    assert [f"this one moves {long};" in line for line in told] == ([True] if long else [])
