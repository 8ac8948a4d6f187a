"""What docs/films.md says of films, as far as it can be checked: names, roles, numbers, its example."""

import re

import pytest

import gdclips.scene as gd
from gdclips.drawing.film.screen import LANDSCAPE
from gdclips.places import CODE as ROOT
from gdclips.story.caption import ROLES
from gdclips.story.film import plain, shots, timeline
from gdclips.story.film.sentences import LONGEST
from gdclips.story.film.views import Support, View

GUIDE = (ROOT / "docs/films.md").read_text("utf-8")
FLAT = " ".join(GUIDE.split())
NUMBERS = [
    f"until {timeline.CARD} s it stands, by {timeline.CARD_GONE} s it has become the tag",
    f"{shots.LABELS_IN} s after it; they went in the {shots.LABELS_OUT} s before it",
    f"begins 0.4 s after the move and takes {shots.DRAW_ON} s",
    f"comes right after the move, in {shots.FADE_IN} s",
    f"for {shots.Sweep(lambda share: share).seconds:g} s",
    f"the hero steps aside | {plain.MOVE} |",
    f"at most {LONGEST} letters; each stays at least {plain.READING} s and {plain.LETTER} s a letter",
    f"up to {timeline.CROWD} in a beat are paced one by one",
    f"6 to {plain.LONGEST:g} s, one hero",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_its_numbers_are_the_code_s(number):
    assert number in FLAT


def test_scenes_may_import_what_it_names():
    names = set(re.findall(r"`(?:gd\.)?([A-Z]\w+)\b", GUIDE)) | set(re.findall(r"\bgd\.(\w+)", GUIDE))
    assert len(names) > 30
    assert names - set(gd.__all__) == set()


def test_its_heroes_and_supports_are_all_there_are():
    for kind, union in (("hero", View), ("support", Support)):
        (row,) = re.findall(rf"^\| {kind} \| (.*) \|$", GUIDE, re.MULTILINE)
        assert re.findall(r"`(\w+)`", row) == [each.__name__ for each in union.__args__]


def test_its_roles_are_those_of_captions():
    (listed,) = re.findall(r"The roles are (.*?)\.", FLAT)
    assert tuple(re.split(r", | and ", listed)) == ROLES


def test_its_column_is_beside_wide_frames():
    (wide, high) = re.findall(r"frames narrower than (\d):(\d)", FLAT)[0]
    assert int(wide) / int(high) == LANDSCAPE


def test_its_example_is_in_the_file():
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    example = (ROOT / "examples/my_scenes.py").read_text("utf-8")
    assert len(blocks) == 2
    assert [block for block in blocks if block not in example] == []


def test_what_it_links_to_is_there():
    links = re.findall(r"\]\(([\w./]+)\)", GUIDE.replace("[before](predicted)", ""))
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
