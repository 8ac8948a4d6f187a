"""The manifest: what is noted of each file, by any number of processes."""

import fcntl
import os
import signal
import subprocess
import sys

import pytest

from gdclips.build import checksums
from gdclips.build.manifest import Entry, Manifest
from gdclips.places import CODE as ROOT

RECIPE = {"settings": {"rate": "0.1"}, "code": {"content": "c" * 64}}
ENTRY = Entry(RECIPE, "content")

# Notes many files, and forgets every other of them, as soon as it is told to begin.
NOTES = """
import sys
from pathlib import Path
from gdclips.build.manifest import Entry, Manifest
manifest = Manifest(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for index in range(40):
    with manifest.locked():
        manifest.record(f"{sys.argv[2]} {index}", Entry({}, "content"))
        manifest.record("all", Entry({"by": {"name": sys.argv[2]}}, str(index)))
    if index % 2:
        manifest.forget(f"{sys.argv[2]} {index}")
"""

# Locks a manifest, says so, and waits.
LOCKS = """
import sys
from pathlib import Path
from gdclips.build.manifest import Manifest
with Manifest(Path(sys.argv[1])).locked():
    print("locked", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ".cache/made"


@pytest.fixture
def manifest(folder):
    return Manifest(folder)


def started(program, *arguments):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-P", "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, **pipes)


def test_what_was_noted_is_there_for_the_next_manifest(manifest, folder):
    again = Entry({}, "others", before="content")
    manifest.record("a.gif", ENTRY)
    manifest.record("größe 0.5.mp4", ENTRY)
    manifest.record("a.gif", again)
    for each in (manifest, Manifest(folder)):
        assert each.files() == ["a.gif", "größe 0.5.mp4"]
        assert (each.entry("a.gif"), each.entry("größe 0.5.mp4"), each.entry("b.gif")) == (again, ENTRY, None)


def test_what_was_forgotten_is_gone_and_to_forget_a_stranger_is_no_error(manifest):
    manifest.record("a.gif", ENTRY)
    manifest.record("b.gif", ENTRY)
    manifest.forget("a.gif")
    manifest.forget("c.gif")
    assert manifest.files() == ["b.gif"] and manifest.entry("a.gif") is None


def test_nothing_lies_beside_the_notes_and_nothing_is_written_by_looking(manifest, folder):
    assert (manifest.entry("a.gif"), manifest.files()) == (None, [])
    assert not folder.exists()
    with manifest.locked():
        manifest.record("a.gif", ENTRY)
    assert [path.name for path in folder.iterdir()] == ["a.gif"]


def test_what_another_process_has_not_written_to_its_end_is_no_note(manifest, folder):
    manifest.record("a.gif", ENTRY)
    (folder / ".1.2.b.gif.part").touch()
    assert manifest.files() == ["a.gif"]


def test_a_note_with_a_flipped_byte_counts_as_none_and_is_written_anew(manifest, folder):
    manifest.record("a.gif", ENTRY)
    whole = (folder / "a.gif").read_bytes()
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 1
        (folder / "a.gif").write_bytes(damaged)
        assert manifest.entry("a.gif") is None, position
    manifest.record("a.gif", ENTRY)
    assert manifest.entry("a.gif") == ENTRY


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"recipe": {}}', b'{"recipe": 3, "content": "c"}', b"\0"],
)
def test_what_an_older_version_noted_otherwise_counts_as_none(manifest, folder, content):
    checksums.write(folder / "a.gif", content)
    assert manifest.entry("a.gif") is None


def test_processes_that_note_things_at_once_lose_none(manifest, folder):
    processes = [started(NOTES, folder, name) for name in "abcd"]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    noted = {f"{name} {index}" for name in "abcd" for index in range(0, 40, 2)}
    assert set(manifest.files()) == {*noted, "all"}
    assert all(manifest.entry(file) == Entry({}, "content") for file in noted)
    assert manifest.entry("all").content == "39"
    assert not list(folder.glob(".*"))


def is_free(folder):
    """Whether no process holds the lock."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None], ids=["killed", "ended", "done"])
def test_a_lock_keeps_others_out_and_is_free_when_its_process_is_no_more(manifest, folder, end):
    process = started(LOCKS, folder)
    assert process.stdout.readline() == "locked\n"
    assert not is_free(folder)
    if end is not None:
        process.send_signal(end)
    process.communicate("done\n" if end is None else None)
    with manifest.locked():
        assert not is_free(folder)
    assert is_free(folder)


def test_a_lock_is_free_after_an_error(manifest, folder):
    with pytest.raises(ZeroDivisionError), manifest.locked():
        raise ZeroDivisionError
    assert is_free(folder)
