"""Scene files of the user in the explorer: their list, their facts, and their errors."""

import shlex
import signal
from contextlib import closing
from pathlib import Path

import pytest

from gdclips.explorer import widget
from gdclips.explorer.dispatch import Dispatcher
from gdclips.explorer.serve import serve
from gdclips.messages import RequestError
from gdclips.places import CODE as ROOT
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.story.scenes import absolute, find
from tests.asked import question

SOON = 600
EXAMPLE = (ROOT / "examples" / "my_scenes.py").read_text(encoding="utf-8")
WRONG = """
import gdclips.scene as gd


def boom(settings: gd.Settings, own=None):
    return {}["no"]


def refuse(settings: gd.Settings, own=None):
    raise ValueError(f"steps={settings.steps}: expected fewer")


def odd(settings: gd.Settings, own=None):
    shots = (gd.Shot(hero=3, beats=(gd.Beat(1.0, "a"), gd.Beat(1.0, "b", 1))),)
    return gd.Film(title="odd", full=shots, short=shots, steps=1, clock=1)
"""
LECTURE = """
[clips.adam]
scene = "my scenes/mine.py:adam"
settings = { steps = 20 }
[clips.boom]
scene = "wrong.py:boom"
[clips.refuse]
scene = "wrong.py:refuse"
[clips.odd]
scene = "wrong.py:odd"
"""
VIEW, EXPORT = question(client="a", size="320x180"), question(client="a", output="png")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's folder, with a lecture and scenes, and another that nobody names."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"mine": EXAMPLE, "unnamed": EXAMPLE}.items():
        (tmp_path / "my scenes").mkdir(exist_ok=True)
        (tmp_path / f"my scenes/{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG)
    (tmp_path / "lecture.toml").write_text(LECTURE)
    return tmp_path


@pytest.fixture
def ask(folder):
    """Ask about the scenes of the lecture, and wait for the answer."""
    file = folder / "lecture.toml"
    with closing(Dispatcher(catalogue(read_lecture(file)), file)) as dispatcher:
        yield lambda kind, **body: dispatcher.ask(kind, body).result(SOON)


def test_they_are_listed_before_the_lectures_own(ask):
    listed = ask("scenes").facts["scenes"]
    titles = {scene["name"]: scene["title"] for scene in listed[:4]}
    assert titles == {
        "mine.py:adam": "Adam: a step of its own for each weight",
        "wrong.py:boom": "wrong.py:boom",
        "wrong.py:refuse": "wrong.py:refuse",
        "wrong.py:odd": "odd",
    }
    assert "noise_ball" in [scene["name"] for scene in listed[4:]]
    (kept,) = [control for control in listed[0]["controls"] if control["name"] == "kept"]
    assert (kept["kind"], kept["bounds"], kept["default"]) == ("number", "≥ 0, < 1", 0.9)


def test_one_is_drawn_and_nothing_is_said_that_it_does_not_say(ask):
    answer = ask("view", number=1, scene="mine.py:adam", settings={"steps": "9", "kept": "0.5"}, **VIEW)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.facts["steps"] == 9
    assert not answer.facts.keys() & {"limit", "best", "kappa", "rate", "beyond", "note"}
    assert ask("thumbnail", scene="mine.py:adam").content.startswith(b"\x89PNG")
    wrong = ask("view", number=2, scene="mine.py:adam", settings={"kept": "1"}, **VIEW).facts
    assert wrong["setting"] == "kept"
    assert wrong["error"].startswith("kept=1: expected a number < 1")


@pytest.mark.parametrize(
    "scene", ["unnamed.py:adam", "my scenes/unnamed.py:adam", "mine.py", "../x.py", "/x.py"]
)
@pytest.mark.parametrize("kind", ["view", "thumbnail", "export", "command"])
def test_a_file_that_nobody_named_is_never_run(ask, folder, kind, scene):
    (folder / "my scenes/unnamed.py").write_text(f"open({str(folder / 'run')!r}, 'w')")
    more = {"view": {"number": 1, **VIEW}, "thumbnail": {}}.get(kind, EXPORT)
    assert ask(kind, scene=scene, **more).facts["error"].startswith(f"unknown scene {scene}: expected one of")
    assert not (folder / "run").exists()


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ("boom", "scene wrong.py:boom: KeyError: 'no' (wrong.py, line 6)"),
        ("refuse", "steps=50: expected fewer"),
        ("odd", "scene wrong.py:odd: "),
    ],
)
def test_what_is_wrong_with_one_is_told_in_a_line(ask, scene, said):
    for kind, more in (("view", {"number": 1, **VIEW}), ("thumbnail", {})):
        error = ask(kind, scene=f"wrong.py:{scene}", **more).facts["error"]
        assert error.startswith(said)
        assert "\n" not in error and "defect" not in error


