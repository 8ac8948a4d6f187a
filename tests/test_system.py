"""Operating system: POSIX and, on stand-ins, Windows; every use of a POSIX name is behind a check."""

import ast
import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gdclips import system
from gdclips.messages import RequestError
from gdclips.paths import why_unwritable
from gdclips.places import CODE
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.sweeps import named_clips
from gdclips.requests.targets import requested_files

FILES = [path for folder in ("gdcore", "gdclips", "scenes") for path in sorted((CODE / folder).rglob("*.py"))]

# What only POSIX has: whole modules, and names of modules that Windows has, too.
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NAMES = {
    "os": """chown chroot ctermid fchdir fchmod fchown fork forkpty fpathconf fstatvfs getegid geteuid getgid
        getgroups getloadavg getpgid getpgrp getpriority getsid getuid initgroups killpg lchown lockf major
        minor mkfifo mknod nice openpty pathconf pipe2 posix_spawn pread pwrite readv sched_getaffinity
        sched_setaffinity sched_yield sendfile setegid seteuid setgid setgroups setpgid setpriority setsid
        setuid statvfs sync sysconf tcgetpgrp ttyname uname wait wait3 wait4 waitid writev O_CLOEXEC
        O_DIRECTORY O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC WNOHANG""",
    "signal": """SIGALRM SIGBUS SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2
        SIGWINCH alarm pause pthread_kill pthread_sigmask setitimer sigpending sigwait""",
    "socket": "AF_UNIX SO_REUSEPORT socketpair",
    "time": "tzset",
}
POSIX_ONLY = {f"{module}.{name}" for module, names in NAMES.items() for name in names.split()}
# In other words on Windows: signal 0 is ^C there, sharing a port takes it, and descriptors aren't inherited.
OTHERWISE = {"os.kill", "socket.SO_REUSEADDR"}
PASSED = {"pass_fds", "preexec_fn", "umask"}


def used(tree):
    """Yield what a file uses that Windows lacks, with whether that stands behind a check."""

    def walk(node, checked):
        for child in ast.iter_child_nodes(node):
            test = ast.unparse(node.test) if isinstance(node, ast.If | ast.IfExp) else ""
            if isinstance(node, ast.BoolOp):
                test = ast.unparse(node.values[0])
            behind = checked or "sys.platform" in test or "hasattr(" in test
            if isinstance(child, ast.Attribute) and ast.unparse(child) in POSIX_ONLY | OTHERWISE:
                yield ast.unparse(child), behind
            elif isinstance(child, ast.Import | ast.ImportFrom):
                module = getattr(child, "module", None)
                names = [f"{module}.{each.name}" if module else each.name for each in child.names]
                for name in names:
                    if name in POSIX_ONLY | OTHERWISE or name.partition(".")[0] in MODULES:
                        yield name, behind
            elif isinstance(child, ast.keyword) and child.arg in PASSED:
                yield child.arg, behind
            yield from walk(child, behind)

    return walk(tree, False)


def test_what_only_posix_has_is_found():
    text = "import os, fcntl\nos.sync()\nif sys.platform != 'win32':\n    os.fork()\nx(pass_fds=[])"
    assert list(used(ast.parse(text))) == [
        ("fcntl", False),
        ("os.sync", False),
        ("os.fork", True),
        ("pass_fds", False),
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CODE).as_posix())
def test_what_only_posix_has_stands_behind_a_check(path):
    assert [name for name, behind in used(ast.parse(path.read_text("utf-8"))) if not behind] == []


@pytest.mark.parametrize("module", [os, __import__("signal"), __import__("socket"), __import__("time")])
def test_the_names_are_names(module):
    here = {f"{module.__name__}.{name}" for name in dir(module)}
    missing = {name for name in POSIX_ONLY if name.startswith(f"{module.__name__}.")} - here
    assert missing == set() or sys.platform != "linux"


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("noise_ball.gif", None),
        ("rates_rate_0.05.gif", None),
        ("rates_rate_1e-05_nesterov_true.mp4", None),
        ("a_start_1,-2,0.5.png", None),
        ("Größe 10 %.gif", None),
        ("console.gif", None),
        ("con.gif", "called con"),
        ("NUL.mp4", "called nul"),
        ("aux.rate_0.5.gif", "called aux"),
        ("Com1.png", "called com1"),
        ("lpt².gif", "called lpt²"),
        ("nul", "called nul"),
        ("what?.gif", "with ? in their names"),
        ("adam.py:adam.gif", "with : in their names"),
        ("a/b.gif", "with / in their names"),
        ("a\\b.gif", "with \\ in their names"),
        ("*.gif", "with * in their names"),
        ("a.", "whose names end in a dot or a space"),
        ("a ", "whose names end in a dot or a space"),
    ],
)
def test_which_files_windows_lacks(file, why):
    assert why_unwritable(file) == why


