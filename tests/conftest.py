"""What the tests of the command share: copies of the project, whose command runs as a real process."""

import compileall
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import HealthCheck, settings

from gdclips.build import system_fonts
from gdclips.drawing.text import fonts, lettering
from gdclips.jobs import pool
from gdclips.places import CODE as ROOT
from gdclips.setup import extras

# The same examples each time, and none that fails for a slow machine.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


LINKED = ("gdcore", "gdclips", "scenes", "benchmarks")
COPIED = ("render.sh", "data", "lecture.toml", "constraints.txt", "pyproject.toml")

# In the environment, so that they hold for workers too. One package that Manim needs imports a module which
# Python 3.13 lacks.
WARNINGS = {"PYTHONWARNINGS": "error,ignore::DeprecationWarning:pydub.utils"}

# Answers many requests in one process: a start for each would take most of the time.
ANSWERS = """
import contextlib, io, json, sys
from gdclips.commandline import main
from gdclips.places import CODE as ROOT

def names():
    return {path.name for path in (ROOT / "media").glob("*") if path.suffix not in (".txt", ".srt", ".vtt")}

def answer(request):
    before, said, told = names(), io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        try:
            status = main(request)
        except SystemExit as end:
            status = end.code
    return status, said.getvalue(), told.getvalue(), sorted(names() - before)

json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
"""

# The same before any package is installed: the status and the words, None for what is not answered then.
EARLY = """
import json, sys
from gdclips.precheck.answer import answer
json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
"""


def pytest_runtest_setup(item):
    if item.get_closest_marker("manim") and not extras.has("manim"):
        pytest.skip("Manim is not installed")


# Where a part of a clip begins to be made.
RENDER, BEGUN = "gdclips/build/render.py", "\n    shown = pictures("
# Put there: the process notes its number, and waits until others have noted theirs.
MEET = """
    import os, pathlib, time
    home = pathlib.Path({home!r})
    (home / "met" / str(os.getpid())).touch()
    until = time.monotonic() + 600
    while len(list((home / "met").iterdir())) < {count} and not (home / "open").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
"""


@dataclass(frozen=True)
class Answer:
    """What a request came to."""

    status: int
    said: str  # on stdout
    told: str  # on stderr
    made: list[str]  # the names of the files that are new in media/, unfinished ones too; no words