@pytest.mark.parametrize(
    ("settings", "words", "lines"),
    [
        ({"steps": "20"}, ["adam.png"], ["settings = { steps = 20 }"]),
        ({}, ["adam.png", "--set", "steps=50", "-o", "adam_variant.png"], []),
    ],
)
def test_the_command_and_the_lines_start_from_the_lectures_clip(ask, folder, settings, words, lines):
    told = ask("command", scene="mine.py:adam", settings=settings, **EXPORT).facts
    assert shlex.split(told["command"])[1:] == [*words, "-f", str(folder / "lecture.toml")]
    scene = ['scene = "my scenes/mine.py:adam"', 'outputs = ["png"]']
    assert told["lines"].splitlines()[1:] == [*scene, *lines]


@pytest.mark.parametrize(
    ("kept", "more"), [("0.9", []), ("0.5", ["--set", "kept=0.5", "-o", "adam_kept_0_5.png"])]
)
def test_without_a_clip_the_command_names_the_file(folder, kept, more):
    file = folder / "other.toml"
    file.write_text('[clips.boom]\nscene = "sgd"\n')
    scene = find(absolute("my scenes/mine.py:adam"))
    with closing(Dispatcher({"mine": scene}, file)) as dispatcher:
        body = {"scene": "mine", "settings": {"kept": kept}, **EXPORT}
        told = dispatcher.ask("command", body).result(SOON).facts
    words = ["my scenes/mine.py:adam.png", *more, "-f", str(file)]
    assert shlex.split(told["command"])[1:] == words
    assert 'scene = "my scenes/mine.py:adam"' in told["lines"]
    assert told["file"] == (more[-1] if more else "adam.png")


def test_a_name_that_another_clip_has_is_not_taken(folder):
    file = folder / "other.toml"
    file.write_text('[clips.adam]\nscene = "sgd"\n')
    scene = find(absolute("my scenes/mine.py:adam"))
    with closing(Dispatcher({"mine": scene}, file)) as dispatcher:
        told = dispatcher.ask("command", {"scene": "mine", **EXPORT}).result(SOON).facts
    words = ["my scenes/mine.py:adam.png", "-o", "adam_variant.png", "-f", str(file)]
    assert (shlex.split(told["command"])[1:], told["file"]) == (words, "adam_variant.png")
    assert told["lines"].startswith("[clips.adam_variant]\n")


def test_the_page_begins_with_the_scene_that_the_command_names(folder, monkeypatch, capsys):
    served = []
    monkeypatch.setattr("gdclips.explorer.server.run", lambda *given: served.append(given))
    before = signal.getsignal(signal.SIGINT)
    try:
        serve("my scenes/unnamed.py:adam", folder / "lecture.toml", 8765, False)
    finally:
        signal.signal(signal.SIGINT, before)
    ((listener, scenes, file, first),) = served
    listener.close()
    assert (first, file) == ("unnamed.py:adam", folder / "lecture.toml")
    assert list(scenes)[:5] == ["mine.py:adam", "wrong.py:boom", "wrong.py:refuse", "wrong.py:odd", first]
    assert capsys.readouterr().out.endswith("/?scene=unnamed.py%3Aadam\n")
    with pytest.raises(RequestError, match="no function eve: expected one of adam"):
        serve("my scenes/mine.py:eve", folder / "lecture.toml", 8765, False)


def test_a_widget_shows_a_file_as_it_is_now(folder, monkeypatch):
    scenes = {}
    monkeypatch.setattr(widget, "shared_scenes", lambda: scenes)
    shown = widget.explore("my scenes/mine.py:adam", steps=3)
    assert (shown.scene, shown.settings) == ("mine.py:adam", {"steps": 3})
    path = Path("my scenes/mine.py")
    path.write_text(EXAMPLE.replace("kept: Kept = 0.9", "kept: Kept = 0.5"), encoding="utf-8")
    widget.explore("my scenes/mine.py:adam")
    assert scenes["mine.py:adam"].settings().kept == 0.5
    Path("mine.py").write_text(EXAMPLE, encoding="utf-8")
    assert widget.explore("mine.py:adam").scene == absolute("mine.py:adam")
    assert len(scenes) == 2
    with pytest.raises(ValueError, match=r"^gone\.py: it does not exist; expected a scene's file$"):
        widget.explore("gone.py:adam")
    with pytest.raises(ValueError, match=r"^kept=2: expected a number < 1"):
        widget.explore("mine.py:adam", kept=2)
