import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from scenes.workshop.ledger import Entry, Ledger, content_hash

ROOT = Path(__file__).resolve().parents[2]

# Notes many files, and forgets every other of them, as soon as it is told to begin.
NOTES = """
import sys
from pathlib import Path
from scenes.workshop.ledger import Entry, Ledger
ledger = Ledger(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for index in range(40):
    ledger.note(f"{sys.argv[2]} {index}", Entry("key", "content"))
    if index % 2:
        ledger.forget(f"{sys.argv[2]} {index}")
"""


def test_what_was_noted_is_there_for_the_next_ledger(tmp_path):
    path = tmp_path / ".cache/made.json"
    first = Ledger(path)
    assert first.entries == {}
    first.note("a.gif", Entry("key of a", "content of a"))
    first.note("größe.mp4", Entry("key", "content"))
    first.note("a.gif", Entry("another", "content", before="content of a"))
    again = Entry("another", "content", "content of a")
    expected = {"a.gif": again, "größe.mp4": Entry("key", "content")}
    assert Ledger(path).entries == first.entries == expected


def test_what_was_forgotten_is_gone_and_to_forget_a_stranger_is_no_error(tmp_path):
    ledger = Ledger(tmp_path / "made.json")
    ledger.note("a.gif", Entry("key", "content"))
    ledger.note("b.gif", Entry("key", "content"))
    ledger.forget("a.gif")
    ledger.forget("c.gif")
    assert set(Ledger(tmp_path / "made.json").entries) == {"b.gif"}


def test_nothing_lies_beside_it_and_nothing_is_written_by_looking(tmp_path):
    path = tmp_path / "made.json"
    assert Ledger(path).entries == {} and not path.exists()
    Ledger(path).note("a.gif", Entry("key", "content"))
    assert [file.name for file in tmp_path.iterdir()] == ["made.json"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"a.gif": 3}',
        b'{"a.gif": {"key": 1, "content": "c"}}',
        b"\0",
    ],
)
def test_a_damaged_file_counts_as_an_empty_one_and_is_written_anew(tmp_path, damage):
    path = tmp_path / "made.json"
    path.write_bytes(damage)
    ledger = Ledger(path)
    assert ledger.entries == {}
    ledger.note("a.gif", Entry("key", "content"))
    assert Ledger(path).entries == {"a.gif": Entry("key", "content")}


def test_a_files_hash_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "a.gif"
    assert content_hash(path) is None
    path.write_bytes(b"GIF89a")
    assert content_hash(path) == hashlib.sha256(b"GIF89a").hexdigest()


def test_processes_that_note_things_at_once_lose_none(tmp_path):
    path = tmp_path / ".cache/made.json"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-P", "-c", NOTES, str(path)]
    env = {"PYTHONPATH": str(ROOT)}
    processes = [subprocess.Popen([*command, name], env=env, **pipes) for name in "abcd"]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert set(Ledger(path).entries) == {f"{name} {index}" for name in "abcd" for index in range(0, 40, 2)}
    assert [file.name for file in path.parent.iterdir()] == ["made.json"]
