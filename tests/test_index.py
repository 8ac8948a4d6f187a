"""Index: an answer holds as long as no input changes; in doubt there is none."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdclips import index, places
from gdclips.commandline import main

NOW = 4 * 10**18  # when requests begin, in 2096: no file is too young for them


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder of answers in a cache that is there."""
    (tmp_path / ".cache").mkdir()
    monkeypatch.setattr(index, "folder", lambda: str(tmp_path / ".cache/index"))
    monkeypatch.setattr(index.time, "time_ns", lambda: NOW)  # as where a clock isn't set back
    return tmp_path / ".cache/index"


@pytest.fixture
def inputs(tmp_path):
    """A file, one in a folder, the folder, a link, and one that is missing."""
    (tmp_path / "folder").mkdir()
    for name in ("file", "folder/inside", "target", "other"):
        (tmp_path / name).write_text("as it was")
    (tmp_path / "link").symlink_to("target")
    return [str(tmp_path / name) for name in ("file", "folder/inside", "folder", "link", "missing/file")]


def rewrite(path):
    """Write other bytes into a file, as many, and set its time back."""
    facts, content = path.stat(), path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def replace(path):
    """Put another file of the same size and time in the place of one."""
    other = path.with_name("new")
    shutil.copy2(path, other)
    rewrite(other)
    other.replace(path)


def link(path):
    """Put a link to the same bytes in the place of a file."""
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


