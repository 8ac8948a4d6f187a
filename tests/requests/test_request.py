"""Requests: one record for each file, with all that determines its content, and which source decides it."""

from pathlib import Path

import msgspec
import pytest

from gdclips.formats import FORMATS
from gdclips.messages import RequestError
from gdclips.rendering.frame import FrameSize
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults, Lecture, table_key
from gdclips.requests.request import Overrides, notes, resolve
from gdclips.requests.tables.options import Data
from gdclips.story.scenes import SCENES
from tests.asked import overrides

FILE = Path("my lecture.toml")
CLIPS = {
    "contour": Clip(scene="contour_descent"),
    "ball": Clip(scene="noise_ball", settings={"steps": 20, "rate": 0.2}, outputs=("png",)),
    "own": Clip(
        scene="contour_descent",
        settings={"steps": 9},
        data="own.csv",
        features=("a", "b"),
        target="y",
        raw=True,
        outputs=("gif",),
    ),
}


def lecture(clips=CLIPS, **defaults):
    return Lecture(FILE, Defaults(**defaults), clips)


def ordered(*targets, of=None, **options):
    return resolve(of or lecture(), list(targets), overrides(**options))


def one(*targets, of=None, **options):
    (request,) = ordered(*targets, of=of, **options)
    return request


def message(*targets, of=None, **options):
    """What is said of a request that can't be met."""
    with pytest.raises(RequestError) as caught:
        ordered(*targets, of=of, **options)
    return str(caught.value)


def test_without_targets_all_that_the_lecture_lists_is_ordered_in_its_order():
    assert [request.file for request in ordered()] == ["contour.gif", "contour.mp4", "ball.png", "own.gif"]


@pytest.mark.parametrize(
    ("target", "renderer", "theme", "cut", "size", "fps"),
    [
        ("ball.gif", "matplotlib", "light", "short", FrameSize(640, 360), 20),
        ("ball.png", "matplotlib", "light", "short", FrameSize(640, 360), 20),
        ("ball.mp4", "manim", "dark", "full", FrameSize(1280, 720), 30),
    ],
)
def test_the_suffix_says_what_a_file_is(target, renderer, theme, cut, size, fps):
    request = one(target)
    assert (request.file, request.suffix) == (target, target[-3:])
    look = request.look
    assert (look.renderer, look.theme, look.cut) == (renderer, theme, cut)
    assert (request.size, look.fps, look.bare) == (size, fps, False)


# Who may say how a file looks, the last first that is heard, and what each says here.
SAYS = {
    "built in": {},
    "defaults": {"theme": "dark", "size": "64x64", "fps": 10, "renderer": "manim", "cut": "full"},
    "defaults.gif": {"theme": "light", "size": "66x64", "fps": 20, "renderer": "matplotlib", "cut": "short"},
    "clips.a": {"theme": "dark", "size": "68x64", "fps": 25, "renderer": "manim", "cut": "full"},
    "clips.a.gif": {"theme": "light", "size": "70x64", "fps": 50, "renderer": "matplotlib", "cut": "short"},
    "command line": {"theme": "dark", "size": "72x64", "fps": 10, "renderer": "manim", "cut": "full"},
}
BARE = {name: index % 2 == 1 for index, name in enumerate(SAYS)}


def said(*names):
    """The GIF of a clip of which these say how it looks."""
    says = {
        name: Look(**SAYS[name], bare=BARE[name]) if name in names else Look() for name in list(SAYS)[:-1]
    }
    defaults = msgspec.structs.asdict(says["defaults"]) | {"gif": says["defaults.gif"]}
    own = msgspec.structs.asdict(says["clips.a"]) | {"gif": says["clips.a.gif"]}
    options = {**SAYS["command line"], "bare": BARE["command line"]} if "command line" in names else {}
    return one("a.gif", of=lecture({"a": Clip(scene="sgd", **own)}, **defaults), **options)


@pytest.mark.parametrize("heard", list(SAYS)[1:])
def test_the_last_of_the_command_line_the_clip_and_the_defaults_is_heard_a_formats_own_first(heard):
    names = list(SAYS)
    request, expected = said(*names[: names.index(heard) + 1]), SAYS[heard]
    assert expected.items() | {"bare": BARE[heard]}.items() <= msgspec.structs.asdict(request.look).items()
    assert str(request.size) == expected["size"]


