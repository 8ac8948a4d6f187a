"""Options that say how a file looks and plays: values as users write them, and their normal form."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.messages import RequestError
from gdclips.requests import playing
from gdclips.requests.lecture_file import read_lecture
from gdclips.requests.request import resolve
from tests.asked import overrides

READ = [
    ("background", "none", "none"),
    ("background", "white", "#ffffff"),
    ("background", "#f4f1e8", "#f4f1e8"),
    ("background", "#FFF", "#ffffff"),
    ("background", " Navy ", "#000080"),
    ("background", "rgb(1, 2, 3)", "#010203"),
    ("background", "hsl(120, 100%, 50%)", "#00ff00"),
    ("background", "#123456ff", "#123456"),
    ("color", "red", "#ff0000"),
    ("at", 30, "30"),
    ("at", "30", "30"),
    ("at", " 0 ", "0"),
    ("at", "beat:3", "beat:3"),
    ("at", "poster", "poster"),
    ("at", "end", "end"),
    ("loop", "forever", 0),
    ("loop", "once", 1),
    ("loop", 1, 1),
    ("loop", "3", 3),
    ("loop", 1000, 1000),
    ("hold", 0, 0.0),
    ("hold", 2.5, 2.5),
    ("hold", 3600, 3600.0),
    ("seconds", 0.1, 0.1),
    ("seconds", 8, 8.0),
    ("max_bytes", 1000, 1000),
    ("max_bytes", "1000", 1000),
    ("max_bytes", "1kB", 1000),
    ("max_bytes", "300kB", 300_000),
    ("max_bytes", "300 KB", 300_000),
    ("max_bytes", "1.5MB", 1_500_000),
    ("max_bytes", "1MiB", 1_048_576),
    ("max_bytes", "64KiB", 65_536),
    ("max_bytes", "2gb", 2_000_000_000),
    ("text", " Ada Lovelace ", "Ada Lovelace"),
    ("text", "Müller, 李", "Müller, 李"),
    ("text", "", ""),
    ("language", "en", "en"),
    ("language", "pt-BR", "pt-BR"),
    ("language", "zh-Hant-TW", "zh-Hant-TW"),
]
COLOR = "expected a colour, such as white or #f4f1e8"
MOMENT = "expected an iteration, such as 30, or beat:3, poster or end"
LOOPS = "expected forever, once or a number from 1 to 1000"
BYTES = "expected a size from 1 kB on, such as 300kB, 1.5MB or 1000000"
REFUSED = [
    ("background", "bleu", f"background bleu: {COLOR}, or none"),
    ("background", "", f"background '': {COLOR}, or none"),
    ("background", "#12345", f"background #12345: {COLOR}, or none"),
    ("background", "#12345678", f"background #12345678: {COLOR}, or none"),
    ("background", "rgba(1,2,3,4)", f"background rgba(1,2,3,4): {COLOR}, or none"),
    ("background", "None", f"background None: {COLOR}, or none"),
    ("background", "rgb(300, 0, 0)", f"background rgb(300, 0, 0): {COLOR}, or none"),
    ("background", "rgb(101%, 0%, 0%)", f"background rgb(101%, 0%, 0%): {COLOR}, or none"),
    ("background", "hsl(0, 400%, 50%)", f"background hsl(0, 400%, 50%): {COLOR}, or none"),
    ("color", "hsv(0, 100%, 1000%)", f"matte hsv(0, 100%, 1000%): {COLOR}"),
    ("color", "none", f"matte none: {COLOR}"),
    ("at", "-3", f"at -3: {MOMENT}"),
    ("at", "1.5", f"at 1.5: {MOMENT}"),
    ("at", "beat3", f"at beat3: {MOMENT}"),
    ("at", "beat:", f"at beat:: {MOMENT}"),
    ("at", "beat:-1", f"at beat:-1: {MOMENT}"),
    ("at", "٣", f"at ٣: {MOMENT}"),
    ("at", "9" * 10, f"at 9999999999: {MOMENT}"),
    ("at", "", f"at '': {MOMENT}"),
    ("loop", "twice", f"loop twice: {LOOPS}"),
    ("loop", 0, f"loop 0: {LOOPS}"),
    ("loop", -1, f"loop -1: {LOOPS}"),
    ("loop", 1001, f"loop 1001: {LOOPS}"),
    ("loop", "", f"loop '': {LOOPS}"),
    ("hold", -1, "hold -1: expected seconds from 0 to 3600"),
    ("hold", math.nan, "hold nan: expected seconds from 0 to 3600"),
    ("hold", math.inf, "hold inf: expected seconds from 0 to 3600"),
    ("hold", 3601, "hold 3601: expected seconds from 0 to 3600"),
    ("seconds", 0, "seconds 0: expected seconds from 0.1 to 3600"),
    ("seconds", math.nan, "seconds nan: expected seconds from 0.1 to 3600"),
    ("max_bytes", 12, f"max_bytes 12: {BYTES}"),
    ("max_bytes", "999", f"max_bytes 999: {BYTES}"),
    ("max_bytes", "1TB", f"max_bytes 1TB: {BYTES}"),
    ("max_bytes", "-5MB", f"max_bytes -5MB: {BYTES}"),
    ("max_bytes", "1,5MB", f"max_bytes 1,5MB: {BYTES}"),
    ("max_bytes", "", f"max_bytes '': {BYTES}"),
    ("text", "a\nb", "'a\\nb': expected a name of at most 200 letters"),
    ("text", "a" * 201, f"{'a' * 200!r}: expected a name of at most 200 letters"),
    ("language", "English", "language English: expected a tag such as en, de or pt-BR"),
    ("language", "", "language '': expected a tag such as en, de or pt-BR"),
    ("language", "de_DE", "language de_DE: expected a tag such as en, de or pt-BR"),
]


@pytest.mark.parametrize(("reader", "value", "normal"), READ)
def test_a_value_has_one_normal_form_which_is_its_own(reader, value, normal):
    read = getattr(playing, reader)
    assert read(value) == normal
    if reader != "loop":  # of which 0 means forever, which no user writes
        assert read(normal) == normal


@pytest.mark.parametrize(("reader", "value", "told"), REFUSED)
def test_a_value_that_is_none_is_refused_in_one_line(reader, value, told):
    with pytest.raises(RequestError) as caught:
        getattr(playing, reader)(value)
    assert str(caught.value) == told


def test_a_hold_of_nothing_is_one():
    assert str(playing.hold(-0.0)) == "0.0"


READERS = [playing.background, playing.color, playing.at, playing.loop, playing.max_bytes, playing.language]


@given(st.sampled_from(READERS), st.text(max_size=12))
def test_any_text_is_read_or_refused_in_one_line(read, value):
    try:
        read(value)
    except RequestError as error:
        assert len(str(error).splitlines()) == 1 and str(error).isprintable()


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_each_colour_is_read(color):
    text = "#{:02x}{:02x}{:02x}".format(*color)
    assert playing.color(text) == playing.color(text.upper()) == playing.color(f"rgb{color}") == text


@pytest.mark.parametrize(
    ("suffix", "written", "name", "normal"),
    [
        ("png", "at = 30", "at", "30"),
        ("png", 'at = "30"', "at", "30"),
        ("png", 'at = "beat:3"', "at", "beat:3"),
        ("png", 'at = "poster"', "at", "poster"),
        ("gif", 'loop = "once"', "loop", 1),
        ("gif", "loop = 3", "loop", 3),
        ("gif", "hold = 2", "hold", 2.0),
        ("gif", "hold = 0.5", "hold", 0.5),
        ("mp4", "seconds = 20", "seconds", 20.0),
        ("gif", "max_bytes = 300_000", "max_bytes", 300_000),
        ("gif", 'max_bytes = "300kB"', "max_bytes", 300_000),
        ("mp4", "poster = true", "poster", True),
        ("png", 'author = "Ada"', "author", "Ada"),
        ("gif", 'language = "pt-BR"', "language", "pt-BR"),
        ("mp4", 'licence = "CC BY 4.0"', "licence", "CC BY 4.0"),
    ],
)
@pytest.mark.parametrize("table", ["defaults", "defaults.{}", "clips.a", "clips.a.{}"])
def test_a_lecture_file_has_each_option_in_each_of_its_tables(tmp_path, suffix, written, name, normal, table):
    path = Path(tmp_path / "lecture.toml")
    clip, more = '[clips.a]\nscene = "noise_ball"\n', f"[{table.format(suffix)}]\n{written}\n"
    path.write_text(f"{clip}{written}\n" if table == "clips.a" else clip + more, "utf-8")
    found = resolve(read_lecture(path), [f"a.{suffix}"], overrides())
    (request,) = (each for each in found if each.suffix == suffix)  # beside its poster
    assert getattr(request.look, name) == normal and type(getattr(request.look, name)) is type(normal)
