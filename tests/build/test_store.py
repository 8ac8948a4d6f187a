"""The store: files by the hash of their recipe; what is damaged counts as none."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from gdclips.build import checksums
from gdclips.build.checksums import DIGEST_SIZE
from gdclips.build.store import Store

ONE, TWO, THREE = (digit * 64 for digit in "123")  # keys are hashes


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ".cache/clips"


@pytest.fixture
def store(folder):
    return Store(folder)


def sha(content):
    return hashlib.sha256(content).hexdigest()


def kept(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_kept_is_had_again_also_by_another_store(store, folder):
    store.put(ONE, b"first")
    store.put(TWO, b"second")
    store.put(ONE, b"third")
    for each in (store, Store(folder)):
        assert (each.get(ONE), each.get(TWO), each.get(THREE)) == (b"third", b"second", None)
        assert (each.hash(ONE), each.hash(TWO), each.hash(THREE)) == (
            sha(b"third"),
            sha(b"second"),
            None,
        )
        assert each.hashes() == {sha(b"third"), sha(b"second")}
    assert kept(folder) == [ONE, TWO]


def test_where_nothing_was_kept_there_is_nothing_and_nothing_is_made_by_looking(store, folder):
    assert (store.get(ONE), store.hash(ONE), store.hashes()) == (None, None, set())
    store.prune()
    store.clear()
    assert not folder.exists()


@pytest.mark.parametrize("position", [0, DIGEST_SIZE - 1, DIGEST_SIZE, -1])
def test_what_is_damaged_counts_as_none_and_is_removed(store, folder, position):
    store.put(ONE, b"first")
    store.put(TWO, b"second")
    damaged = bytearray((folder / ONE).read_bytes())
    damaged[position] ^= 1
    (folder / ONE).write_bytes(damaged)
    assert store.get(ONE) is None
    assert kept(folder) == [TWO]
    store.put(ONE, b"first")
    assert store.get(ONE) == b"first"


def test_what_is_empty_counts_as_none_and_is_removed(store, folder):
    store.put(ONE, b"first")
    (folder / ONE).write_bytes(b"")
    assert store.get(ONE) is None
    assert kept(folder) == []


def test_what_can_not_be_read_counts_as_none(store, folder):
    (folder / ONE).mkdir(parents=True)
    assert (store.get(ONE), store.hash(ONE), store.hashes()) == (None, None, set())


def test_without_room_nothing_is_kept_and_nothing_said(store, folder, monkeypatch):
    store.put(ONE, b"first")

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    store.put(ONE, b"others")
    store.put(TWO, b"second")
    assert (store.get(ONE), store.get(TWO)) == (b"first", None)
    assert kept(folder) == [ONE]


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (10_000, ["a", "b", "c"]),
        (3 * (DIGEST_SIZE + 10), ["a", "b", "c"]),
        (3 * (DIGEST_SIZE + 10) - 1, ["b", "c"]),
        (DIGEST_SIZE + 10, ["c"]),
        (DIGEST_SIZE + 9, []),
        (0, []),
    ],
)
def test_what_was_kept_last_is_kept_longest(store, folder, most, left):
    for age, key in ((2, "b"), (3, "a"), (1, "c")):
        key *= 64
        store.put(key, b"10 letters")
        os.utime(folder / key, (1e9 - age, 1e9 - age))
    store.prune(most)
    assert [name[0] for name in kept(folder)] == left


def test_all_is_removed_also_what_is_empty_but_not_what_another_process_writes(store, folder):
    store.put(ONE, b"first")
    (folder / TWO).touch()
    (folder / ".1.2.three.part").touch()
    store.clear()
    assert kept(folder) == [".1.2.three.part"]


@pytest.mark.parametrize(
    "act",
    [Store.prune, Store.clear, Store.hashes, lambda store: store.hash(ONE), lambda store: store.get(ONE)],
    ids=["prune", "clear", "hashes", "hash", "get"],
)
def test_another_process_may_remove_files_meanwhile(store, folder, monkeypatch, act):
    store.put(ONE, b"first")
    store.put(TWO, b"second")
    glob, read, checksum = Path.glob, checksums.read, checksums.checksum

    def emptied(path, *rest):
        for each in folder.iterdir():
            each.unlink()

    def found_then_gone(path, pattern):
        found = list(glob(path, pattern))
        emptied(path)
        return found

    monkeypatch.setattr(Path, "glob", found_then_gone)
    monkeypatch.setattr(checksums, "read", lambda path: (emptied(path), read(path))[1])
    monkeypatch.setattr(checksums, "checksum", lambda path: (emptied(path), checksum(path))[1])
    assert not act(store)
    assert kept(folder) == []
