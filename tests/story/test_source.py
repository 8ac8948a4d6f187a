"""Scene files: which neighbours count, whose modules win, and that what was read is what runs."""

import pickle
import re
import shutil
import sys
from pathlib import Path

import pytest

from gdclips.messages import RequestError
from gdclips.story import source
from gdclips.story.source import load, read


@pytest.fixture
def lay(tmp_path, monkeypatch):
    """Write files into a folder in which the user is; give the first one's path."""
    monkeypatch.chdir(tmp_path)

    def laid(files, folder="."):
        for name, text in files.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / folder / next(iter(files))

    return laid


@pytest.fixture(autouse=True)
def no_others(monkeypatch):
    """Let the lecture's scenes, which other tests may have loaded, not be forgotten."""
    monkeypatch.setattr(source, "_SOURCES", {})


def names(path):
    return {name for name, _ in read(path).files}


def refused(path):
    with pytest.raises(RequestError) as caught:
        load(read(path))
    assert "\n" not in str(caught.value)
    return str(caught.value)


HELPER = {"helper.py": "WORD = 'near'\n"}
LATER = "def f():\n    import helper\n    return helper.WORD"
IMPORTS = {
    "plain": ("import helper\nX = helper.WORD", HELPER),
    "renamed": ("import helper as h\nX = h.WORD", HELPER),
    "from": ("from helper import WORD as X", HELPER),
    "all": ("from helper import *\nX = WORD", HELPER),
    "dots": ("from .helper import WORD as X", HELPER),
    "dot": ("from . import helper\nX = helper.WORD", HELPER),
    "in a function": (f"{LATER}\nX = f()", HELPER),
    "later": (
        "import a\nX = a.f()",
        HELPER | {"a.py": LATER},
    ),
    "package": ("import box.a\nX = box.a.X", {"box/__init__.py": "", "box/a.py": "X = 'near'"}),
    "from package": ("from box import a\nX = a.X", {"box/__init__.py": "", "box/a.py": "X = 'near'"}),
    "folder": ("from box.a import X", {"box/a.py": "X = 'near'"}),
    "up": ("from box import X", HELPER | {"box/__init__.py": "from ..helper import WORD as X"}),
    "within": (
        "from box import X",
        {
            "box/__init__.py": "from .a import X",
            "box/a.py": "from . import b\nX = b.X",
            "box/b.py": "X = 'near'",
        },
    ),
    "in a circle": ("import a\nX = a.X", {"a.py": "import b\nX = 'near'", "b.py": "import a"}),
    "in one's own circle": ("X = 'near'\nimport a", {"a.py": "import mine"}),
}


@pytest.mark.parametrize("way", IMPORTS)
def test_the_neighbours_that_a_file_imports_are_read_with_it_and_run(lay, way):
    text, others = IMPORTS[way]
    path = lay({"mine.py": text, **others})
    lay({"stranger.py": "raise SystemExit('it is imported by nobody')"})
    assert names(path) == {"mine.py", *others}
    found = read(path)
    shutil.rmtree(path.parent)
    module = load(found)
    assert module.X == "near"
    assert module.__file__ == str(path)


TAKEN = ("numpy", "random", "json", "msgspec", "gdcore", "gdclips", "sys")


def test_what_is_installed_comes_before_what_lies_beside_the_scene(lay):
    shadows = {f"{name}.py": "raise SystemExit('a shadow')" for name in TAKEN}
    path = lay({"mine.py": f"import {', '.join(TAKEN)}\nfrom numpy import array", **shadows})
    assert names(path) == {"mine.py"}
    module = load(read(path))
    assert all(getattr(module, name) is sys.modules[name] for name in TAKEN)


def test_a_scene_may_be_called_as_what_it_imports(lay):
    module = load(read(lay({"random.py": "import random\nX = random.Random(1).random()"})))
    assert 0 < module.X < 1


def test_a_neighbour_counts_though_the_folder_is_where_python_looks(lay, monkeypatch):
    """As in Jupyter, whose notebooks' folder is."""
    path = lay({"mine.py": "import near_one\nX = near_one.X", "near_one.py": "X = 1"})
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert names(path) == {"mine.py", "near_one.py"}
    load(read(path))
    assert "near_one" not in sys.modules


def test_two_folders_may_have_helpers_of_one_name(lay):
    paths = [
        lay({"mine.py": "import helper\nX = helper.X", "helper.py": f"X = {n}"}, f"f{n}") for n in (1, 2)
    ]
    assert [load(read(path)).X for path in paths] == [1, 2]


