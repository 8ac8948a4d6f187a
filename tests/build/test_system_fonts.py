"""The fonts that a user's words need are named, or what they lack is, before anything is made."""

import csv
import os
import random
import shutil

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdclips.build.job import own_data
from gdclips.build.recipe import changes, key, recipe, system_fonts
from gdclips.build.system_fonts import notes
from gdclips.drawing.text.lettering import line
from gdclips.jobs import worker
from gdclips.messages import RequestError
from gdclips.places import CODE as ROOT
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, resolve
from gdclips.requests.tables.options import Data
from gdclips.story.characters import written
from gdclips.story.scenes import find

EXAMPLES = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HAN = "\u9762\u7a4d"
OWN = "\U00100001"  # of a private use, which no machine's fonts have but ours
SMALL = ["--size", "96x64", "--set", "steps=4"]


def table(path, *header):
    """Write a table with a header, the last column the target."""
    numbers = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(header)
        csv.writer(file).writerows([[round(numbers.random(), 3) for _ in header] for _ in range(9)])
    return path


def request(tmp_path, path="houses.csv", features=("size",), target="price"):
    lecture = Lecture(tmp_path / "lecture.toml", Defaults(), {"a": Clip(scene="contour_descent")})
    data = Data(path=str(path), features=tuple(features), target=target)
    (found,) = resolve(lecture, ["a.png"], Overrides(data=data))
    return found


def refused(*args, **more):
    with pytest.raises(RequestError) as raised:
        notes([request(*args, **more)])
    return str(raised.value)


@pytest.mark.parametrize("name", ["size", "Größe", "e\u0301", "\u05d0\u05d1", "\u0644\u0627", "α²", "a\tb"])
def test_what_the_projects_fonts_have_needs_no_word(system, tmp_path, name):
    found = request(tmp_path, features=[name])
    assert notes([found]) == []
    assert system_fonts(found) == {}
    assert "fonts" not in recipe(found, ROOT)


def test_a_font_of_the_system_is_named_once_and_belongs_to_the_recipe(system, font, tmp_path):
    system(font(tmp_path / "own.ttf", HAN))
    found = request(tmp_path, features=[HAN, "rooms"])
    why = "because the project's fonts lack some of it"
    assert notes([found, found]) == [f'houses.csv: "{HAN}" is set in Own Sans ({tmp_path}/own.ttf), {why}']
    first = recipe(found, ROOT)
    assert list(first["fonts"]) == ["Own Sans"]
    system(font(tmp_path / "own.ttf", HAN + "a"))
    other = recipe(found, ROOT)
    assert changes(first, other).startswith("fonts changed")
    assert key(first) != key(other)


def test_a_name_that_turns_the_line_is_isolated_in_it(system, font, tmp_path):
    system(font(tmp_path / "own.ttf", HAN))
    (line,) = notes([request(tmp_path, features=["\u202e" + HAN, "rooms"])])
    assert line.startswith(f'houses.csv: "\u2068\u202e{HAN}\u2069" is set in Own Sans ')


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (
            {"features": [HAN]},
            f'houses.csv: column "{HAN}": the fonts here lack \u9762 (U+9762, CJK UNIFIED IDEOGRAPH-9762), '
            "\u7a4d (U+7A4D, CJK UNIFIED IDEOGRAPH-7A4D): install a font that has it, such as Debian's "
            "fonts-noto-cjk, or rename the column",
        ),
        (
            {"target": "\U0001f9ff"},
            'houses.csv: column "\U0001f9ff": the fonts here lack \U0001f9ff (U+1F9FF, NAZAR AMULET): '
            "install a font that has it, such as Debian's fonts-symbola, or rename the column",
        ),
        (
            {"path": "x/\u0e01.csv"},
            'x/\u0e01.csv: file "\u0e01.csv": the fonts here lack \u0e01 (U+0E01, THAI CHARACTER KO KAI): '
            "install a font that has it, such as Debian's fonts-noto-core, or rename the file",
        ),
        (
            {"features": [OWN]},
            f'houses.csv: column "{OWN}": the fonts here lack U+100001: '
            "install a font that has it, or rename the column",
        ),
        (
            {"features": ["\u4e00\u4e8c\u4e09\u56db\u4e94"]},
            "(U+4E09, CJK UNIFIED IDEOGRAPH-4E09) and 2 more: install",
        ),
    ],
)
def test_what_no_font_has_is_named(system, tmp_path, names, says):
    assert says in refused(tmp_path, **names)


