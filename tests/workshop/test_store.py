"""The store: files by the hash of their recipe; what is damaged counts as none."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from scenes.workshop import sealed
from scenes.workshop.sealed import SEAL
from scenes.workshop.store import Store


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
    store.keep("one", b"first")
    store.keep("two", b"second")
    store.keep("one", b"third")
    for each in (store, Store(folder)):
        assert (each.get("one"), each.get("two"), each.get("three")) == (b"third", b"second", None)
        assert (each.hash("one"), each.hash("two"), each.hash("three")) == (
            sha(b"third"),
            sha(b"second"),
            None,
        )
        assert each.hashes() == {sha(b"third"), sha(b"second")}
    assert kept(folder) == ["one", "two"]


def test_where_nothing_was_kept_there_is_nothing_and_nothing_is_made_by_looking(store, folder):
    assert (store.get("one"), store.hash("one"), store.hashes()) == (None, None, set())
    store.prune()
    store.clear()
    assert not folder.exists()


@pytest.mark.parametrize("position", [0, SEAL - 1, SEAL, -1])
def test_what_is_damaged_counts_as_none_and_is_removed(store, folder, position):
    store.keep("one", b"first")
    store.keep("two", b"second")
    damaged = bytearray((folder / "one").read_bytes())
    damaged[position] ^= 1
    (folder / "one").write_bytes(damaged)
    assert store.get("one") is None
    assert kept(folder) == ["two"]
    store.keep("one", b"first")
    assert store.get("one") == b"first"


def test_what_is_empty_counts_as_none_and_is_removed(store, folder):
    store.keep("one", b"first")
    (folder / "one").write_bytes(b"")
    assert store.get("one") is None
    assert kept(folder) == []


def test_what_can_not_be_read_counts_as_none(store, folder):
    (folder / "one").mkdir(parents=True)
    assert (store.get("one"), store.hash("one"), store.hashes()) == (None, None, set())


def test_without_room_nothing_is_kept_and_nothing_said(store, folder, monkeypatch):
    store.keep("one", b"first")

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    store.keep("one", b"others")
    store.keep("two", b"second")
    assert (store.get("one"), store.get("two")) == (b"first", None)
    assert kept(folder) == ["one"]


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (10_000, ["a", "b", "c"]),
        (3 * (SEAL + 10), ["a", "b", "c"]),
        (3 * (SEAL + 10) - 1, ["b", "c"]),
        (SEAL + 10, ["c"]),
        (SEAL + 9, []),
        (0, []),
    ],
)
def test_what_was_kept_last_is_kept_longest(store, folder, most, left):
    for age, key in ((2, "b"), (3, "a"), (1, "c")):
        store.keep(key, b"10 letters")
        os.utime(folder / key, (1e9 - age, 1e9 - age))
    store.prune(most)
    assert kept(folder) == left


def test_all_is_removed_also_what_is_empty_but_not_what_another_process_writes(store, folder):
    store.keep("one", b"first")
    (folder / "two").touch()
    (folder / ".1.2.three.part").touch()
    store.clear()
    assert kept(folder) == [".1.2.three.part"]


@pytest.mark.parametrize(
    "act",
    [Store.prune, Store.clear, Store.hashes, lambda store: store.hash("one"), lambda store: store.get("one")],
    ids=["prune", "clear", "hashes", "hash", "get"],
)
def test_another_process_may_remove_files_meanwhile(store, folder, monkeypatch, act):
    store.keep("one", b"first")
    store.keep("two", b"second")
    glob, read, seal = Path.glob, sealed.read, sealed.seal

    def emptied(path, *rest):
        for each in folder.iterdir():
            each.unlink()

    def found_then_gone(path, pattern):
        found = list(glob(path, pattern))
        emptied(path)
        return found

    monkeypatch.setattr(Path, "glob", found_then_gone)
    monkeypatch.setattr(sealed, "read", lambda path: (emptied(path), read(path))[1])
    monkeypatch.setattr(sealed, "seal", lambda path: (emptied(path), seal(path))[1])
    assert not act(store)
    assert kept(folder) == []
