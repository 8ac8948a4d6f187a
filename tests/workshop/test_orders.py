import msgspec
import pytest

from scenes.stage.frame import GIF_RATES, Frame
from scenes.stage.theme import THEMES as LOOKS
from scenes.workshop.lecture import Clip, RequestError
from scenes.workshop.orders import THEMES, Data, Options, notes, orders

CLIPS = {
    "contour": Clip("contour_descent"),
    "ball": Clip("noise_ball", {"steps": 20, "rate": 0.2}, outputs=("png",)),
    "own": Clip("contour_descent", {"steps": 9}, "own.csv", ("a", "b"), "y", raw=True, outputs=("gif",)),
}


def ordered(*targets, **options):
    return orders(CLIPS, list(targets), Options(**options))


def one(*targets, **options):
    (order,) = ordered(*targets, **options)
    return order


@pytest.mark.parametrize(
    ("targets", "files"),
    [
        ([], ["contour.gif", "contour.mp4", "ball.png", "own.gif"]),
        (["ball"], ["ball.png"]),
        (["contour"], ["contour.gif", "contour.mp4"]),
        (["contour.png"], ["contour.png"]),
        (["ball.gif", "ball.mp4"], ["ball.gif", "ball.mp4"]),
        (["media/ball.gif"], ["ball.gif"]),
        (["./ball.gif"], ["ball.gif"]),
        (["ball.gif", "contour.gif", "ball.gif"], ["ball.gif", "contour.gif"]),
        (["contour.mp4", "contour"], ["contour.mp4", "contour.gif"]),
    ],
)
def test_a_target_is_a_clip_or_a_file_and_each_file_is_ordered_once(targets, files):
    assert [order.file for order in ordered(*targets)] == files


@pytest.mark.parametrize(
    ("target", "renderer", "theme", "cut", "size", "fps"),
    [
        ("ball.gif", "matplotlib", "light", "short", Frame(640, 360), 20),
        ("ball.png", "matplotlib", "light", "short", Frame(640, 360), 20),
        ("ball.mp4", "manim", "dark", "full", Frame(1280, 720), 30),
    ],
)
def test_the_suffix_says_what_a_file_is(target, renderer, theme, cut, size, fps):
    order = one(target)
    assert order.suffix == target[-3:]
    assert (order.renderer, order.theme, order.cut, order.size, order.fps) == (
        renderer,
        theme,
        cut,
        size,
        fps,
    )
    assert not order.bare


def test_options_replace_the_defaults_of_each_file():
    options = {
        "renderer": "matplotlib",
        "theme": "dark",
        "cut": "full",
        "size": "1080p",
        "fps": "50",
        "bare": True,
    }
    for order in ordered("contour", **options):
        expected = msgspec.structs.asdict(order) | options | {"size": Frame(1920, 1080), "fps": 50}
        assert msgspec.structs.asdict(order) == expected


@pytest.mark.parametrize(
    ("target", "text", "size"),
    [
        ("ball.gif", "720p", (1280, 720)),
        ("ball.gif", "480p", (854, 480)),
        ("ball.gif", "240p", (428, 240)),
        ("ball.gif", "4320p", (7680, 4320)),
        ("ball.gif", "64x64", (64, 64)),
        ("ball.gif", "161x91", (161, 91)),
        ("ball.png", "161x91", (161, 91)),
        ("ball.mp4", "161x91", (162, 92)),
        ("ball.mp4", "161x90", (162, 90)),
        ("ball.mp4", "64x7680", (64, 7680)),
    ],
)
def test_a_size_is_a_height_or_two_sides_and_a_videos_sides_are_even(target, text, size):
    assert one(target, size=text).size == Frame(*size)


def test_a_rounded_size_is_told_and_no_other():
    options = Options(size="161x91")
    (note,) = notes(orders(CLIPS, ["ball.gif", "ball.mp4"], options), options)
    assert note.startswith("ball.mp4: 161x91 rounded up to 162x92")
    for options in (Options(size="480p"), Options(size="160x90"), Options()):
        assert notes(orders(CLIPS, ["ball.gif", "ball.mp4"], options), options) == []


