"""Folders of pictures in the output folder: hashed as their archives, and there as a whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from gdclips.build.output import ForeignFile, OutputFolder
from gdclips.build.placed.files import hash_of
from gdclips.build.placed.pictures import remove
from gdclips.encoding.archive import archive

OLD, NEW = {"settings": {"rate": "0.1"}}, {"settings": {"rate": "0.2"}}
FIRST = {"0001.png": b"one", "0002.png": b"two"}
SECOND = {"0001.png": b"1"}


@pytest.fixture
def media(tmp_path):
    (tmp_path / "media").mkdir()
    return OutputFolder(tmp_path / "media", tmp_path / ".cache")


def put(media, files, recipe=NEW, overwrite=False):
    return media.put("a.frames", recipe, lambda path: path.write_bytes(archive(files.items())), overwrite)


def found(media):
    """What lies in the output folder: of each folder its files."""
    return {
        path.name: {each.name: each.read_bytes() for each in path.iterdir()}
        for path in sorted(media.folder.iterdir())
    }


def test_its_hash_is_that_of_its_archive(media):
    content = put(media, FIRST)
    assert found(media) == {"a.frames": FIRST}
    assert content == archive(FIRST.items())
    assert media.hash("a.frames") == hashlib.sha256(content).hexdigest()
    assert media.entry("a.frames", NEW).content == media.hash("a.frames")


CHANGES = [FIRST | {name: b""} for name in ("0003.png", "note.txt", "0003.PNG", "a.0003.png")]
CHANGES += [FIRST | {"0002.png": b"2"}, {"0001.png": b"one"}, {"0001.png": b"one", "0009.png": b"two"}]


@pytest.mark.parametrize("changed", CHANGES)
def test_other_files_in_it_are_another_hash(media, changed):
    put(media, FIRST)
    before, folder = media.hash("a.frames"), media.folder / "a.frames"
    for path in folder.iterdir():
        path.unlink()
    for name, content in changed.items():
        (folder / name).write_bytes(content)
    assert media.hash("a.frames") not in (before, None)
    with pytest.raises(ForeignFile, match="changed by hand"):
        put(media, SECOND)


def test_one_replaces_another_as_a_whole(media):
    put(media, FIRST, OLD)
    before = media.hash("a.frames")
    put(media, SECOND)
    assert found(media) == {"a.frames": SECOND}
    assert media.entry("a.frames", NEW).before == before


def test_one_that_can_not_be_put_leaves_the_older_where_it_was(media, monkeypatch):
    """As where another program holds a file open, on Windows: the new one can't be renamed."""
    put(media, FIRST, OLD)
    replace = Path.replace

    def failing(path, target):
        if path.is_dir() and (path / "0001.png").read_bytes() == b"1":
            raise PermissionError(13, "Permission denied", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PermissionError):
        put(media, SECOND)
    assert found(media) == {"a.frames": FIRST}


def test_an_interrupt_while_it_is_unpacked_leaves_nothing(media, monkeypatch):
    def stopped(descriptor):
        if any((path / "0001.png").exists() for path in media.folder.iterdir() if path.is_dir()):
            raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        put(media, FIRST)
    assert found(media) == {}


def test_a_link_in_its_place_is_replaced_itself(media, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "0001.png").write_bytes(b"mine")
    (media.folder / "a.frames").symlink_to(theirs)
    with pytest.raises(ForeignFile, match="not made here"):
        put(media, FIRST)
    put(media, FIRST, overwrite=True)
    assert found(media) == {"a.frames": FIRST}
    assert (theirs / "0001.png").read_bytes() == b"mine"


def test_what_is_removed_are_pictures_alone(tmp_path):
    folder = tmp_path / "a.frames"
    folder.mkdir()
    for name in ("0001.png", "mine.png"):
        (folder / name).touch()
    with pytest.raises(OSError, match="not empty"):
        remove(folder)
    assert [path.name for path in folder.iterdir()] == ["mine.png"]


def test_nothing_has_no_hash_and_a_file_is_an_error(tmp_path):
    assert hash_of(tmp_path / "a.frames") is None
    (tmp_path / "a.frames").touch()
    with pytest.raises(OSError, match="it is a file, where a folder belongs"):
        hash_of(tmp_path / "a.frames")