@pytest.mark.parametrize("name", ["größe und mehr.py", "a.b.py", "1.py", "class.py", "-.py"])
def test_a_file_may_be_called_as_it_likes(lay, name):
    path = lay({name: "import helper\nX = helper.WORD", **HELPER})
    assert load(read(path)).X == "near"


def test_a_file_is_loaded_once_and_anew_when_it_or_a_neighbour_has_changed(lay):
    path = lay({"mine.py": "import helper\nX = helper.X", "helper.py": "X = 1"})
    first = read(path)
    assert load(first) is load(read(path))
    lay({"helper.py": "X = 2"})
    assert (load(first).X, load(read(path)).X) == (1, 2)
    assert list(path.parent.rglob("*.pyc")) == []


def test_what_a_module_has_become_is_forgotten(lay):
    found = read(
        lay({"mine.py": "import helper\nhelper.COUNT += 1\nX = helper.COUNT", "helper.py": "COUNT = 0"})
    )
    assert [load(found).X, load(found).X] == [1, 1]
    load(found).helper.COUNT = 10
    source.forget()
    assert load(found).X == 1


def test_a_class_travels_with_the_code_that_it_is_of(lay):
    found = read(lay({"mine.py": "class A:\n    pass"}))
    sent = pickle.dumps([found, load(found).A()])
    source.forget()
    load(found)
    assert type(pickle.loads(sent)[1]) is load(found).A


def test_what_is_printed_is_no_answer(lay, capsys):
    load(read(lay({"mine.py": "print('hello')"})))
    assert capsys.readouterr() == ("", "hello\n")


def test_latin_letters_are_read_as_the_file_says(lay):
    path = lay({"mine.py": b"# -*- coding: latin-1 -*-\nX = '\xe4'\n"})
    assert load(read(path)).X == "ä"


WRONG = {
    "syntax": ("\nx = = 1", r"mine\.py: line 2: invalid syntax; expected Python"),
    "no UTF-8": (b"x = '\xe4'", r"mine\.py: line 1: .*; expected Python"),
    "null": ("x\0", r"mine\.py: .*null bytes; expected Python"),
    "deep": (f"x = {'-' * 99_999}1", r"mine\.py: .*; expected Python"),
    "return": ("x = 1\nreturn", r"mine\.py: line 2: SyntaxError: 'return' outside function"),
    "name": ("x = 1\nx = y", r"mine\.py: line 2: NameError: name 'y' is not defined"),
    "module": ("import nowhere", r"mine\.py: line 1: ModuleNotFoundError: No module named 'nowhere'"),
    "from": (
        "from helper import x",
        r"mine\.py: line 1: ImportError: cannot .* 'x' from 'helper' .*",
    ),
    "exit": ("import sys\nsys.exit(3)", r"mine\.py: line 2: SystemExit: 3"),
    "lines": ("raise KeyError('a\\nb')", r"mine\.py: line 1: KeyError: .*"),
    "no words": ("assert False", r"mine\.py: line 1: AssertionError"),
    "recursion": ("def f(): f()\nf()", r"mine\.py: line 1: RecursionError: .*"),
    "above": ("from .. import x", r"mine\.py: line 1: ImportError: .*"),
    "neighbour's": ("import other", r"other\.py: line 1: ZeroDivisionError: .*"),
    "neighbour's syntax": ("import bad", r"bad\.py: line 1: .*; expected Python"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_in_a_line_with_the_file_and_the_line(lay, what):
    text, expected = WRONG[what]
    said = refused(lay({"mine.py": text, "other.py": "1 / 0", "bad.py": "= 1", **HELPER}))
    assert re.fullmatch(expected, said), said


def test_a_file_elsewhere_is_told_by_its_whole_path(lay, monkeypatch):
    path = lay({"mine.py": "x ="})
    monkeypatch.chdir(lay({"other": ""}, "elsewhere").parent)
    assert refused(path).startswith(f"{path}: line 1: ")


def test_files_that_are_none_are_refused(lay):
    path = lay({"mine.py": "import helper", "helper.py": b"#" * (source.MOST + 1)})
    assert refused(path) == "helper.py: it is larger than 5 MB; expected a module that mine.py may import"
    path.unlink()
    path.mkdir()
    assert refused(path) == "mine.py: it is a folder; expected a scene's file"
    assert refused(Path("gone.py").absolute()) == "gone.py: it does not exist; expected a scene's file"
