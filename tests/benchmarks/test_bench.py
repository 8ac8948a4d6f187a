"""The benchmark: its rows, its verdicts, what it keeps, and that both sides of a pair show one picture."""

import json
import sys

import imageio.v3 as iio
import msgspec
import numpy as np
import pytest

from benchmarks import run
from benchmarks.measuring import process, results
from benchmarks.measuring.case import Case, case_picture, tell_story
from benchmarks.measuring.records import Check, Measure, Row, lines
from benchmarks.measuring.sheet import contact_sheet, label, read_frames
from benchmarks.rows import pairs
from benchmarks.rows.growth import exponent
from gdclips import commandline, development
from gdclips.messages import RequestError

TINY = Case("map", 200, 200, 10, 0.6, "pillow")
ROW = Row(
    "x", "two ways", (Check("CPU s", 1.0, 20.0, 20.0, 15.0, 25.0), Check("bytes", 2.0, None, 2.0)), ("so",)
)


@pytest.mark.parametrize(
    ("value", "wanted", "most", "verdict"),
    [
        (2, 2, False, "ok"),
        (1.9, 2, False, "short"),
        (2, 2, True, "ok"),
        (2.1, 2, True, "short"),
        (1, None, False, ""),
    ],
)
def test_a_verdict_says_whether_a_figure_is_as_wanted(value, wanted, most, verdict):
    assert Check("", 1.0, None, value, wanted, most=most).verdict == verdict


def test_a_row_is_printed_with_its_figures_its_wishes_and_its_remarks():
    head, cpu, size, note = lines(ROW)
    assert head == "x: two ways"
    assert cpu.split() == ["CPU", "s", "1", "20", "20", "at", "least", "15,", "aim", "25", "ok"]
    assert size.split() == ["bytes", "2", "2"]
    assert note.strip() == "so"


@pytest.fixture
def media(tmp_path):
    """A folder that results are put into."""
    results.check(tmp_path / "media")
    return tmp_path / "media"


def test_a_row_is_kept_as_json_with_its_verdicts(media):
    run.keep(ROW, media)
    found = json.loads((media / "bench" / "x.json").read_text())
    assert [check["verdict"] for check in found["checks"]] == ["ok", ""]
    assert msgspec.convert(found, Row) == ROW


def test_figures_of_the_users_stay_and_our_own_are_made_again(media, capsys):
    own = media / "bench" / "x.json"
    own.write_text("my figures")
    run.keep(ROW, media)
    assert own.read_text() == "my figures"
    printed = capsys.readouterr().err
    assert printed == "leave media/bench/x.json: not made here; move it away to have it made\n"
    own.unlink()
    run.keep(ROW, media)
    run.keep(msgspec.structs.replace(ROW, notes=("once more",)), media)
    assert "once more" in own.read_text()
    assert [path.name for path in own.parent.iterdir()] == ["x.json"]
    own.write_text("changed")
    run.keep(ROW, media)
    assert own.read_text() == "changed"
    assert "changed by hand" in capsys.readouterr().err


def test_rows_are_measured_by_name_and_all_without_names(media, monkeypatch):
    found = []
    monkeypatch.setattr(run, "measure", lambda name, repeats, media: found.append(name))
    run.bench(media, ["cold", "gif_60"], 3)
    assert found == ["cold", "gif_60"]
    run.bench(media, [], 3)
    assert found[2:] == list(run.ROWS)