@dataclass(frozen=True)
class Project:
    """A copy of the project, and a folder elsewhere in which its user is."""

    root: Path
    home: Path

    @property
    def media(self):
        return self.root / "media"

    def files(self):
        """The name and the bytes of each file in media/, unfinished ones too."""
        found = {}
        for path in sorted(self.media.glob("*")):
            with suppress(FileNotFoundError):  # an unfinished one, renamed meanwhile by what still runs
                found[path.name] = path.read_bytes()
        return found

    def clips(self):
        """The name and the bytes of each finished file in media/, without the words beside them."""
        return {
            name: content
            for name, content in self.files().items()
            if not name.startswith(".") and not name.endswith((".txt", ".srt", ".vtt"))
        }

    def workers(self):
        """The worker processes that make the project's clips."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if str(self.root / pool.START) in process.cmdline():
                    found.append(process)
        return found

    def rewrite(self, path, text):
        """Put another text in the place of a file of the project's, which all copies share."""
        (self.root / path).unlink()
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path, old, new):
        """Change what stands once in a file of the project's."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path}: {text.count(old)} times {old!r}"
        self.rewrite(path, text.replace(old, new))

    def append(self, path, text):
        """Add to the end of a file of the project's."""
        self.rewrite(path, (self.root / path).read_text(encoding="utf-8") + text)

    def take(self, other):
        """Have what another project has made, and what it knows of that."""
        for name in ("media", ".cache"):
            shutil.copytree(other.root / name, self.root / name)

    def before_making(self, lines):
        """Let a worker do something before it makes a part of a clip: lines of a function, indented."""
        self.change(RENDER, BEGUN, f"\n{lines}{BEGUN}")

    def let_workers_meet(self, count):
        """Let no clip be made before so many workers have one to make, or the file ``open`` is there."""
        (self.home / "met").mkdir()
        self.before_making(MEET.format(home=str(self.home), count=count))

    def met(self):
        """The numbers of the workers that had a clip to make."""
        return {int(each.name) for each in (self.home / "met").iterdir()}

    def go(self):
        """Let workers wait for no others any more."""
        (self.home / "open").touch()

    def cut_into_beats(self):
        """Let each beat of a video be a job of its own; cheap clips are else made in one."""
        self.change("gdclips/build/costs.py", "MIN_JOB = 2.0", "MIN_JOB = 0.01")

    def python(self, *args, program=(sys.executable,), env=WARNINGS, **more):
        """What starts Python on the copy's code, for subprocess; warnings are errors."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        env = kept | {"PYTHONPATH": str(self.root)} | env
        return {"args": [*program, "-P", *args], "env": env, "cwd": self.home, "text": True} | more

    def run(self, *request, **more):
        """Run the command to its end."""
        start = self.python("-m", "gdclips", *map(str, request), **more)
        return subprocess.run(**start, capture_output=True, stdin=subprocess.DEVNULL, check=False)

    def make(self, *request, **more):
        """Run a request that must succeed; give the paths that it printed."""
        done = self.run(*request, **more)
        assert done.returncode == 0, done.stderr
        return [Path(line) for line in done.stdout.splitlines()]

    def begin(self, *request):
        """Start the command as a user would, without our options on warnings, and leave it running."""
        start = self.python("-m", "gdclips", *map(str, request), env={})
        return subprocess.Popen(**start, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, requests):
        """Answer requests one after the other, in one process."""
        start = self.python("-c", ANSWERS)
        done = subprocess.run(**start, input=json.dumps(requests), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return [Answer(*answer) for answer in json.loads(done.stdout)]

    def ask_early(self, requests):
        """Answer requests one after the other, in one process that finds no packages."""
        start = self.python("-S", "-c", EARLY, env={})
        done = subprocess.run(**start, input=json.dumps(requests), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """A copy of the project, compiled, to be copied on."""
    root = tmp_path_factory.mktemp("pristine")
    for name in (*LINKED, *COPIED):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, root / name)
    compileall.compile_dir(root, quiet=2)
    before = _state(root)
    yield root
    assert _state(root) == before, "a test wrote into the code that all copies share: Project.change"


def _state(root):
    found = (path for name in LINKED for path in (root / name).rglob("*.py"))
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


@pytest.fixture(scope="session")
def lay_out(pristine):
    """Make a project in a folder, under a name with a space; its code is a link to what all copies share."""

    def lay_out(folder):
        root, home = folder.resolve() / "my clips", folder.resolve() / "at home"
        home.mkdir()
        for name in LINKED:
            shutil.copytree(pristine / name, root / name, copy_function=os.link)
        for name in COPIED:
            copy = shutil.copytree if (pristine / name).is_dir() else shutil.copy2
            copy(pristine / name, root / name)
        return Project(root, home)

    return lay_out


@pytest.fixture
def project(lay_out, tmp_path):
    """A project of a test's own."""
    return lay_out(tmp_path)


@pytest.fixture(scope="module")
def shared_project(lay_out, tmp_path_factory):
    """A project for the tests of a module that don't mind each other."""
    return lay_out(tmp_path_factory.mktemp("shared"))


def _font(path, have, lack="", family="Own Sans", weight=400):
    """Write a font whose letters are squares; those it has without an outline are among ``lack``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    glyphs = {f"glyph{ord(letter):x}": letter for letter in have + lack}
    square, empty = TTGlyphPen(None), TTGlyphPen(None).glyph()
    for number, corner in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)]):
        (square.lineTo if number else square.moveTo)(corner)
    square.closePath()
    drawn = square.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *glyphs])
    builder.setupCharacterMap({ord(letter): name for name, letter in glyphs.items()})
    outlines = {name: empty if letter in lack else drawn for name, letter in glyphs.items()}
    builder.setupGlyf({".notdef": empty} | outlines)
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *glyphs], (900, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    name = "Regular" if weight == 400 else str(weight)
    builder.setupNameTable({"familyName": family, "styleName": name, "psName": f"{family}{weight}"})
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    builder.save(path)
    return path


@pytest.fixture(scope="session")
def font():
    """Write a font of squares."""
    return _font


@pytest.fixture
def system(monkeypatch):
    """Let the system have some font files and no others."""

    def has(*files):
        for known in (
            fonts._system,
            fonts.others,
            lettering.line,
            system_fonts._notes,
            system_fonts.fonts,
            system_fonts._digest,
        ):
            known.cache_clear()
        monkeypatch.setattr(fonts, "findSystemFonts", lambda: [str(file) for file in files])

    has()
    yield has
    has()