@pytest.fixture
def windows(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")


def lecture(name):
    return Lecture(Path("lecture.toml"), Defaults(), {name: Clip(scene="sgd")})


def test_elsewhere_they_are_had():
    assert list(named_clips(lecture("con"))) == ["con"]


def test_there_they_cost_one_line(windows):
    told = "lecture.toml: clip con: Windows has no files called con; expected another name"
    with pytest.raises(RequestError, match=f"^{told}$"):
        named_clips(lecture("con"))
    told = r"-o a\?\.gif: Windows has no files with \? in their names; expected another name"
    with pytest.raises(RequestError, match=f"^{told}$"):
        requested_files(lecture("sgd"), named_clips(lecture("sgd")), ["sgd.gif"], "a?.gif")


@pytest.fixture
def msvcrt(windows, monkeypatch):
    """Windows' locks: where in the file one was asked for, and how often it is refused."""
    made = SimpleNamespace(LK_NBLCK=2, places=[], refusals=0)

    def locking(descriptor, mode, count):
        made.places.append((os.lseek(descriptor, 0, os.SEEK_CUR), mode, count))
        if len(made.places) <= made.refusals:
            raise PermissionError

    made.locking = locking
    monkeypatch.setitem(sys.modules, "msvcrt", made)
    monkeypatch.setattr(system, "RETRY_PAUSE", 0)
    return made


@pytest.mark.parametrize(
    ("refusals", "wait", "locked"), [(0, False, True), (1, False, False), (3, True, True)]
)
def test_a_lock_of_windows_lies_beyond_what_others_read(msvcrt, tmp_path, refusals, wait, locked):
    msvcrt.refusals = refusals
    with (tmp_path / "log").open("wb+", buffering=0) as file:
        file.write(b"four")
        assert system.lock(file.fileno(), wait) == locked
        assert file.tell() == 4
    tries = refusals + 1 if wait else 1
    assert msvcrt.places == [(system.LOCK_OFFSET, 2, 1)] * tries


def test_the_lock_of_a_folder_is_a_file_there(msvcrt, tmp_path):
    (tmp_path / "made").mkdir()
    with system.locked(tmp_path / "made"):
        assert len(msvcrt.places) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "made.lock"]
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.parametrize("readers", [0, 2, system.RENAME_TRIES + 1])
def test_who_reads_a_file_there_is_waited_for(msvcrt, monkeypatch, tmp_path, readers):
    replace, tried = Path.replace, []

    def busy(path, target):
        tried.append(target)
        if len(tried) <= readers:
            raise PermissionError
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", busy)
    for name in ("new", "old"):
        (tmp_path / name).write_text(name)
    if readers > system.RENAME_TRIES:
        with pytest.raises(PermissionError):
            system.replace(tmp_path / "new", tmp_path / "old")
    else:
        system.replace(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_text() == ("old" if readers > system.RENAME_TRIES else "new")


@pytest.mark.parametrize(
    ("opened", "state", "error", "there"),
    [(8, system.WAIT_TIMEOUT, 0, True), (8, 0, 0, False), (None, 0, 87, False), (None, 0, 5, True)],
    ids=["runs", "ended", "none", "somebody else's"],
)
def test_whether_a_process_runs_there(windows, monkeypatch, opened, state, error, there):
    closed = []

    class Kernel:
        def __init__(self, name, **_):
            assert name == "kernel32"
            self.OpenProcess = Open()

        def WaitForSingleObject(self, handle, milliseconds):
            assert (handle.value, milliseconds) == (opened, 0)
            return state

        def CloseHandle(self, handle):
            closed.append(handle.value)

    class Open:
        def __call__(self, access, inherited, process):
            assert (access, inherited, process) == (system.SYNCHRONIZE, False, 4711)
            return opened

    monkeypatch.setattr(ctypes, "WinDLL", Kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: error, raising=False)
    assert system.is_running(4711) is there
    assert closed == ([opened] if opened else [])


def test_whether_a_process_runs_here():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert system.is_running(process.pid)
        process.communicate()
    assert not system.is_running(process.pid)


def test_commands_are_quoted_as_the_terminal_wants_them(monkeypatch):
    words = ["pip", "install", "clips[manim]", "a b"]
    assert system.command_line(words) == "pip install 'clips[manim]' 'a b'"
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.command_line(words) == 'pip install clips[manim] "a b"'


@pytest.mark.parametrize(("platform", "python"), [("linux", "bin/python"), ("win32", "Scripts/python.exe")])
def test_where_an_environment_has_its_python(monkeypatch, platform, python):
    monkeypatch.setattr(sys, "platform", platform)
    assert system.python_of(Path("venv")) == Path("venv", python)
