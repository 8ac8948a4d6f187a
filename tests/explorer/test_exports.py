"""Exports: their bytes are those of the command that they name; once closed, they leave nothing."""

import os
import shlex
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import psutil
import pytest

from gdclips.commandline import main
from gdclips.explorer import exports as module
from gdclips.explorer.command import exact, export_command
from gdclips.explorer.protocol import Export, QuestionError
from gdclips.formats import suffixes
from gdclips.jobs import run
from gdclips.places import CODE as ROOT
from gdclips.places import lecture_file
from gdclips.rendering.look import Look
from gdclips.story.scenes import SCENES
from tests.asked import question

WARNINGS = "error,ignore::DeprecationWarning:pydub.utils"  # which Manim needs, and which imports audioop
GUARD = 600  # seconds: only so that nothing is waited for without end
SMALL = {"size": "160x90", "fps": 10}
LONG = {"output": "mp4", "renderer": "matplotlib", "size": "720p", "fps": 60, "scene": "surface_descent"}


def command(text, folder, *more):
    """Run a ./render.sh command, its files made in a folder; return the bytes of the one that is named.

    Of a folder, return those of its files by their names.
    """
    program, *words = shlex.split(text)
    assert program == "./render.sh"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "gdclips", *words, "--out", str(folder), *more],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": WARNINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = Path(done.stdout.splitlines()[-1])
    return {each.name: each.read_bytes() for each in made.iterdir()} if made.is_dir() else made.read_bytes()


@pytest.fixture
def begin(ask):
    def begun(client="a", **body):
        return ask(
            "export", **question(**{"client": client, "scene": "sgd", "output": "gif", **SMALL, **body})
        ).facts

    return begun


@pytest.fixture
def ended(ask):
    """Wait until an export has ended, and return what is told of it then."""

    def waited(ticket):
        until = time.monotonic() + GUARD
        while (facts := ask("progress", id=ticket).facts)["state"] == "running":
            assert time.monotonic() < until
            assert 0 <= facts["done"] <= facts["total"]
            time.sleep(0.05)
        return facts

    return waited


EXPORTS = [
    {"scene": "noise_ball", "settings": {"rate": 0.123456789, "steps": 60, "start": [2, 2, 8]}},
    {"scene": "surface_descent", "output": "png", "settings": {"elevation": 33.3, "azimuth": -71}},
    {"scene": "momentum", "output": "mp4", "renderer": "matplotlib", "settings": {"decay": 0.5}},
]
MORE_EXPORTS = [
    {"scene": "contour_descent", "output": "png", "theme": "dark", "bare": True, "size": "321x181"},
    {"scene": "interactive", "settings": {"batch": 7, "noise": 2.5, "rate": None}, "cut": "short"},
    {"scene": "learning_rates", "output": "gif", "settings": {"shares": [0.1, 1.01]}, "fps": 20},
    {"scene": "simple_regression", "output": "gif"},
]
EXPORTS += [pytest.param(body, marks=pytest.mark.slow) for body in MORE_EXPORTS]


@pytest.mark.parametrize("body", EXPORTS, ids=lambda body: body["scene"])
def test_the_bytes_are_those_of_the_command_and_of_the_lecture_files_lines(ask, begin, ended, tmp_path, body):
    facts = begin(**body)
    told = ended(facts["id"])
    assert (told["state"], told["done"], told["error"]) == ("done", told["total"], None)
    file = ask("file", id=facts["id"])
    assert file.facts["file"] == facts["file"] == told["file"]
    assert file.content == command(facts["command"], tmp_path / "set")
    lecture = tmp_path / "lecture.toml"
    lecture.write_text(facts["lines"], encoding="utf-8")
    assert file.content == command("./render.sh", tmp_path / "lines", "-f", str(lecture))