@pytest.mark.parametrize("heard", list(SAYS)[1:])
def test_who_says_nothing_is_passed_over(heard):
    request = said(heard)
    assert str(request.size) == SAYS[heard]["size"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_formats_own_table_is_for_no_other_format(suffix):
    looks = {table_key(each): Look(size=f"{64 + 2 * index}x64") for index, each in enumerate(FORMATS)}
    request = one(f"a.{suffix}", of=lecture({"a": Clip(scene="sgd")}, **looks))
    assert request.size.width == 64 + 2 * list(FORMATS).index(suffix)


OPEN = {"background", "matte", "seconds", "max_bytes"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_all_is_decided_for_each_format_where_nobody_says_anything(suffix):
    look = msgspec.structs.asdict(one(f"ball.{suffix}").look)
    assert {name for name, value in look.items() if value is None} <= OPEN


def test_options_replace_what_each_file_has():
    options = {"renderer": "matplotlib", "theme": "dark", "cut": "full", "size": "1080p", "fps": 50}
    for request in ordered("contour", bare=True, **options):
        assert msgspec.structs.asdict(request.look).items() >= (options | {"bare": True}).items()
        assert request.size == FrameSize(1920, 1080)


@pytest.mark.parametrize(
    ("target", "size"),
    [("ball.gif", (161, 91)), ("ball.png", (161, 91)), ("ball.mp4", (162, 92))],
)
def test_a_videos_sides_are_even(target, size):
    assert one(target, size="161x91").size == FrameSize(*size)


def test_a_rounded_size_is_told_and_no_other():
    options = overrides(size="161x91")
    (note,) = notes(resolve(lecture(), ["ball.gif", "ball.mp4"], options))
    assert note == "ball.mp4: 161x91 rounded up to 162x92, because H.264 needs even sides"
    for options in (overrides(size="480p"), overrides(size="160x90"), Overrides()):
        assert notes(resolve(lecture(), ["ball.gif", "ball.mp4"], options)) == []


def test_a_size_of_the_lecture_that_is_rounded_is_told_too():
    assert notes(resolve(lecture(size="161x91"), ["ball.gif"], Overrides())) == []
    (note,) = notes(resolve(lecture(size="161x91"), ["ball.mp4"], Overrides()))
    assert note == "ball.mp4: 161x91 rounded up to 162x92, because H.264 needs even sides"


@pytest.mark.parametrize("fps", FORMATS["gif"].rates.known)
def test_every_rate_of_a_gif_is_a_rate_of_a_video(fps):
    assert [request.look.fps for request in ordered("contour", fps=fps)] == [fps, fps]


def test_settings_are_the_scenes_then_the_defaults_then_the_clips_then_the_command_lines():
    given = {"steps": 7, "rate": 0.3, "batch": 4}
    read = [one("ball.gif", of=lecture(settings=given), settings={"steps": "30"}).settings]
    read += [one("ball.gif", of=lecture(settings=given)).settings, one("ball.gif").settings]
    assert [(each.steps, each.rate, each.batch) for each in read] == [
        (30, 0.2, 4),
        (20, 0.2, 4),
        (20, 0.2, 1),
    ]
    assert one("ball", settings={"rate": "auto"}).settings.rate is None
    assert one("ball", settings={"start": "1, 2,3e0"}).settings.start == (1.0, 2.0, 3.0)


def test_a_setting_of_the_defaults_is_for_the_scenes_that_have_it():
    made = {
        request.file: request.settings for request in ordered(of=lecture(settings={"batch": 4, "seed": 3}))
    }
    assert made["ball.png"].batch == 4 and not hasattr(made["contour.gif"], "batch")
    assert {each.seed for each in made.values()} == {3}


def test_a_sweeps_clips_are_ordered_with_their_values():
    swept = lecture({"a": Clip(scene="sgd", sweep={"rate": (0.05, 0.1)}, outputs=("gif",))})
    assert [(request.file, request.settings.rate) for request in ordered("a", of=swept)] == [
        ("a_rate_0.05.gif", 0.05),
        ("a_rate_0.1.gif", 0.1),
    ]
    assert one("a_rate_0.05.png", of=swept).file == "a_rate_0.05.png"


OWN = {"data": "all.csv", "features": ("p", "q"), "target": "z"}


def data(path, features, target, **options):
    return Data(path=path, features=features, target=target, **options)


@pytest.mark.parametrize(
    ("clip", "defaults", "given", "expected"),
    [
        ({}, {}, None, None),
        ({}, OWN, None, data("all.csv", ("p", "q"), "z")),
        ({**OWN, "raw": True}, {}, None, data("all.csv", ("p", "q"), "z", raw=True)),
        ({"data": "a.csv", "features": ("b",), "target": "c"}, OWN, None, data("a.csv", ("b",), "c")),
        (OWN, OWN, data("my.csv", ("x",), "y"), data("my.csv", ("x",), "y")),
    ],
)
def test_data_are_the_command_lines_then_the_clips_then_the_defaults(clip, defaults, given, expected):
    of = lecture({"a": Clip(scene="sgd", **clip)}, **defaults)
    assert one("a.gif", of=of, data=given).data == expected


def test_own_data_leave_rate_and_start_to_theory_unless_they_are_set():
    given = data("other.csv", ("c",), "z")
    kept = one("own")
    assert (kept.settings.steps, kept.settings.rate, kept.settings.start) == (9, None, None)
    assert one("ball", data=given).settings.rate == 0.2
    assert one("contour.gif", data=given).settings.rate is None
    assert one("own", settings={"rate": "0.5"}).settings.rate == 0.5
    assert one("own", of=lecture(settings={"rate": 0.4})).settings.rate == 0.4


def test_settings_of_made_data_in_the_defaults_are_for_clips_without_data():
    made = {request.file: request.settings for request in ordered(of=lecture(settings={"samples": 7}))}
    assert made["contour.gif"].samples == made["ball.png"].samples == 7
    assert made["own.gif"].samples == SCENES["contour_descent"].settings().samples


def test_another_name_is_the_files():
    request = one("contour", output="größe $1 %d.png")
    assert (request.file, request.suffix, request.scene.name) == ("größe $1 %d.png", "png", "contour_descent")


@pytest.mark.parametrize(
    ("target", "options", "says"),
    [
        ("bal", {}, "unknown clip bal: did you mean ball? expected one of contour, ball, own"),
        (
            "ball.gif",
            {"settings": {"step": "3"}},
            "unknown setting step: did you mean steps? expected one of",
        ),
        ("ball.gif", {"settings": {"steps": "0"}}, "steps=0: expected a whole number >= 1"),
        ("ball.gif", {"settings": {"start": "1,x"}}, "start=1,x: expected a number"),
        ("contour.gif", {"settings": {"batch": "1"}}, "unknown setting batch: expected one of seed, samples"),
        ("own.gif", {"settings": {"noise": "1"}}, "noise=1: expected none beside data of your own"),
        ("ball.gif", {"size": "63x64"}, "size 63x64: expected sides from 64 to 7680"),
        ("ball.gif", {"size": ""}, "size '': expected WIDTHxHEIGHT"),
        ("ball.gif", {"fps": 60}, "fps 60: a GIF's frames last"),
        ("ball.mp4", {"fps": 24}, "fps 24: expected a multiple of 5"),
        ("ball.gif", {"theme": "drak"}, "unknown theme drak: did you mean dark? expected one of light, dark"),
        ("ball.gif", {"theme": ""}, "unknown theme '': expected one of light, dark"),
        ("ball.gif", {"renderer": "cairo"}, "unknown renderer cairo: expected one of matplotlib, manim"),
        ("ball.gif", {"cut": "long"}, "unknown cut long: expected one of full, short"),
        ("ball.gif", {"output": "sub/a.gif"}, "-o 'sub/a.gif': expected a plain file name"),
    ],
)
def test_what_is_wrong_in_a_request_is_told_and_not_laid_to_the_lecture(target, options, says):
    line = message(target, **options)
    assert line.startswith(says) and str(FILE) not in line and "\n" not in line


NONE = "expected none beside data of your own"


@pytest.mark.parametrize(
    ("clip", "defaults", "says"),
    [
        ({"scene": "noise_bal"}, {}, "clips.odd.scene: unknown scene noise_bal: did you mean noise_ball?"),
        ({"settings": {"stepz": 3}}, {}, "clips.odd.settings: unknown setting stepz: did you mean steps?"),
        ({"settings": {"steps": 0}}, {}, "clips.odd.settings: steps=0: expected a whole number >= 1"),
        ({"settings": {"steps": True}}, {}, "clips.odd.settings: steps=true: expected a whole number"),
        ({"settings": {"rate": [1, 2]}}, {}, "clips.odd.settings: rate=1,2: expected a number"),
        ({"settings": {"rate": float("nan")}}, {}, "clips.odd.settings: rate=nan: expected a number"),
        ({"settings": {"start": 3}}, {}, "clips.odd.settings: start=3: expected"),
        ({"sweep": {"rat": (0.1,)}}, {}, "clips.odd.sweep: unknown setting rat: did you mean rate?"),
        ({"sweep": {"rate": (0.1, -0.2)}}, {}, "clips.odd.sweep: rate=-0.2: expected a number > 0"),
        ({"sweep": {"rate": (True,)}}, {}, "clips.odd.sweep: rate=true: expected a number"),
        ({}, {"settings": {"steps": 0}}, "defaults.settings: steps=0: expected a whole number >= 1"),
        ({}, {"settings": {"stepz": 1}}, "defaults.settings: unknown setting stepz: did you mean steps?"),
        ({"data": "a.csv"}, {}, "clips.odd.data = 'a.csv': expected features and target beside it"),
        ({**OWN, "features": ()}, {}, "clips.odd.data = 'all.csv': expected features and target beside it"),
        ({**OWN, "target": None}, {}, "clips.odd.data = 'all.csv': expected features and target beside it"),
        ({}, {"data": "a.csv"}, "defaults.data = 'a.csv': expected features and target beside it"),
        ({"features": ("b",)}, OWN, "clips.odd.features: expected data beside it"),
        ({"target": "y"}, {}, "clips.odd.target: expected data beside it"),
        ({}, {"raw": True}, "defaults.raw: expected data beside it"),
        ({"sep": ";"}, {}, "clips.odd.sep: expected data beside it"),
        ({**OWN, "sep": "ab"}, {}, "clips.odd.sep = 'ab': expected a sign such as ; or |"),
        ({**OWN, "decimal": ";"}, {}, "clips.odd.decimal = ';': expected . or ,"),
        ({**OWN, "missing": "skip"}, {}, "clips.odd.missing = 'skip': expected error or drop"),
        ({**OWN, "sheet": " "}, {}, "clips.odd.sheet = ' ': expected the name of a sheet"),
        ({}, {**OWN, "encoding": "utf-9"}, "defaults.encoding = 'utf-9': expected the name of an encoding"),
        ({**OWN, "data": "/dev/zero"}, {}, "clips.odd.data = '/dev/zero': it is a device; expected a table"),
        ({**OWN, "data": "."}, {}, "clips.odd.data = '.': it is a folder; expected a table"),
        ({**OWN, "settings": {"samples": 9}}, {}, f"clips.odd.settings: samples=9: {NONE}"),
        ({"settings": {"weights": [1, 2]}}, OWN, f"clips.odd.settings: weights=1,2: {NONE}"),
        ({**OWN, "sweep": {"noise": (1,)}}, {}, f"clips.odd.sweep: noise=1: {NONE}"),
        ({"fps": 60}, {}, "clips.odd: fps 60: a GIF's frames last"),
        ({"gif": Look(fps=60)}, {}, "clips.odd.gif: fps 60: a GIF's frames last"),
        ({"size": "720"}, {}, "clips.odd: size 720: expected WIDTHxHEIGHT"),
        ({"theme": "drak"}, {}, "clips.odd: unknown theme drak: did you mean dark?"),
        ({"gif": Look(renderer="")}, {}, "clips.odd.gif: unknown renderer '': expected one of"),
        ({}, {"size": "0x0"}, "defaults: size 0x0: expected sides"),
        ({}, {"gif": Look(cut="long")}, "defaults.gif: unknown cut long: expected one of full, short"),
    ],
)
def test_what_is_wrong_in_the_lecture_is_told_with_its_key(clip, defaults, says):
    odd = Clip(**{"scene": "noise_ball", "outputs": ("gif",)} | clip)
    line = message(of=lecture({"odd": odd}, **defaults))
    assert line.startswith(f"{FILE}: {says}") and "\n" not in line


TWO_VIDEOS = ("mp4", "webm")
SHARED = "but both have the subtitles c.srt; expected the same, or -o NAME or a clip of its own for one of"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"mp4": Look(seconds=3), "webm": Look(seconds=6)}, "c.mp4 has seconds 3 and c.webm 6, "),
        ({"webm": Look(seconds=6)}, "c.mp4 has seconds none and c.webm 6, "),
        ({"mp4": Look(hold=1.5)}, "c.mp4 has hold 1.5 and c.webm 0, "),
        ({"webm": Look(cut="short")}, "c.mp4 has cut full and c.webm short, "),
        ({"seconds": 8, "webm": Look(fps=60)}, "c.mp4 has fps 30 and c.webm 60, "),
    ],
)
def test_files_that_share_subtitles_say_the_same_at_the_same_time(options, says):
    of = lecture({"c": Clip(scene="sgd", outputs=TWO_VIDEOS, **options)})
    assert message(of=of).startswith(says + SHARED)
    assert one("c.webm", of=of).file == "c.webm"


