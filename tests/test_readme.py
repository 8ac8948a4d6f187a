"""What the README says, as far as it can be checked: commands, pictures, its lecture file, the credit."""

import re
import shlex
import shutil

import pytest

from gdclips.encoding.credit import CREDIT
from gdclips.places import CODE as ROOT
from gdclips.story.scenes import SCENES

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for kind, text in BLOCKS
    if not kind
    for line in text.replace("\\\n", " ").splitlines()
    if line.startswith("./render.sh")
]
FILES = ("houses.csv", "haus.csv", "ca.pem", "cert.pem", "key.pem")


@pytest.fixture(scope="module")
def home(shared_project):
    """The caller's folder, with the files that the commands name."""
    for name in FILES:
        (shared_project.home / name).write_text("a,b\n1,2\n")
    shutil.copytree(ROOT / "examples", shared_project.home / "examples")
    (lecture,) = (text for kind, text in BLOCKS if kind == "toml")
    (shared_project.home / "lecture.toml").write_text(lecture, "utf-8")
    return shared_project.home


def test_its_commands_are_right(shared_project, home):
    assert len(COMMANDS) > 15
    for command, answer in zip(COMMANDS, shared_project.ask_early(COMMANDS), strict=True):
        assert answer is None or (command, answer) == (command, [0, answer[1]])


def test_its_lecture_file_is_right(shared_project, home):
    done = shared_project.run("list", "-f", home / "lecture.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in ("rates_rate_0.05", "rates_rate_0.1", "rates_rate_0.9"))


def test_its_pictures_are_there():
    pictures = set(re.findall(r"!\[.+?\]\((.+?)\)", README))
    assert len(pictures) > 15
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_what_it_links_to_is_there():
    links = {link for link in re.findall(r"(?<!!)\[[^]!]+?\]\((.+?)\)", README) if "://" not in link}
    assert links >= {"docs/api.md", "docs/architecture.md", "docs/films.md"}
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_folders_that_it_names_are_there():
    table = README.split("## What is where")[1].split("##")[0]
    rows = [re.findall(r"`([\w/.]+)`", row) for row in re.findall(r"^\| (`.*) \|$", table, re.MULTILINE)]
    assert len(rows) > 5
    for first, *inside in rows:
        assert (ROOT / first).exists(), first
        assert [name for name in inside if name.endswith("/") and not (ROOT / first / name).is_dir()] == []


def test_it_says_how_many_features_each_scene_takes():
    (sentence,) = re.findall(
        r"^(.*) takes one feature, (.*) at least two, all others any", README, re.MULTILINE
    )
    one, several = (re.findall(r"`(\w+)`", part) for part in sentence)
    told = dict.fromkeys(SCENES, (1, None)) | dict.fromkeys(one, (1, 1)) | dict.fromkeys(several, (2, None))
    assert told == {name: scene.settings.features for name, scene in SCENES.items()}


def test_it_gives_the_credit_that_is_written_into_the_files():
    assert CREDIT in README