def test_of_a_folder_the_page_gets_an_archive_of_what_the_command_makes(ask, begin, ended, tmp_path):
    facts = begin(scene="sgd", output="frames", settings={"steps": 4}, size="96x64", fps=5, cut="short")
    assert ended(facts["id"])["file"] == f"{facts['file']}.zip"
    file = ask("file", id=facts["id"])
    assert (file.facts["file"], file.type) == (f"{facts['file']}.zip", "application/zip")
    with ZipFile(BytesIO(file.content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert list(found)[:2] == ["0001.png", "0002.png"]
    assert found == command(facts["command"], tmp_path / "set")


@pytest.mark.manim
def test_so_are_those_of_a_video_by_manim(ask, begin, ended, tmp_path):
    facts = begin(scene="sgd", output="mp4", settings={"steps": 5}, size="128x72")
    assert "renderer" not in facts["command"]
    assert ended(facts["id"])["state"] == "done"
    assert ask("file", id=facts["id"]).content == command(facts["command"], tmp_path)


def test_an_export_as_the_lecture_has_it_needs_no_options(ask):
    facts = ask("command", client="a", scene="sgd", output="gif").facts
    assert facts["command"] == "./render.sh sgd.gif"
    assert facts["lines"] == '[clips.sgd]\nscene = "sgd"\noutputs = ["gif"]\n'
    assert facts["file"] == "sgd.gif"


def test_the_command_names_what_differs_alone(ask):
    body = {"scene": "sgd", "settings": {"rate": 0.2, "batch": 1, "start": [2, 2, 8]}, "theme": "dark"}
    facts = ask("command", **question(client="a", output="gif", **body)).facts
    words = "./render.sh sgd.gif --set rate=0.2 --theme dark -o sgd_rate_0_2_dark.gif"
    assert facts["command"] == words
    assert 'settings = { rate = 0.2 }\ntheme = "dark"\n' in facts["lines"]


def named(settings=None, output="gif", lecture=None, **body):
    export = Export(client="a", scene="sgd", settings=settings or {}, output=output, look=Look(**body))
    return export_command(export, SCENES[export.scene], lecture_file() if lecture is None else lecture)


def test_a_handout_has_a_command_though_the_page_says_that_it_is_not_bare():
    made = named(output="sheet.pdf", bare=False, cut="full")
    assert made.command == "./render.sh sgd.sheet.pdf"
    assert named(output="sheet.pdf", bare=False, cut="short").request.look.bare


def test_a_lecture_with_its_own_mind_is_followed(tmp_path):
    lecture = tmp_path / "lecture.toml"
    lecture.write_text(
        '[defaults]\ntheme = "dark"\nsettings = { rate = 0.3 }\n[clips.mine]\nscene = "sgd"\nbare = true\n'
        '[clips.yours]\nscene = "sgd"\nsettings = { steps = 9 }\n'
    )
    found = named(lecture=lecture)
    words = f"./render.sh yours.gif --set steps=50 --set rate=0.1 --theme light -o sgd.gif -f {lecture}"
    assert found.command == words
    assert "settings = { rate = 0.1 }" in found.lines
    assert 'theme = "light"' in found.lines
    assert named(lecture=lecture, bare=True).command.startswith("./render.sh mine.gif ")


OPINIONATED = """
[defaults]
author = 'Ada "Ä" Lovelace'
licence = "CC0"
language = "de"
poster = true
seconds = 6
[defaults.gif]
max_bytes = "90kB"
loop = "once"
background = "#fff8e0"
[defaults.png]
at = "beat:2"
background = "none"
[clips.mine]
scene = "sgd"
hold = 1.5
"""
PLAYING = [
    {"output": "gif"},
    {"output": "gif", "loop": "forever", "max_bytes": "1MB", "hold": 0.5, "seconds": 5.5},
    {"output": "mp4", "renderer": "matplotlib", "cut": "short"},
    {"output": "png", "at": 2, "theme": "dark"},
]


@pytest.mark.parametrize("scene", ["sgd", "noisy_descent"])
@pytest.mark.parametrize("body", PLAYING, ids=["gif", "other", "mp4", "png"])
def test_what_the_page_leaves_open_is_as_the_lecture_has_it(tmp_path, monkeypatch, body, scene):
    ran = []
    monkeypatch.setattr(run, "run", lambda requests, folders, options: ran.append(requests[0]))
    lecture = tmp_path / "lecture.toml"
    lecture.write_text(OPINIONATED)
    look = Look(**SMALL | {option: value for option, value in body.items() if option != "output"})
    export = Export(client="a", scene=scene, settings={"steps": 3}, output=body["output"], look=look)
    found = export_command(export, SCENES[scene], lecture)
    assert found.request.look.author == 'Ada "Ä" Lovelace'
    assert main(shlex.split(found.command)[1:]) == 0
    lecture.write_text(OPINIONATED.partition("[clips")[0] + found.lines)
    assert main(["-f", str(lecture)]) == 0
    assert ran == [found.request, msgspec.structs.replace(found.request, file=ran[-1].file)]


def test_what_only_a_lecture_says_is_not_asked_of_the_page():
    with pytest.raises(QuestionError, match=r"^author: expected in the lecture file alone$"):
        named(author="Ada")


def test_what_the_lecture_makes_unreadable_is_told_in_one_line(tmp_path):
    lecture = tmp_path / "lecture.toml"
    lecture.write_text(OPINIONATED)
    with pytest.raises(QuestionError, match=r"background #fff8e0: words of the dark theme have a contrast"):
        named(lecture=lecture, theme="dark")


@pytest.mark.parametrize("text", ['[clips.a]\nscene = "ravine"\n', "nonsense", None])
def test_a_lecture_without_the_scene_has_it_all_the_same(tmp_path, text):
    lecture = tmp_path / "lecture.toml"
    if text is not None:
        lecture.write_text(text)
    found = named({"steps": 7}, lecture=lecture)
    assert found.command == f"./render.sh sgd.gif --set steps=7 -o sgd_steps_7.gif -f {lecture}"
    assert "[clips.sgd_steps_7]" in found.lines


def test_where_the_name_is_anothers_the_lines_come_first(tmp_path):
    lecture = tmp_path / "lecture.toml"
    lecture.write_text('[clips.sgd]\nscene = "ravine"\n')
    found = named({"steps": 7}, lecture=lecture)
    assert found.command == f"./render.sh sgd_steps_7.gif -f {lecture}"
    assert "[clips.sgd_steps_7]" in found.lines


def test_long_names_are_short():
    settings = {"weights": [1.123456789, 2.123456789, 3.123456789], "start": [1.123456789] * 3}
    assert named(settings).request.file == "sgd_variant.gif"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (1e-300, "1e-300"), (0.123456789012, "0.123456789012"), (2.0, "2"), (None, "auto")],
)
def test_values_are_told_to_the_last_digit(value, text):
    assert exact(value) == text
    assert exact((value, value)) == f"{text},{text}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"output": "bmp"}, f"sgd.bmp: unknown suffix .bmp; expected {suffixes()}"),
        ({"theme": "drak"}, "unknown theme drak: did you mean dark?"),
        ({"fps": 60}, "fps 60: a GIF's frames last two hundredths of a second"),
        ({"size": "1x1"}, "size 1x1: expected sides from 64"),
        ({"size": "99999x99999"}, "size 99999x99999: expected sides"),
        ({"settings": {"steps": 0}}, "steps=0: expected"),
        ({"settings": {"steps": 20_000, "samples": 9999, "batch": 9999}}, "expected fewer"),
    ],
)
def test_what_can_not_be_made_is_told_in_one_line(body, text):
    with pytest.raises(QuestionError) as error:
        named(**body)
    assert text in str(error.value)