@pytest.mark.parametrize(
    ("names", "repeats", "why"),
    [
        (["gif_6"], 3, r"unknown row gif_6: did you mean gif_60\?"),
        (["nothing"], 3, r"unknown row nothing: expected one of gif_60, "),
        (["cold"], 0, "--repeats 0: expected at least 1"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_measured(tmp_path, names, repeats, why):
    with pytest.raises(RequestError, match=f"^{why}"):
        run.bench(tmp_path / "media", names, repeats)
    assert not (tmp_path / "media").exists()


def test_of_an_installed_package_it_is_said_where_the_benchmarks_are(monkeypatch, capsys):
    monkeypatch.setattr(development, "is_checkout", lambda: False)
    with pytest.raises(SystemExit) as end:
        commandline.main(["bench", "cold"])
    assert end.value.code == 2
    assert "of the project's repository" in capsys.readouterr().err


@pytest.mark.parametrize("power", [0.0, 1.0, 2.5])
def test_exponents_are_those_of_the_cost(power):
    counts = [10, 100, 1000]
    assert exponent(counts, [3 * count**power for count in counts]) == pytest.approx(power, abs=1e-9)


def test_medians_of_measures():
    runs = [Measure(cpu, 10 * cpu, 100.0, 7, 50.0) for cpu in (3.0, 1.0, 2.0)]
    assert process.median(runs) == Measure(2.0, 20.0, 100.0, 7, 50.0)


def test_checks_of_a_pair_compare_stock_with_ours():
    found = pairs.checks(pairs.PAIRS["gif_60"], Measure(1, 1, 100, 10, 51.0), Measure(16, 8, 200, 80, 40.0))
    assert [check.value for check in found] == [16, 8, 2, 8, 51.0]
    assert [check.verdict for check in found] == ["ok", "", "", "short", "ok"]


@pytest.mark.parametrize("name", pairs.PAIRS)
def test_a_case_tells_the_whole_run_in_its_seconds(name):
    case = pairs.PAIRS[name].case
    story, picture = tell_story(case), case_picture(case)
    assert picture.timeline.frames(case.fps) == case.frames
    assert sum(beat.steps for beat in picture.timeline.beats) == story.steps
    assert case.request.size.aspect == pytest.approx(case.width / case.height)


def test_a_sheet_has_each_sides_frames_under_its_name(tmp_path):
    black, white = np.zeros((2, 40, 60, 4), np.uint8) + 255
    black[:, :, :3] = 0
    (tmp_path / "sheet.png").write_bytes(
        contact_sheet([("engine", [black, white]), ("stock", [white, black])])
    )
    found, names = iio.imread(tmp_path / "sheet.png", mode="RGBA"), label("engine", 120)
    assert found.shape == (2 * (40 + len(names)), 120, 4)
    np.testing.assert_array_equal(found[: len(names)], names)
    assert names[:, :, :3].min() < 60
    assert not found[len(names) : len(names) + 40, :60, :3].any()


def test_a_side_that_fails_is_told_in_a_line():
    with pytest.raises(process.Failure, match=r"^benchmarks.engine.clip .*Invalid enum value 'nothing'"):
        process.measure_once(msgspec.structs.replace(TINY, story="nothing"), "benchmarks.engine.clip", None)


CASES = [
    TINY,
    Case("map", 160, 160, 10, 0.6, "ffmpeg", "dark"),
    Case("plots", 360, 100, 10, 0.6, "ffmpeg"),
    Case("bowl", 200, 200, 10, 0.6, "pillow"),
]
VIDEOS = [
    Case("map", 854, 480, 10, 0.6, "manim", "dark"),
    Case("bowl", 854, 480, 10, 0.6, "manim", "dark"),
]
# Draws cases by both sides; tells for each how much the frames differ, and each side's first and last.
COMPARE = """
import importlib, json, sys
import msgspec, numpy as np
from benchmarks.measuring.case import Case
from benchmarks.engine import clip

stock, found = importlib.import_module(sys.argv[1]), []
for case in msgspec.json.decode(sys.argv[2], type=list[Case]):
    sides = [np.array([each[..., :3] for each in side.frames(case)], float) for side in (clip, stock)]
    assert [len(each) for each in sides] == [case.frames] * 2
    found.append((abs(sides[0] - sides[1]).mean(), *(abs(each[0] - each[-1]).max() for each in sides)))
print(json.dumps(np.array(found).tolist()))
"""


def compared(stock, cases):
    """How much the sides' frames differ, case by case."""
    printed = process.run([sys.executable, "-P", "-c", COMPARE, stock, msgspec.json.encode(cases).decode()])
    found = np.array(json.loads(printed.splitlines()[-1]))
    assert (found[:, 1:] > 0).all()
    return found[:, 0]


def test_both_sides_of_a_gif_show_the_same_picture():
    differences = compared("benchmarks.stock.matplotlib_clip", CASES)
    assert (differences < 12).all()  # matplotlib's own text has its own hinting


@pytest.mark.manim
def test_both_sides_of_a_video_show_the_same_picture():
    assert (compared("benchmarks.stock.manim_clip", VIDEOS) < 7).all()


SIDES = [
    (TINY, "benchmarks.engine.clip"),
    (TINY, "benchmarks.stock.matplotlib_clip"),
    (CASES[1], "benchmarks.stock.matplotlib_clip"),
    pytest.param(VIDEOS[0], "benchmarks.engine.clip", marks=[pytest.mark.manim, pytest.mark.slow]),
    pytest.param(VIDEOS[0], "benchmarks.stock.manim_clip", marks=[pytest.mark.manim, pytest.mark.slow]),
]


@pytest.mark.parametrize(("case", "side"), SIDES, ids=lambda each: getattr(each, "way", each))
def test_a_side_makes_a_file_like_its_frames(case, side, tmp_path):
    measure = process.measure_once(case, side, tmp_path)
    assert measure.cpu > 0
    assert measure.memory > 10
    assert measure.bytes > 1000
    assert measure.psnr > 25
    assert np.array(read_frames(tmp_path)).shape == (4, case.height, case.width, 4)


@pytest.mark.parametrize("name", ["grid"])
def test_the_notebook_and_gdcore_give_the_same_numbers(name):
    found = json.loads(process.run(process.module_command("benchmarks.stock.notebook", name)))
    assert found.keys() == {"engine", "stock", "engine_mb", "stock_mb"}
