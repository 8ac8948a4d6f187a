"""Files by their hashes: what was written is read again, or nothing is."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.build import checksums

CONTENT = b"GIF89a and more"


@pytest.fixture
def path(tmp_path):
    """A file that was written."""
    path = tmp_path / "not yet" / "there"
    checksums.write(path, CONTENT)
    return path


def test_what_was_written_is_read_and_nothing_lies_beside_it(path):
    assert checksums.read(path) == CONTENT
    assert list(path.parent.iterdir()) == [path]


@given(content=st.binary())
def test_any_bytes_can_be_written_over_others(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any bytes"
    checksums.write(path, content)
    assert checksums.read(path) == content
    assert checksums.checksum(path) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_is_found_wherever_it_is(path, flip):
    whole = path.read_bytes()
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= flip
        path.write_bytes(damaged)
        assert checksums.read(path) is None, position
    path.write_bytes(whole)
    assert checksums.read(path) == CONTENT


def test_a_file_that_was_cut_off_is_found_wherever_it_was(path):
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert checksums.read(path) is None, length


def test_a_file_that_grew_is_found(path):
    path.write_bytes(path.read_bytes() + b"\0")
    assert checksums.read(path) is None


def test_what_can_not_be_read_is_nothing(tmp_path):
    for path in (tmp_path / "missing", tmp_path):
        assert checksums.read(path) is None
        assert checksums.checksum(path) is None


def test_a_seal_is_that_of_the_content_whatever_became_of_it(path):
    damaged = path.read_bytes()[:-1] + b"!"
    path.write_bytes(damaged)
    assert checksums.checksum(path) == hashlib.sha256(CONTENT).hexdigest()


def test_what_can_not_be_written_leaves_what_was_there(path, monkeypatch):
    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        checksums.write(path, b"others")
    assert checksums.read(path) == CONTENT
    assert list(path.parent.iterdir()) == [path]


def test_a_files_hash_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "a.gif"
    assert checksums.content_hash(path) is None
    path.write_bytes(CONTENT)
    assert checksums.content_hash(path) == hashlib.sha256(CONTENT).hexdigest()


def test_what_is_no_file_has_no_hash_but_an_error(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, reason in ((tmp_path, "it is a folder"), (tmp_path / "pipe", "it is a pipe or a device")):
        with pytest.raises(OSError, match=reason) as caught:
            checksums.content_hash(path)
        expected = f"{reason}, where a file belongs: move it away"
        assert (caught.value.strerror, caught.value.filename) == (expected, str(path))


def test_a_link_to_a_file_has_its_hash_and_one_to_nothing_none(tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "broken").symlink_to("nothing")
    assert checksums.content_hash(tmp_path / "link") == checksums.content_hash(tmp_path / "file")
    assert checksums.content_hash(tmp_path / "broken") is None