def test_a_clip_without_a_font_is_made_again_when_there_is_one(system, font, tmp_path):
    found = request(tmp_path, features=[HAN])
    before = recipe(found, ROOT)
    assert before["fonts"] == dict.fromkeys(HAN, "missing")
    system(font(tmp_path / "own.ttf", HAN))
    assert key(recipe(found, ROOT)) != key(before)


def test_the_words_of_a_story_have_their_fonts_in_the_recipe(system, font, tmp_path):
    shutil.copytree(ROOT / "scenes", tmp_path / "own", ignore=shutil.ignore_patterns("__pycache__"))
    story = tmp_path / "own/contour_descent.py"
    story.write_text(story.read_text(encoding="utf-8") + f'\nTITLE = "{HAN}"\n', encoding="utf-8")
    system(font(tmp_path / "own.ttf", HAN))
    plain = msgspec.structs.replace(request(tmp_path), data=None)
    found = msgspec.structs.replace(plain, scene=find(str(story)))
    assert list(recipe(found, ROOT)["fonts"]) == ["Own Sans"]
    other = msgspec.structs.replace(plain, scene=find(str(story.with_name("ravine.py"))))
    assert "fonts" not in recipe(other, ROOT)
    assert "fonts" not in recipe(plain, ROOT)


def test_names_are_written_as_unicode_has_them(system, tmp_path):
    path = table(tmp_path / "h.csv", "pri\nce\t", "e\u0301", "\u05d0")
    own = own_data(request(tmp_path, path, ["pri\nce\t", "e\u0301"], "\u05d0"))
    assert own.samples.names == ("pri ce", "\u00e9")
    assert own.target == "\u2068\u05d0\u2069"


def test_a_file_whose_name_is_no_text_has_a_recipe(system, tmp_path):
    found = request(tmp_path, "gr\udcf6\udcdfe.csv", ["\udcff"])
    assert notes([found]) == []
    assert key(recipe(found, ROOT))


@EXAMPLES
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=8))
def test_whatever_a_column_or_a_file_is_called_is_drawn_or_refused(system, tmp_path, name):
    """What is checked before is what is drawn then: words that pass are set without a fault."""
    for names in ({"features": [name]}, {"target": name}, {"path": f"x/{name}"}):
        found = request(tmp_path, **names)
        recipe(found, ROOT)
        try:
            said = notes([found])
        except RequestError as error:
            assert str(error).isprintable() or "\n" not in str(error)
        else:
            assert said == []
            line(f"weight of {written(name)}")


def test_a_machine_with_other_fonts_is_named(system, font, tmp_path):
    system(font(tmp_path / "own.ttf", HAN))
    found = request(tmp_path, features=[HAN])
    wanted = system_fonts(found)
    worker._check_fonts(wanted, found)
    system(font(tmp_path / "own.ttf", HAN + "a"))
    with pytest.raises(
        worker.VersionMismatch, match="has another file of the font Own Sans: install the same"
    ):
        worker._check_fonts(wanted, found)
    system()
    with pytest.raises(worker.VersionMismatch, match="lacks the font Own Sans: install the same") as raised:
        worker._check_fonts(wanted, found)
    assert "\n" not in worker.error_line(raised.value)


def test_the_command_names_the_font_or_what_is_missing(project, font):
    """With -n as without; the font is found where a user puts hers."""
    data = table(project.home / "houses.csv", f"size {OWN}", "price")
    request = [
        "contour_descent.png",
        *SMALL,
        "--data",
        data,
        "--features",
        f"size {OWN}",
        "--target",
        "price",
    ]
    bare = {"PYTHONWARNINGS": "error", "XDG_DATA_HOME": str(project.home / "share")}
    env = {**bare, "PATH": os.environ["PATH"]}
    for dry in (["-n"], []):
        done = project.run(*dry, *request, env=env)
        assert done.returncode == 2
        assert done.stderr.startswith(f'error: {data}: column "size ')
        assert '": the fonts here lack U+100001: install a font that has it' in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not list(project.media.glob("*"))
    own = font(project.home / "share/fonts/own.ttf", OWN)
    for dry, more in ((["-n"], 0), ([], 1)):
        done = project.run(*dry, *request, env=env)
        assert done.returncode == 0, done.stderr
        first, *others = done.stderr.splitlines()
        assert first.startswith(f'{data}: "size ')
        assert f'" is set in Own Sans ({own})' in first
        assert len(others) == more
    assert (project.media / "contour_descent.png").exists()
