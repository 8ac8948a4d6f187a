"""The row of formats: the engine's and the tools' files of the same frames, and their figures."""

import shutil

import numpy as np
import pytest
from PIL import Image

from benchmarks.engine import film
from benchmarks.measuring.case import request
from benchmarks.measuring.drawing import Drawing
from benchmarks.measuring.records import Row, lines, markdown
from benchmarks.measuring.side import decode, psnr
from benchmarks.rows import formats
from benchmarks.rows.formats import ENGINE, Found
from benchmarks.stock.tools import TOOLS
from gdclips.formats import FORMATS
from gdclips.rendering.look import Look
from gdclips.requests.request import Overrides

TINY = Drawing("contour_descent", "light", "160x90", 10, 1.0)
FILES = [
    Found("a", "gif", ENGINE, 100_000, 0.5, 48.0),
    Found("a", "gif", "one", 150_000, 1.0, 48.5),
    Found("a", "gif", "two", 120_000, 2.0, 47.5),
    Found("a", "gif", "worse", 50_000, 0.25, 40.0),
]


def test_the_best_of_the_others_is_the_smallest_whose_picture_is_no_worse():
    (check,) = formats.checks(FILES)
    assert (check.what, check.engine, check.stock, check.value) == ("a.gif, bytes", 100_000, 120_000, 1.2)
    assert check.verdict == "ok"


def test_a_format_that_nobody_else_makes_has_no_ratio():
    (check,) = formats.checks([FILES[0], FILES[3]])
    assert check.stock is None
    assert np.isnan(check.value)


def test_a_film_is_timed_whole_and_by_its_encoding_alone(tmp_path):
    look = Look(size="160x90", fps=10, renderer="matplotlib", cut="short")
    clip = request("ravine.mp4", Overrides(look=look))
    assert film.whole(clip, tmp_path) > film.alone(clip) > 0
    assert (tmp_path / "ravine.mp4").stat().st_size > 1000


def test_the_table_has_a_line_for_each_maker_and_a_column_for_each_clip():
    other = [Found("b", each.suffix, each.by, 10 * each.bytes, each.cpu, each.psnr) for each in FILES]
    head, first, *rest = formats.table(FILES + other)
    assert head == ("file", "by", "a", "b")
    assert first == (".gif", ENGINE, "100 kB, 0.50 s, 48.0 dB", "1000 kB, 0.50 s, 48.0 dB")
    assert [line[1] for line in rest] == ["one", "two", "worse"]


def test_a_rows_own_table_is_printed_in_markdown():
    printed = lines(Row("x", "y", (), (), (("a", "bcd"), ("ef", "g"))))
    assert printed == ["x: y", "| a  | bcd |", "| -- | --- |", "| ef | g   |"]
    assert markdown(()) == []


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_frames_are_read_back_as_long_as_each_is_shown(kind, tmp_path):
    path, (black, white) = tmp_path / f"x.{kind}", (Image.new("RGB", (8, 8), (n, n, n)) for n in (0, 255))
    options = {} if kind == "png" else {"save_all": True, "append_images": [white], "duration": [300, 100]}
    black.save(path, **options)
    seen = [int(frame.mean()) for frame in decode(path, 10, 4)]
    assert seen == ([0, 0, 0, 0] if kind == "png" else [0, 0, 0, 255])


def test_psnr_is_that_of_the_mean_square_error_over_all_frames():
    true = np.full((2, 4, 4, 4), 100, np.uint8)
    seen = [np.full((4, 4, 3), 100, np.uint8), np.full((4, 4, 3), 110, np.uint8)]
    assert psnr(true, seen) == pytest.approx(10 * np.log10(255**2 / 50))
    assert psnr(true, [each[..., :3] for each in true]) == 120
    with pytest.raises(ValueError, match="shorter"):
        psnr(true, seen[:1])


@pytest.mark.parametrize("suffix", [name for name in formats.IMAGES + formats.VIDEOS if name in FORMATS])
def test_the_engine_and_every_tool_of_this_machine_make_a_file_like_the_frames(suffix):
    found = formats.measured(TINY, [suffix], 1)
    assert [each.by for each in found] == [ENGINE] + [
        tool.title for tool in TOOLS if tool.suffix == suffix and not tool.missing
    ]
    for each in found:
        assert each.bytes > 500, each
        assert each.cpu > 0, each
        assert each.psnr > (30 if each.by == ENGINE else 22), each  # Manim has 256 fixed colours


def test_every_tool_is_of_a_format_that_is_measured_and_named_by_its_program():
    assert {tool.suffix for tool in TOOLS} == {*formats.IMAGES, *formats.VIDEOS}
    assert len({(tool.suffix, tool.title) for tool in TOOLS}) == len(TOOLS)


def test_tools_that_are_not_installed_are_left_out_with_a_line(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "gifski" else name)
    monkeypatch.setattr(formats, "measured", lambda *given: FILES)
    row = formats.row(1, None)
    assert row.notes == ("gifski: left out, because it is not installed",)


def test_both_sides_make_vectors_of_a_still(monkeypatch):
    monkeypatch.setattr(formats, "STORIES", ("map",))
    row = formats.vectors(1, None)
    assert [check.what for check in row.checks] == ["map.svg, bytes", "map.pdf, bytes"]
    assert all(check.engine > 10_000 and check.stock > 10_000 for check in row.checks)
    assert [line[:2] for line in row.table[1::2]] == [(".svg", ENGINE), (".pdf", ENGINE)]
