"""What docs/formats.md says of formats and options is what their records say."""

import re
from typing import get_args

import pytest

from gdclips.formats import FORMATS
from gdclips.formats.format import Option
from gdclips.places import CODE as ROOT

GUIDE = (ROOT / "docs/formats.md").read_text("utf-8")
OPACITY = {"none": "none", "bit": "one bit", "full": "full"}


def rows(heading):
    """The cells of a section's table, without its head."""
    section = GUIDE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)
    return [line.split(" | ") for line in lines][1:]


def suffixes(cell):
    return re.findall(r"`\.([\w.]+)`", cell)


def test_the_table_has_each_format_with_what_it_shows_and_its_opacity():
    told = {suffixes(first)[0]: (shows, opacity) for first, _, shows, opacity in rows("The formats")}
    assert list(told) == list(FORMATS)
    for suffix, each in FORMATS.items():
        cut = "one moment" if "at" in each.takes else f"the {each.look.cut} cut"
        assert told[suffix] == (cut, OPACITY[each.alpha]), suffix


@pytest.mark.parametrize("option", get_args(Option))
def test_an_option_is_told_of_the_formats_that_take_it(option):
    told = {re.findall(r"`--([\w-]+)`", first)[0]: formats for first, formats, _ in rows("The options")}
    able = [suffix for suffix, each in FORMATS.items() if option in each.takes]
    assert suffixes(told[option.replace("_", "-")]) == able


def test_a_background_of_none_is_told_of_those_that_have_opacity():
    (cell,) = (formats for first, formats, _ in rows("The options") if "--background" in first)
    assert suffixes(cell.split("not")[1]) == [name for name, each in FORMATS.items() if each.alpha == "none"]