@pytest.mark.parametrize("fps", GIF_RATES)
def test_every_rate_of_a_gif_is_a_rate_of_a_video(fps):
    assert [order.fps for order in ordered("contour", fps=str(fps))] == [fps, fps]


def test_the_themes_are_those_of_the_stage():
    assert set(THEMES) == set(LOOKS)


def test_settings_are_the_scenes_then_the_clips_then_the_command_lines():
    assert (one("ball").settings.steps, one("ball").settings.rate, one("ball").settings.batch) == (20, 0.2, 1)
    changed = one("ball", settings={"steps": "30", "start": "1, 2,3e0"}).settings
    assert (changed.steps, changed.rate, changed.start) == (30, 0.2, (1.0, 2.0, 3.0))
    assert one("ball", settings={"rate": "auto"}).settings.rate is None


def test_own_data_replace_the_clips_and_leave_rate_and_start_to_theory():
    kept, given = one("own"), Data("other.csv", ("c",), "z")
    assert kept.data == Data("own.csv", ("a", "b"), "y", raw=True)
    assert (kept.settings.steps, kept.settings.rate, kept.settings.start) == (9, None, None)
    assert one("own", data=given).data == one("ball", data=given).data == given
    assert one("ball", data=given).settings.rate == 0.2
    assert one("contour.gif", data=given).settings.rate is None
    assert one("own", settings={"rate": "0.5"}).settings.rate == 0.5


@pytest.mark.parametrize(
    ("targets", "output", "file", "scene"),
    [
        (["ball.gif"], "slow.gif", "slow.gif", "noise_ball"),
        (["ball"], "slow.mp4", "slow.mp4", "noise_ball"),
        (["contour"], "größe $1 %d.png", "größe $1 %d.png", "contour_descent"),
    ],
)
def test_another_name_decides_the_suffix_of_a_clip(targets, output, file, scene):
    order = one(*targets, output=output)
    assert (order.file, order.suffix, order.scene) == (file, file[-3:], scene)


GIF = {"targets": ["ball.gif"]}
MP4 = {"targets": ["ball.mp4"]}


