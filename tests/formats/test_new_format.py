"""A new format is one file: then it is a target, an output, a table of the lecture file, and an export."""

import json
import subprocess
from io import BytesIO

import pytest
from PIL import Image

TIFF = '''
"""TIFF: pages in all colours."""

from gdclips.formats.format import Format, Frames, Rates
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return the TIFF of frames."""
    from io import BytesIO

    from PIL import Image

    memory = BytesIO()
    first, *others = [Image.fromarray(each.pixels[:, :, :3].copy()) for each in frames.rendered()]
    first.save(memory, "TIFF", save_all=True, append_images=others)
    return [memory.getvalue()]


FORMAT = Format(
    name="TIFF",
    media_type="image/tiff",
    look=FullLook(theme="dark", size="128x64", fps=5, renderer="matplotlib", cut="short", bare=True),
    rates=Rates((5, 10, 25), "a TIFF's pages are few"),
    even="a TIFF has even sides here",
    encode=encode,
    packages=("pillow",),
)
'''
LECTURE = """
[defaults.tiff]
theme = "light"

[clips.a]
scene = "contour_descent"
settings = { steps = 2 }
outputs = ["tiff"]
"""
OWN = ["-f", "lecture.toml"]
EXPORT = """
import json, sys, time
from gdclips.explorer.dispatch import Dispatcher
from gdclips.places import lecture_file
from gdclips.story.scenes import SCENES

dispatcher = Dispatcher(SCENES, lecture_file())

def ask(kind, **body):
    return dispatcher.ask(kind, body).result()

formats = ask("scenes").facts["formats"]
begun = ask("export", client="a", scene="contour_descent", settings={"steps": 2}, output="tiff").facts
while (told := ask("progress", id=begun["id"]).facts)["state"] == "running":
    time.sleep(0.02)
file = ask("file", id=begun["id"])
dispatcher.close()
json.dump([formats, begun["command"], file.type, file.content.hex()], sys.stdout)
"""


@pytest.fixture(scope="module")
def with_tiff(shared_project):
    (shared_project.root / "gdclips/formats/tiff.py").write_text(TIFF)
    (shared_project.home / "lecture.toml").write_text(LECTURE)
    return shared_project


@pytest.fixture(scope="module")
def answers(with_tiff):
    """What is answered to a request for a file, and to some that make none."""
    small = ["contour_descent.tiff", "--set", "steps=2", "-j", "1", "--size", "129x64", "-o", "b.tiff"]
    others = [
        ["list", "--json", *OWN],
        ["-n", *OWN],
        ["a.bmp", *OWN],
        ["contour_descent.tiff", "--fps", "20"],
    ]
    return with_tiff.ask([small, *others])


def test_its_file_is_made_with_its_words(with_tiff, answers):
    made, files = answers[0], with_tiff.files()
    assert (made.status, made.made) == (0, ["b.tiff"]), made.told
    assert "b.tiff: 129x64 rounded up to 130x64, because a TIFF has even sides here" in made.told
    with Image.open(BytesIO(files["b.tiff"])) as image:
        assert (image.format, image.size, image.is_animated) == ("TIFF", (130, 64), True)
    assert "b.txt" in files and "b.srt" not in files


def test_the_lecture_file_the_list_and_the_plan_know_it(answers):
    _, listed, dry, unknown, _ = answers
    [file] = json.loads(listed.said)["clips"]["a"]["files"]
    assert (file["file"], file["theme"], file["fps"], file["size"]) == ("a.tiff", "light", 5, "128x64")
    assert dry.said == "make media/a.tiff: missing\n"
    assert "unknown suffix .bmp; expected " in unknown.told and ".tiff" in unknown.told


def test_what_it_can_not_hold_is_told_before_set_up_too(with_tiff, answers):
    *_, later = answers
    why = "a TIFF's pages are few; expected 5, 10 or 25; the nearest is 25"
    assert (later.status, later.told) == (2, f"error: fps 20: {why}\n")
    [early] = with_tiff.ask_early([["contour_descent.tiff", "--fps", "20"]])
    assert early == [2, later.told]


def test_the_page_offers_it_and_exports_what_the_command_makes(with_tiff, answers):
    done = subprocess.run(**with_tiff.python("-c", EXPORT), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    formats, command, media_type, content = json.loads(done.stdout)
    assert {"suffix": "tiff", "name": "TIFF", "rates": [5, 10, 25]} in formats
    assert media_type == "image/tiff"
    program, *words = command.split()
    assert (program, words[0]) == ("./render.sh", "contour_descent.tiff")
    [answer] = with_tiff.ask([[*words, "-j", "1"]])
    [name] = answer.made
    assert with_tiff.files()[name] == bytes.fromhex(content)
