"""Targets: clips, sweeps and files, resolved to clips and suffixes."""

from pathlib import Path

import pytest

from gdclips.formats import FORMATS, suffixes
from gdclips.messages import RequestError
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.sweeps import MAX_NAME_BYTES, named_clips
from gdclips.requests.targets import outputs, requested_files

LECTURE = Lecture(
    Path("lecture.toml"),
    Defaults(outputs=("gif", "png")),
    {
        "ball": Clip(scene="noise_ball"),
        "a": Clip(scene="sgd", sweep={"rate": (0.05, 0.1)}, outputs=("mp4",)),
        "a_b": Clip(scene="sgd", outputs=("png", "gif")),
    },
)
SWEPT = ("a_rate_0.05", "a_rate_0.1")
ORIGINS = "expected one of ball, a, a_b"
NO_FOLDER = "expected no folder, because files lie in media/ or where --out says"


def files(*targets, output=None):
    """The files that are meant, by the clips' own names."""
    return [
        f"{name}.{suffix}"
        for name, suffix in requested_files(LECTURE, named_clips(LECTURE), list(targets), output)
    ]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([], ["ball.gif", "ball.png", "a_rate_0.05.mp4", "a_rate_0.1.mp4", "a_b.png", "a_b.gif"]),
        (["ball"], ["ball.gif", "ball.png"]),
        (["a_b"], ["a_b.png", "a_b.gif"]),
        (["ball.mp4"], ["ball.mp4"]),
        (["media/ball.gif"], ["ball.gif"]),
        (["./ball.gif"], ["ball.gif"]),
        (["ball.gif", "a_b.gif", "ball.gif"], ["ball.gif", "a_b.gif"]),
        (["ball.png", "ball"], ["ball.png", "ball.gif"]),
        (["a"], ["a_rate_0.05.mp4", "a_rate_0.1.mp4"]),
        (["a.gif"], ["a_rate_0.05.gif", "a_rate_0.1.gif"]),
        (["media/a.png"], ["a_rate_0.05.png", "a_rate_0.1.png"]),
        (["a_rate_0.05"], ["a_rate_0.05.mp4"]),
        (["a_rate_0.05.gif"], ["a_rate_0.05.gif"]),
        (["a_rate_0.1.png", "a.png"], ["a_rate_0.1.png", "a_rate_0.05.png"]),
    ],
)
def test_a_target_is_a_clip_a_sweep_or_a_file_and_each_file_is_meant_once(targets, expected):
    assert files(*targets) == expected


@pytest.mark.parametrize(
    ("own", "general", "expected"),
    [
        (None, None, ("gif", "mp4")),
        (None, ("png",), ("png",)),
        (("mp4", "gif"), ("png",), ("mp4", "gif")),
    ],
)
def test_outputs_are_the_clips_then_the_defaults_then_a_gif_and_a_video(own, general, expected):
    lecture = Lecture(Path(), Defaults(outputs=general), {"a": Clip(scene="sgd", outputs=own)})
    assert outputs(lecture, named_clips(lecture)["a"]) == expected


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("bal", f"unknown clip bal: did you mean ball? {ORIGINS}"),
        ("zebra.gif", f"unknown clip zebra: {ORIGINS}"),
        ("", f"unknown clip '': {ORIGINS}"),
        ("sub/ball.gif", f"sub/ball.gif: {NO_FOLDER}: ball.gif --out sub"),
        ("media/sub/ball.gif", f"media/sub/ball.gif: {NO_FOLDER}: ball.gif --out media/sub"),
        ("../ball.gif", f"../ball.gif: {NO_FOLDER}: ball.gif --out .."),
        ("a_rate_0.5", f"unknown clip a_rate_0.5: did you mean a_rate_0.05? {ORIGINS}"),
        ("a_rate_0.5.gif", f"unknown clip a_rate_0.5: did you mean a_rate_0.05? {ORIGINS}"),
        ("ball.gif.mp4", f"unknown clip ball.gif: did you mean ball? {ORIGINS}"),
        ("ball.bmp", f"ball.bmp: unknown suffix .bmp; expected {suffixes()}"),
        ("ball.", f"ball.: unknown suffix .; expected {suffixes()}"),
        ("a_rate_0.05.", f"a_rate_0.05.: unknown suffix .; expected {suffixes()}"),
        ("ball.GIF", f"ball.GIF: unknown suffix .GIF; expected {suffixes()}"),
    ],
)
def test_an_unknown_target_is_an_error_with_the_nearest_name(target, says):
    with pytest.raises(RequestError) as caught:
        files("ball.gif", target)
    assert str(caught.value) == says


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("target", ["ball", "a_b", "a_rate_0.05"])
def test_another_name_decides_the_suffix_of_a_clip(target, suffix):
    assert files(target, output=f"größe $1 %d.{suffix}") == [f"{target}.{suffix}"]
    assert files(f"{target}.{suffix}", output=f"0.5.{suffix}") == [f"{target}.{suffix}"]


@pytest.mark.parametrize(
    ("targets", "output", "expected"),
    [
        (["ball.gif"], "sub/x.gif", "'sub/x.gif': expected a plain file name"),
        (["ball.gif"], "/x.gif", "'/x.gif': expected a plain file name"),
        (["ball.gif"], "../x.gif", "'../x.gif': expected a plain file name"),
        (["ball.gif"], ".gif", "'.gif': expected a plain file name"),
        (["ball.gif"], "x\n.gif", r"'x\n.gif': expected a plain file name"),
        (["ball.gif"], f"{'x' * 201}.gif", f"expected a name of at most {MAX_NAME_BYTES} bytes"),
        (["ball.gif"], "x.mp4", "x.mp4: expected a name that ends in .gif, as the target does"),
        (["ball.gif"], "xgif", "xgif: expected a name that ends in .gif, as the target does"),
        (
            ["ball.pdf"],
            "x.sheet.pdf",
            "x.sheet.pdf: expected a name that ends in .pdf alone, as the target does",
        ),
        (["ball.gif"], "", ": expected a name that ends in .gif, as the target does"),
        (["a_rate_0.05.gif"], "x.png", "x.png: expected a name that ends in .gif, as the target does"),
        (["ball.gif"], "a_b.gif", "a_b.gif: this is the clip a_b's own name; expected another"),
        (["ball"], "a_rate_0.1.gif", "a_rate_0.1.gif: this is the clip a_rate_0.1's own name"),
        ([], "x.gif", "x.gif: expected one target beside it, but there are 4"),
        (["a"], "x.gif", "x.gif: expected one target beside it, but there are 2"),
        (["a_b.gif", "ball.gif"], "x.gif", "x.gif: expected one target beside it, but there are 2"),
    ],
)
def test_another_name_that_can_not_be_is_an_error_with_what_was_expected(targets, output, expected):
    with pytest.raises(RequestError) as caught:
        files(*targets, output=output)
    assert str(caught.value).startswith("-o ") and expected in str(caught.value)


def test_another_name_without_a_known_suffix_is_an_error_of_its_own():
    with pytest.raises(RequestError) as caught:
        files("ball", output="x.bmp")
    assert str(caught.value) == f"-o x.bmp: unknown suffix .bmp; expected {suffixes()}"
