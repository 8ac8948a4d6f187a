"""Standard streams that fail: characters that a terminal lacks, a reader that left, a full disk."""

import os
import signal
import subprocess

import pytest

LIST = ["-m", "gdclips", "list"]
WRONG = ["-m", "gdclips", "zebra"]


def shell(project, line, *arguments, **env):
    """Run a line of the shell, in which "$@" is the command."""
    start = project.python(*arguments)
    start["env"] |= env
    start["args"] = ["bash", "-c", line, "bash", *start["args"]]
    return subprocess.run(**start, capture_output=True, check=False, errors="surrogateescape")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-16"])
def test_letters_that_the_terminal_lacks_are_told_by_their_numbers(shared_project, encoding):
    start = shared_project.python(*LIST, env={"PYTHONIOENCODING": encoding}) | {"text": False}
    done = subprocess.run(**start, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode(encoding)
    assert "noise_ball" in said and ("\\u2265" in said) == ("≥" not in said)


# What the shell does, the exit status, and the lines on stderr.
CASES = [
    (LIST, '"$@" >&-', 0, []),
    (LIST, '"$@" <&-', 0, []),
    (LIST, '"$@" >&- 2>&- <&-', 0, []),
    (LIST, '"$@" >/dev/full', 1, ["error: output: No space left on device"]),
    ([*LIST[:2], "--version"], '"$@" >/dev/full', 1, ["error: output: No space left on device"]),
    (LIST, '"$@" 2>/dev/full', 0, []),
    (WRONG, '"$@" 2>/dev/full', 2, []),
    (WRONG, '"$@" 2>&-', 2, []),
]


@pytest.mark.parametrize(("asked", "line", "status", "told"), CASES)
def test_a_stream_that_fails_costs_at_most_one_line(shared_project, asked, line, status, told):
    done = shell(shared_project, line, *asked)
    assert (done.returncode, done.stderr.splitlines()) == (status, told)


@pytest.mark.parametrize("asked", ["list", "--version", "--help"])
def test_a_reader_that_left_is_no_news(shared_project, asked):
    there, left = os.pipe()
    os.close(there)
    start = shared_project.python("-m", "gdclips", asked) | {"stdout": left, "stderr": subprocess.PIPE}
    done = subprocess.run(**start, check=False)
    os.close(left)
    assert done.stderr == "" and done.returncode == (141 if asked == "list" else 1)  # a shell's, and rich's


def test_what_is_wrong_is_not_told_on_standard_output(shared_project):
    assert shell(shared_project, '"$@" 2>&-', *WRONG).stdout == ""


@pytest.mark.parametrize("request_", [["-n", "sgd.png"], ["list"]])
def test_a_folder_that_was_removed_matters_where_a_path_is_from_it(shared_project, request_):
    """The lecture's own files lie elsewhere."""
    line = 'mkdir gone && cd gone && rmdir ../gone && "$@"'
    done = shell(shared_project, line, "-m", "gdclips", *request_)
    assert (done.returncode, done.stderr) == (0, "")
    done = shell(shared_project, line, "-m", "gdclips", *request_, "-f", "lecture.toml")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith("error: the current folder was removed")


def test_bytes_of_a_path_are_printed_as_they_are(shared_project):
    folder = os.fsdecode(b"\xff\xfe")
    done = shell(shared_project, '"$@"', "-m", "gdclips", "-n", "sgd.png", "--out", folder)
    assert (done.returncode, done.stdout) == (0, f"make {folder}/sgd.png: missing\n")


# Code that a process runs at a moment of its life, and what comes of an interrupt then.
MOMENTS = {
    "as the line is told": (
        "import gdclips.commandline as c\nc.one_line = lambda text: kill()\n",
        130,
    ),
    "as it plans": ("import gdclips.jobs.run as r\nr.plan = lambda *given: kill()\n", 130),
    "as a table is read": ("import gdclips.making as c\nc.table_data = lambda *a, **b: kill()\n", 130),
    "as it ends": ("import atexit\natexit.register(kill)\n", -signal.SIGINT),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupt_at_any_moment_costs_at_most_one_line(shared_project, moment):
    code, status = MOMENTS[moment]
    asked = ["zebra"] if moment == "as the line is told" else ["-n", "sgd.png"]
    text = "import os, signal, sys\nkill = lambda: os.kill(os.getpid(), signal.SIGINT)\n" + code
    text += f"sys.argv = ['gdclips', *{asked!r}]\nfrom gdclips.__main__ import start\nsys.exit(start())\n"
    done = subprocess.run(**shared_project.python("-c", text), capture_output=True, check=False)
    assert done.returncode == status
    assert len(done.stderr.splitlines()) <= 1 and "Traceback" not in done.stderr


def test_a_clean_that_is_interrupted_says_so(project):
    text = "import os, signal, sys\nfrom gdclips.build.output import OutputFolder\n"
    text += "OutputFolder.clean = lambda media: os.kill(os.getpid(), signal.SIGINT)\n"
    text += "sys.argv = ['gdclips', 'clean']\nfrom gdclips.__main__ import start\nsys.exit(start())\n"
    done = subprocess.run(**project.python("-c", text), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("error: interrupted; ") and len(done.stderr.splitlines()) == 1