def test_without_manim_that_is_told_before_anything_is_begun(begin, monkeypatch):
    monkeypatch.setattr(module.extras, "has", lambda extra: False)
    told = begin(output="mp4")
    assert told["error"].startswith("Manim is not installed; ./render.sh sgd.mp4 ")
    assert "id" not in told


def test_one_at_a_time_and_it_can_be_cancelled(dispatcher, ask, begin, ended):
    mine = begin(**LONG)["id"]
    assert "an export is running" in begin()["error"]
    other = begin("b", **LONG)["id"]
    assert "an export is running" in begin("c")["error"]
    workers = [made.worker._process for made in dispatcher._exports._jobs.values()]
    assert ask("progress", id=mine).facts["state"] == "running"
    for ticket in (mine, other):
        assert ask("cancel", id=ticket).facts["state"] == "cancelled"
        assert ask("progress", id=ticket).facts["file"] is None
        assert "is not finished: cancelled" in ask("file", id=ticket).facts["error"]
    for process in workers:
        assert process.wait(GUARD) < 0
    assert ended(begin()["id"])["state"] == "done"
    assert ask("cancel", id=mine).facts["state"] == "cancelled"  # once more does nothing


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved on."""
    now = [1000.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    return now


def test_the_exports_of_who_is_gone_make_room(dispatcher, ask, begin, ended, clock):
    left, kept = begin(**LONG)["id"], begin("b", **LONG)["id"]
    clock[0] += module.LEASE - 1
    assert ask("progress", id=kept).facts["state"] == "running"
    assert "an export is running" in begin("c")["error"]
    clock[0] += 2  # too long for the first, which was not asked for
    newest = begin("c", output="png")["id"]
    told = ask("progress", id=left).facts
    assert (told["state"], told["error"]) == ("cancelled", "cancelled, because nobody asked for its progress")
    assert ask("progress", id=kept).facts["state"] == "running"
    assert ended(newest)["state"] == "done"


def test_an_export_that_nobody_asks_for_ends_by_itself(dispatcher, begin, clock):
    left = begin(**LONG)["id"]
    clock[0] += module.LEASE + 1
    made = dispatcher._exports._jobs[left]
    made.thread.join()
    assert (made.state, made.worker.ended) == ("cancelled", True)


def test_at_the_end_none_is_begun(dispatcher, begin):
    exports = dispatcher._exports
    export = Export(client="a", scene="sgd", output="gif")
    dispatcher.close()
    with pytest.raises(QuestionError, match="the explorer is closing"):
        exports.begin(export)
    assert exports._folder is None
    assert dispatcher.ask("export", {"client": "a", "scene": "sgd", "output": "gif"}).result(GUARD).facts == {
        "dropped": True
    }


def test_what_a_worker_leaves_is_removed_too(dispatcher, begin):
    ticket = begin(**LONG)["id"]
    folder, process = dispatcher._exports._folder, dispatcher._exports._jobs[ticket].worker._process
    assert psutil.Process(process.pid).environ()["TMPDIR"] == str(folder)
    (folder / "half").mkdir()
    dispatcher.close()
    assert not folder.exists()


def test_a_worker_that_dies_is_told(dispatcher, begin, ended):
    ticket = begin(**LONG)["id"]
    dispatcher._exports._jobs[ticket].worker.kill()
    told = ended(ticket)
    assert told["state"] == "failed"
    assert "its process was ended: SIGKILL" in told["error"]


def test_what_a_worker_can_not_make_is_told(begin, ended, monkeypatch):
    monkeypatch.setattr(module, "versions", lambda renderer, suffix: {"numpy": "0.1"})
    told = ended(begin()["id"])
    assert told["state"] == "failed"
    assert "0.1" in told["error"]
    assert "\n" not in told["error"]


def test_few_are_kept_and_nothing_is_left(dispatcher, ask, begin, ended, monkeypatch):
    tickets = []
    for _ in range(module.FILES_PER_CLIENT + 2):
        tickets.append(begin(output="png", size="64x64")["id"])
        assert ended(tickets[-1])["state"] == "done"
    folder = dispatcher._exports._folder
    assert len(list(folder.iterdir())) == module.FILES_PER_CLIENT
    assert "no such export" in ask("progress", id=tickets[0]).facts["error"]
    assert ask("file", id=tickets[-1]).content
    running = begin(**LONG)["id"]
    process = dispatcher._exports._jobs[running].worker._process
    dispatcher.close()
    assert not folder.exists()
    assert process.wait(GUARD) < 0
    assert not psutil.pid_exists(process.pid)


def test_tickets_can_not_be_guessed(begin, ended):
    one, other = (begin(client, output="png")["id"] for client in "ab")
    assert len(one) >= 20
    assert one[:4] != other[:4]
    assert ended(one)["state"] == ended(other)["state"] == "done"