CHANGES = {
    "nothing": lambda folder: None,
    "what is no input": lambda folder: (folder / "other").write_text("other"),
    "a file is longer": lambda folder: (folder / "file").write_text("as it was, and more"),
    "a file is rewritten": lambda folder: rewrite(folder / "file"),
    "a file is replaced": lambda folder: replace(folder / "file"),
    "a file is touched": lambda folder: (folder / "file").touch(),
    "a file is removed": lambda folder: (folder / "file").unlink(),
    "a file becomes a link": lambda folder: link(folder / "file"),
    "a file may not be read": lambda folder: (folder / "file").chmod(0),
    "a folder has one more": lambda folder: (folder / "folder/new").touch(),
    "a folder has one less": lambda folder: (folder / "folder/inside").unlink(),
    "a folder is moved": lambda folder: (folder / "folder").rename(folder / "moved"),
    "a file in a folder is replaced": lambda folder: replace(folder / "folder/inside"),
    "a link leads elsewhere": lambda folder: (
        (folder / "link").unlink(),
        (folder / "link").symlink_to("other"),
    ),
    "a link's file is rewritten": lambda folder: rewrite(folder / "target"),
    "a link leads nowhere": lambda folder: (folder / "target").unlink(),
    "a missing file is there": lambda folder: (folder / "missing").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_holds_until_an_input_changes(cache, inputs, tmp_path, change):
    time.sleep(0.02)  # a system's clock of files may have steps of some milliseconds
    index.keep("a", NOW, "said\n", "told\n", inputs)
    CHANGES[change](tmp_path)
    holds = change in ("nothing", "what is no input")
    assert index.answer("a") == (("said\n", "told\n") if holds else None)
    assert index.answer("b") is None


def test_bytes_of_paths_are_kept_as_they_are(cache, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff")
    path.touch()
    index.keep("a", NOW, f"{path}\n", "", [str(path)])
    assert index.answer("a") == (f"{path}\n", "")


def test_an_answer_is_replaced_by_the_next(cache, inputs, tmp_path):
    for said in ("one", "two"):
        index.keep("a", NOW, said, "", inputs)
        assert index.answer("a") == (said, "")


@pytest.mark.parametrize(("began", "kept"), [(3.0, True), (1.0, False), (0.0, False), (-3.0, False)])
def test_an_input_that_may_have_changed_since_the_start_is_in_doubt(cache, inputs, began, kept):
    """What was read of it may be what it was before."""
    changed = max(Path(path).stat().st_ctime_ns for path in inputs[:3])
    index.keep("a", changed + int(began * 1e9), "", "", inputs)
    assert (index.answer("a") is not None) == kept


def test_a_time_to_come_is_in_doubt(cache, inputs):
    os.utime(inputs[0], ns=(NOW, NOW))
    index.keep("a", NOW, "", "", inputs)
    assert index.answer("a") is None


def test_a_clock_that_was_set_back_meanwhile_is_in_doubt(cache, inputs):
    index.keep("a", NOW + 1, "", "", inputs)
    assert index.answer("a") is None


def test_a_file_that_is_removed_meanwhile_is_in_doubt(cache, inputs, tmp_path):
    """The folder in which it was stands for it, and was changed just now."""
    (tmp_path / "file").unlink()
    changed = tmp_path.stat().st_ctime_ns
    index.keep("a", changed + index.TIME_RESOLUTION, "", "", inputs)
    assert index.answer("a") is None


@given(st.integers(min_value=0), st.binary(max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_answer_is_none(cache, inputs, at, instead):
    index.keep("a", NOW, "said", "told", inputs)
    path = cache / "a"
    whole = path.read_bytes()
    at %= len(whole)
    damaged = whole[:at] + instead + (whole[at + len(instead) :] if instead else b"")
    path.write_bytes(damaged)
    assert index.answer("a") == (("said", "told") if damaged == whole else None)


def test_without_a_cache_nothing_is_kept_or_said(cache, inputs, capsys):
    cache.parent.rmdir()
    index.keep("a", NOW, "", "", inputs)
    assert not cache.parent.exists()
    cache.parent.write_text("the user's")
    index.keep("a", NOW, "", "", inputs)
    assert index.answer("a") is None
    cache.parent.unlink()
    cache.parent.mkdir()
    cache.write_text("the user's")
    index.keep("a", NOW, "", "", inputs)
    assert index.answer("a") is None
    assert (cache.read_text(), capsys.readouterr()) == ("the user's", ("", ""))


def test_the_oldest_answers_make_room(cache, inputs, monkeypatch):
    names = [f"{number:064x}" for number in range(5)]
    index.keep(names[0], NOW, "", "", inputs)
    monkeypatch.setattr(index, "MAX_BYTES", 3 * (cache / names[0]).stat().st_size)
    for number, name in enumerate(names):
        index.keep(name, NOW, "", "", inputs)
        os.utime(cache / name, ns=(number, number))
    assert [index.answer(name) is None for name in names] == [True, True, False, False, False]


def test_with_what_was_made_answers_are_removed(cache, inputs, tmp_path):
    index.keep("0" * 64, NOW, "", "", inputs)
    assert list(cache.iterdir())
    assert ask(["clean", "--out", str(tmp_path / "media")])[0] == 0
    assert list(cache.iterdir()) == []


def test_a_request_is_known_by_all_that_decides_beside_files(monkeypatch, tmp_path):
    names = [index.key(["-n"]), index.key([]), index.key(["-", "n"])]
    for change in (
        lambda: monkeypatch.chdir(tmp_path),
        lambda: monkeypatch.setattr(index.os, "geteuid", lambda: 12345),
        lambda: monkeypatch.setattr(index.sys, "executable", "/another/python"),
        lambda: monkeypatch.setattr(index.sys, "path", ["/another/path"]),
        lambda: monkeypatch.setattr(index, "__file__", str(Path(index.__file__).with_name("places.py"))),
    ):
        change()
        names.append(index.key([]))
    assert len(set(names)) == len(names) and None not in names
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert index.key([]) is None
    assert index.answer(None) is None
    index.keep(None, NOW, "", "", [])


def test_answers_lie_in_the_cache_of_the_lecture_that_is_meant(monkeypatch, tmp_path):
    assert index.folder() == str(places.home() / ".cache/index")
    (tmp_path / "gdclips/lecture").mkdir(parents=True)
    monkeypatch.setattr(index, "__file__", str(tmp_path / "gdclips/index.py"))
    assert index.folder() == str(Path.cwd() / ".cache/index")


LECTURE = """
[defaults]
size = "96x64"
outputs = ["png"]
[clips.ball]
scene = "noise_ball"
settings = { steps = 4 }
[clips.table]
scene = "contour_descent"
settings = { steps = 4 }
data = "table.csv"
features = ["a", "b"]
target = "y"
"""
TABLE = "a,b,y\n1,2,3\n2,1,4\n4,5,6\n7,8,8\n"


def ask(arguments, keep=None):
    """The status of a request, and what it prints."""
    said, told = StringIO(), StringIO()
    with redirect_stdout(said), redirect_stderr(told):
        try:
            status = main(arguments, keep)
        except SystemExit as end:
            status = end.code
    return status, said.getvalue(), told.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A lecture with its files made."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "lecture.toml").write_text(LECTURE)
    (folder / "table.csv").write_text(TABLE)
    status, _, told = ask(["-f", str(folder / "lecture.toml")])
    assert status == 0, told
    return folder


SPOILT = {
    "nothing": lambda path: None,
    "rewritten": rewrite,
    "replaced": replace,
    "touched": Path.touch,
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "a link": link,
    "removed": Path.unlink,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "with a neighbour": lambda path: path.with_name("neighbour").touch(),
}


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_changes_the_answer_is_that_of_the_files(cache, made, tmp_path, data):
    """Of all that lies in a lecture's folder one thing changes."""
    folder = tmp_path / "lecture"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    request = ["-n", "-f", str(folder / "lecture.toml")]
    answered = ask(request, lambda *known: index.keep("a", NOW, *known))
    assert answered == (0, *index.answer("a"))
    assert "keep" in answered[1] and "make" not in answered[1]
    path = data.draw(st.sampled_from(sorted(path for path in folder.rglob("*") if path.is_file())))
    change = data.draw(st.sampled_from(sorted(SPOILT)))
    SPOILT[change](path)
    known = index.answer("a")
    assert known is None or (0, *known) == ask(request)
    assert change != "nothing" or known is not None


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ([], True),
        (["-n"], True),
        (["ball.png"], True),
        (["-j", "1", "-k"], True),
        (["-n", "-B"], False),
        (["-n", "--renderer", "manim"], False),
        (["--scheduler", "tcp://127.0.0.1:1"], False),
        (["-n", "ball.gif"], False),
    ],
)
def test_only_what_files_alone_decide_is_known(made, asked, known):
    given = []
    status, said, told = ask([*asked, "-f", str(made / "lecture.toml")], lambda *known: given.append(known))
    assert (status, len(given)) == (0, known)
    assert not known or given[0][:2] == (said, told)


def test_a_scene_of_the_users_is_always_asked(tmp_path, made):
    """Its code may look at anything as it is loaded."""
    lecture = tmp_path / "lecture"
    shutil.copytree(made, lecture)
    shutil.copy(places.SCENES_FOLDER / "interactive.py", lecture / "mine.py")
    with (lecture / "lecture.toml").open("a") as file:
        file.write('[clips.mine]\nscene = "mine.py"\n')
    given = []
    status, said, _ = ask(
        ["-n", "ball.png", "-f", str(lecture / "lecture.toml")], lambda *known: given.append(known)
    )
    assert (status, said.split()[0], given) == (0, "keep", [])


def test_the_packages_lecture_is_read_until_there_is_another(made, monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr("gdclips.build.inputs.SCENES_FOLDER", made)
    monkeypatch.setattr("gdclips.build.inputs.home", lambda: tmp_path)
    assert ask(["-n", "-f", str(made / "lecture.toml")], lambda *known: given.extend(known))[0] == 0
    assert str(tmp_path / "lecture.toml") in given[2]


def test_fonts_of_the_system_are_always_asked(made, monkeypatch):
    monkeypatch.setattr("gdclips.build.inputs.system_fonts", lambda request: {"a font": "its digest"})
    given = []
    assert ask(["-n", "-f", str(made / "lecture.toml")], lambda *known: given.append(known))[0] == 0
    assert given == []


# The files that are opened and the folders that are listed for a request, and its inputs.
AUDIT = """
import json, os, sys
opened, inputs = set(), []
def hear(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, os.PathLike)):
        opened.add(os.path.abspath(arguments[0]))
sys.addaudithook(hear)
from gdclips.commandline import main
main(sys.argv[1:], lambda said, told, found: inputs.extend(found))
print(json.dumps([sorted(opened), inputs]))
"""


@pytest.fixture
def settled(project, made):
    """A project whose lecture is made, and whose index takes young files."""
    shutil.copytree(made, project.root, dirs_exist_ok=True)
    project.change("gdclips/index.py", "TIME_RESOLUTION = 2_000_000_000", "TIME_RESOLUTION = -(10**12)")
    return project


def test_all_that_is_opened_or_listed_is_an_input(settled):
    """But for packages, of which the versions are, and what is compiled of the code."""
    for request in ([], ["-n"]):
        done = subprocess.run(**settled.python("-c", AUDIT, *request), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        opened, inputs = json.loads(done.stdout.splitlines()[-1])
        python = (sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"))
        read = {path for path in opened if not path.startswith(python) and "__pycache__" not in path}
        assert len(read) > 100
        assert read <= set(inputs)


def answered(project, *request):
    """What a process answers, and whether it loaded the command line for it."""
    start = project.python("-X", "importtime", "-m", "gdclips", *request)
    done = subprocess.run(**start, capture_output=True, check=False)
    times = [line for line in done.stderr.splitlines(keepends=True) if line.startswith("import time:")]
    told = "".join(line for line in done.stderr.splitlines(keepends=True) if line not in times)
    modules = {line.split("|")[2].strip() for line in times}
    assert {"gdclips.index", "site"} <= modules
    assert "gdclips.commandline" in modules or not modules & {"numpy", "msgspec", "pathlib", "typing"}
    return (done.returncode, done.stdout, told), "gdclips.commandline" in modules


def test_a_process_answers_from_the_index_until_the_code_changes(settled):
    first, asked = answered(settled)
    assert asked and first[0] == 0 and "keep media/ball.png: up to date\n" in first[2]
    assert answered(settled) == (first, False)
    assert answered(settled, "-n")[1]
    assert answered(settled, "-n") == ((0, first[2], ""), False)
    replace(settled.root / "scenes/noise_ball.py")
    (status, said, told), asked = answered(settled, "-n")
    assert (status, asked) != (0, False) and "keep media/ball.png" not in said + told
