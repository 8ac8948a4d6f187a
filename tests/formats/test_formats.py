"""Formats: each is complete, and known without the packages that encode."""

import subprocess
import sys

import pytest

from gdclips.encoding.labels import Labels
from gdclips.formats import FORMATS, by_format, ending, suffixes
from gdclips.formats.format import FASTEST, SLOWEST, Rates
from gdclips.places import CODE as ROOT
from gdclips.requests.looks import Source, resolve_look
from gdclips.requests.sizes import read_size

EACH = pytest.mark.parametrize("suffix", FORMATS)


def test_they_are_the_modules_that_are_there():
    files = {path.stem for path in (ROOT / "gdclips/formats").glob("*.py")} - {"__init__", "format"}
    there = {name.replace("_", ".") for name in files}
    assert set(FORMATS) == there >= {"gif", "mp4", "png"}
    assert list(FORMATS) == sorted(FORMATS)


@EACH
def test_how_files_look_by_default_is_what_the_format_can_hold(suffix):
    each = FORMATS[suffix]
    assert resolve_look([Source("", each.look)], each) == each.look
    size = read_size(each.look.size)
    assert not each.even or size.width % 2 == size.height % 2 == 0


@EACH
def test_a_rate_is_one_at_which_each_beat_is_whole_frames(suffix):
    rates = FORMATS[suffix].rates.known
    assert all(SLOWEST <= rate <= FASTEST and rate % SLOWEST == 0 for rate in rates)


@pytest.mark.parametrize(
    ("suffix", "parts"), [("gif", (60,)), ("png", (1,)), ("mp4", (10, 20, 30))], ids=["gif", "png", "mp4"]
)
def test_a_video_has_a_part_for_each_beat_and_a_picture_one_frame(suffix, parts):
    assert FORMATS[suffix].parts([10, 20, 30]) == parts


@pytest.mark.parametrize("suffix", ["gif", "png"])
def test_what_has_one_part_is_written_as_it_is(tmp_path, suffix):
    FORMATS[suffix].join(tmp_path / "a", [b"bytes"], Labels())
    assert (tmp_path / "a").read_bytes() == b"bytes"
    with pytest.raises(ValueError, match="unpack"):
        FORMATS[suffix].join(tmp_path / "b", [b"one", b"two"], Labels())


def test_they_are_told_as_a_sentence_has_them():
    *others, last = (f".{suffix}" for suffix in FORMATS)
    assert suffixes() == f"{', '.join(others)} or {last}"
    assert ending(["gif", "mp4", "png"]) == ".gif, .mp4 or .png"
    told = by_format(lambda each: each.usual)
    assert "True (.gif, .mp4)" in told and f"{last})" in told and told.count("False (") == 1
    assert str(Rates()) == "a multiple of 5 from 5 to 120"
    assert str(Rates((10, 20, 25))) == "10, 20 or 25"


def test_to_know_them_takes_no_more_than_records():
    code = "import sys; from gdclips import formats; print(*sys.modules)"
    command = [sys.executable, "-P", "-W", "error", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & {"numpy", "av", "PIL", "imageio", "matplotlib", "cyclopts"} == set()
