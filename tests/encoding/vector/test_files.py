"""Vector files as requests: the same bytes in any process, and what such files can't have."""

import os
import subprocess
import sys

import matplotlib
import pytest

from gdclips.messages import RequestError
from gdclips.places import CODE as ROOT
from tests import asked

FILES = ("a.svg", "a.pdf", "a.sheet.pdf")
LECTURE = '[clips.a]\nscene = "sgd_surface"\nsettings = { steps = 4 }\n'


@pytest.fixture(scope="module")
def two_processes(tmp_path_factory):
    """The files of two processes that differ in hashes, clock and settings of matplotlib."""
    folders = []
    for number, more in enumerate(({}, {"SOURCE_DATE_EPOCH": "1000000000"})):
        folder = tmp_path_factory.mktemp("made")
        (folder / "lecture.toml").write_text(LECTURE)
        if number:
            (folder / "matplotlibrc").write_text(
                "svg.hashsalt: x\npdf.compression: 0\npath.simplify: False\n"
            )
        subprocess.run(
            [sys.executable, "-P", "-m", "gdclips", "-f", "lecture.toml", *FILES, "-j", "1"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(number + 1)} | more,
            check=True,
            capture_output=True,
        )
        folders.append(folder / "media")
    return folders


@pytest.mark.parametrize("file", FILES)
def test_they_have_the_same_bytes_in_any_process(two_processes, file):
    one, other = ((folder / file).read_bytes() for folder in two_processes)
    assert len(one) > 10_000 and one == other


@pytest.mark.parametrize("suffix", ["svg", "pdf", "sheet.pdf"])
@pytest.mark.parametrize(
    "look", [{"renderer": "manim"}, {"loop": "once"}, {"hold": 2.0}, {"seconds": 3.0}, {"max_bytes": "1MB"}]
)
def test_what_a_vector_file_can_not_have_is_refused(suffix, look):
    [name] = look
    with pytest.raises(RequestError) as caught:
        asked.request_of("sgd", suffix, **look)
    said = str(caught.value)
    assert said.startswith(name) and "expected it left out, or ." in said and "\n" not in said


def test_a_handout_has_no_moment_and_no_transparency():
    for look, other in (({"at": "end"}, "it left out"), ({"background": "none"}, "a colour")):
        with pytest.raises(RequestError, match=rf"no handout has that; expected {other}, or \."):
            asked.request_of("sgd", "sheet.pdf", **look)


def test_a_still_shows_the_moment_asked_for(made):
    assert len({made("noise_ball", "svg", at=at) for at in ("3", "beat:1", "poster")}) == 3
    assert made("noise_ball", "svg", at="end") == made("noise_ball", "svg")


def test_a_users_settings_of_matplotlib_change_nothing(made):
    before = made("sgd", "svg"), made("sgd", "pdf")
    with matplotlib.rc_context({"svg.hashsalt": "x", "pdf.compression": 0, "pdf.fonttype": 42}):
        assert tuple(asked.made(asked.request_of("sgd", suffix)) for suffix in ("svg", "pdf")) == before