@pytest.mark.parametrize(
    ("request_", "given", "expected"),
    [
        ({"targets": ["bal"]}, "bal:", "did you mean ball? expected one of contour, ball, own"),
        ({"targets": ["zebra.gif"]}, "zebra", "expected one of contour, ball, own"),
        ({"targets": ["ball.gif", "zebra"]}, "zebra", "expected"),
        ({"targets": ["ball.webm"]}, "ball.webm", ".gif, .mp4, .png"),
        ({"targets": ["ball."]}, "ball.", ".gif, .mp4, .png"),
        ({"targets": ["ball.gif.mp4"]}, "ball.gif.mp4", ".gif, .mp4, .png"),
        ({"targets": ["sub/ball.gif"]}, "sub/ball", "did you mean ball?"),
        ({"targets": [""]}, "unknown clip", "expected one of"),
        (GIF | {"settings": {"step": "3"}}, "step:", "did you mean steps? expected one of seed, samples"),
        (GIF | {"settings": {"steps": "0"}}, "steps=0", "expected a whole number >= 1"),
        (GIF | {"settings": {"start": "1,x"}}, "start=1,x", "expected a number"),
        ({"targets": ["contour.gif"], "settings": {"batch": "1"}}, "batch", "expected one of seed, samples"),
        ({"targets": ["own.gif"], "settings": {"noise": "1"}}, "noise=1", "beside data of your own"),
        (GIF | {"size": "0x0"}, "0x0", "from 64 to 7680"),
        (GIF | {"size": "63x64"}, "63x64", "from 64 to 7680"),
        (GIF | {"size": "64x7681"}, "64x7681", "from 64 to 7680"),
        (GIF | {"size": "7680x7680"}, "7680x7680", "at most 7680x4320"),
        (GIF | {"size": "100p"}, "100p", "720p"),
        (GIF | {"size": "640x"}, "640x", "1280x720"),
        (GIF | {"size": "64 x 64"}, "64 x 64", "1280x720"),
        (GIF | {"fps": "0"}, "fps 0", "10, 20, 25 or 50"),
        (GIF | {"fps": "30"}, "fps 30", "10, 20, 25 or 50"),
        (GIF | {"fps": "-20"}, "fps -20", "10, 20, 25 or 50"),
        (GIF | {"fps": "20.5"}, "fps 20.5", "expected a whole number"),
        (GIF | {"fps": ""}, "fps", "expected a whole number"),
        (GIF | {"size": ""}, "size", "expected WIDTHxHEIGHT"),
        (GIF | {"theme": ""}, "theme", "expected one of light, dark"),
        (GIF | {"renderer": ""}, "renderer", "expected one of matplotlib, manim"),
        (GIF | {"cut": ""}, "cut", "expected one of full, short"),
        (GIF | {"output": ""}, "-o", "ends in .gif"),
        (MP4 | {"fps": "0"}, "fps 0", "multiple of 5"),
        (MP4 | {"fps": "24"}, "fps 24", "multiple of 5"),
        (MP4 | {"fps": "125"}, "fps 125", "from 5 to 120"),
        (GIF | {"theme": "drak"}, "drak", "did you mean dark? expected one of light, dark"),
        (GIF | {"renderer": "cairo"}, "cairo", "expected one of matplotlib, manim"),
        (GIF | {"cut": "long"}, "long", "expected one of full, short"),
        (GIF | {"output": "sub/a.gif"}, "sub/a.gif", "plain file name"),
        (GIF | {"output": "/a.gif"}, "/a.gif", "plain file name"),
        (GIF | {"output": "../a.gif"}, "../a.gif", "plain file name"),
        (GIF | {"output": ".gif"}, ".gif", "plain file name"),
        (GIF | {"output": "a.mp4"}, "a.mp4", "ends in .gif"),
        (GIF | {"output": "agif"}, "agif", "ends in .gif"),
        (GIF | {"output": "contour.gif"}, "contour.gif", "own name"),
        (GIF | {"output": "ball.gif"}, "ball.gif", "own name"),
        (MP4 | {"output": "own.mp4"}, "own.mp4", "own name"),
        ({"targets": ["ball"], "output": "contour.gif"}, "contour.gif", "own name"),
        ({"targets": ["ball"], "output": "a"}, "a:", ".gif, .mp4, .png"),
        ({"targets": [], "output": "a.gif"}, "a.gif", "one target"),
        ({"targets": ["ball.gif", "contour.gif"], "output": "a.gif"}, "a.gif", "one target"),
    ],
)
def test_an_error_says_what_was_given_and_what_was_expected(request_, given, expected):
    options = {name: value for name, value in request_.items() if name != "targets"}
    with pytest.raises(RequestError) as caught:
        ordered(*request_["targets"], **options)
    assert given in str(caught.value)
    assert expected in str(caught.value)


def test_a_wrong_setting_of_the_command_line_is_not_laid_to_the_lecture():
    with pytest.raises(RequestError) as caught:
        ordered("ball.gif", settings={"steps": "0"})
    assert "lecture" not in str(caught.value)


@pytest.mark.parametrize(
    ("clip", "told"),
    [
        (Clip("noise_bal"), r"clip odd.*noise_bal.*did you mean noise_ball\?"),
        (Clip("noise_ball", {"stepz": 3}), "clip odd.*stepz.*did you mean steps"),
        (Clip("noise_ball", {"steps": 0}), "clip odd.*steps=0.*expected"),
        (Clip("noise_ball", {"steps": True}), "clip odd.*steps=true.*expected a whole number"),
        (Clip("noise_ball", {"rate": [1, 2]}), "clip odd.*rate=1,2.*expected a number"),
        (Clip("noise_ball", {"rate": float("nan")}), "clip odd.*rate=nan.*expected a number"),
        (Clip("noise_ball", {"start": 3}), "clip odd.*start=3.*expected"),
        (Clip("noise_ball", data="a.csv"), r"clip odd.*a\.csv.*expected features and target"),
        (Clip("noise_ball", {"samples": 9}, "a.csv", ("a",), "y"), "samples=9.*data of your own"),
    ],
)
def test_a_wrong_clip_of_the_lecture_is_an_error_when_it_is_ordered(clip, told):
    with pytest.raises(RequestError, match=told):
        orders({"odd": clip}, ["odd.gif"], Options())