@pytest.mark.parametrize(
    "options",
    [{}, {"seconds": 8, "hold": 1, "cut": "short"}, {"webm": Look(fps=60, theme="light", bare=True)}],
)
def test_files_that_share_subtitles_may_differ_in_all_else(options):
    files = [
        each.file for each in ordered(of=lecture({"c": Clip(scene="sgd", outputs=TWO_VIDEOS, **options)}))
    ]
    assert files == ["c.mp4", "c.webm"]


def test_a_picture_in_motion_shares_no_subtitles():
    one_clip = lecture({"c": Clip(scene="sgd", outputs=("mp4", "gif"), gif=Look(seconds=5))})
    assert len(ordered(of=one_clip)) == 2


def test_what_the_command_line_replaces_need_not_be_right_in_the_lecture():
    odd = lecture({"odd": Clip(scene="sgd", theme="drak", fps=3, size="x")})
    assert one("odd.gif", of=odd, theme="dark", fps=20, size="64x64").look.theme == "dark"


def test_a_clip_that_is_wrong_does_not_keep_another_from_being_ordered():
    clips = {"odd": Clip(scene="zebra", theme="drak"), "even": Clip(scene="sgd")}
    assert one("even.gif", of=lecture(clips)).file == "even.gif"


@pytest.mark.parametrize("suffix", ["mp4", "webm", "mov"])
@pytest.mark.parametrize(("output", "stem"), [(None, "ball"), ("talk.{}", "talk")])
def test_a_poster_lies_beside_a_video(suffix, output, stem):
    look = {"poster": True, "theme": "light", "size": "320x180"}
    if output:
        look["output"] = output.format(suffix)
    video, poster = ordered(f"ball.{suffix}", **look)
    assert (video.file, poster.file) == (f"{stem}.{suffix}", f"{stem}.poster.png")
    assert (poster.suffix, poster.look.at, poster.sidecars) == ("png", "poster", (f"{stem}.poster.txt",))
    assert (poster.settings, poster.look.theme, poster.size) == (video.settings, "light", video.size)


def test_videos_of_a_clip_share_one_poster():
    files = [each.file for each in ordered("ball.webm", "ball.mov", poster=True)]
    assert files == ["ball.webm", "ball.poster.png", "ball.mov"]


def test_a_lecture_asks_for_posters_of_what_can_have_one():
    asked = lecture(CLIPS | {"ball": Clip(scene="noise_ball", outputs=("gif", "webm"))}, poster=True)
    assert [each.file for each in ordered("ball", of=asked)] == ["ball.gif", "ball.webm", "ball.poster.png"]
