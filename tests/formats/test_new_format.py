"""A new format is one file: then it is a target, an output, a table of the lecture file, and an export."""

import json
import subprocess
from io import BytesIO

import pytest
from PIL import Image

WEBP = '''
"""WebP: a loop in all colours."""

from gdclips.formats.format import Format, Frames, Rates
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return the WebP of frames."""
    from io import BytesIO

    from PIL import Image

    memory = BytesIO()
    first, *others = [Image.fromarray(each.pixels[:, :, :3].copy()) for each in frames.rendered()]
    first.save(memory, "WEBP", save_all=True, append_images=others, duration=1000 // frames.fps)
    return [memory.getvalue()]


FORMAT = Format(
    name="WebP",
    media_type="image/webp",
    look=FullLook(theme="dark", size="128x64", fps=5, renderer="matplotlib", cut="short", bare=True),
    rates=Rates((5, 10, 25), "a WebP's delays are thousandths of a second"),
    even="a WebP has even sides here",
    encode=encode,
    packages=("pillow",),
)
'''
LECTURE = """
[defaults.webp]
theme = "light"

[clips.a]
scene = "contour_descent"
settings = { steps = 2 }
outputs = ["webp"]
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
begun = ask("export", client="a", scene="contour_descent", settings={"steps": 2}, output="webp").facts
while (told := ask("progress", id=begun["id"]).facts)["state"] == "running":
    time.sleep(0.02)
file = ask("file", id=begun["id"])
dispatcher.close()
json.dump([formats, begun["command"], file.type, file.content.hex()], sys.stdout)
"""


@pytest.fixture(scope="module")
def with_webp(shared_project):
    (shared_project.root / "gdclips/formats/webp.py").write_text(WEBP)
    (shared_project.home / "lecture.toml").write_text(LECTURE)
    return shared_project


@pytest.fixture(scope="module")
def answers(with_webp):
    """What is answered to a request for a file, and to some that make none."""
    small = ["contour_descent.webp", "--set", "steps=2", "-j", "1", "--size", "129x64", "-o", "b.webp"]
    others = [
        ["list", "--json", *OWN],
        ["-n", *OWN],
        ["a.webm", *OWN],
        ["contour_descent.webp", "--fps", "20"],
    ]
    return with_webp.ask([small, *others])


def test_its_file_is_made_with_its_words(with_webp, answers):
    made, files = answers[0], with_webp.files()
    assert (made.status, made.made) == (0, ["b.webp"]), made.told
    assert "b.webp: 129x64 rounded up to 130x64, because a WebP has even sides here" in made.told
    with Image.open(BytesIO(files["b.webp"])) as image:
        assert (image.format, image.size, image.is_animated) == ("WEBP", (130, 64), True)
    assert "b.txt" in files and "b.srt" not in files


def test_the_lecture_file_the_list_and_the_plan_know_it(answers):
    _, listed, dry, unknown, _ = answers
    [file] = json.loads(listed.said)["clips"]["a"]["files"]
    assert (file["file"], file["theme"], file["fps"], file["size"]) == ("a.webp", "light", 5, "128x64")
    assert dry.said == "make media/a.webp: missing\n"
    assert unknown.told.endswith("unknown suffix .webm; expected .gif, .mp4, .png or .webp\n")


def test_what_it_can_not_hold_is_told_before_set_up_too(with_webp, answers):
    *_, later = answers
    why = "a WebP's delays are thousandths of a second; expected 5, 10 or 25"
    assert (later.status, later.told) == (2, f"error: fps 20: {why}\n")
    [early] = with_webp.ask_early([["contour_descent.webp", "--fps", "20"]])
    assert early == [2, later.told]


def test_the_page_offers_it_and_exports_what_the_command_makes(with_webp, answers):
    done = subprocess.run(**with_webp.python("-c", EXPORT), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    formats, command, media_type, content = json.loads(done.stdout)
    assert {"suffix": "webp", "name": "WebP", "rates": [5, 10, 25]} in formats
    assert media_type == "image/webp"
    program, *words = command.split()
    assert (program, words[0]) == ("./render.sh", "contour_descent.webp")
    [answer] = with_webp.ask([[*words, "-j", "1"]])
    [name] = answer.made
    assert with_webp.files()[name] == bytes.fromhex(content)
