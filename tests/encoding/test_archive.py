"""Archives of folders: the same bytes for the same files, which any reader of zips unpacks."""

import shutil
import subprocess
import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.encoding.archive import archive, unpack
from gdclips.encoding.shown import milliseconds

FILES = [("0001.png", b"\x89PNG" * 300), ("0002.png", b""), ("0003.png", bytes(range(256)))]


def test_what_is_unpacked_is_what_was_packed():
    assert list(unpack(BytesIO(archive(FILES)))) == FILES


def test_it_has_no_clock_and_no_compression(monkeypatch):
    first = archive(FILES)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(4e9))
    assert archive(iter(FILES)) == first
    assert b"\x89PNG" * 300 in first


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_reads_it(tmp_path):
    (tmp_path / "a.zip").write_bytes(archive(FILES))
    subprocess.run(["unzip", "-q", "a.zip", "-d", "a"], cwd=tmp_path, check=True)
    assert [(path.name, path.read_bytes()) for path in sorted((tmp_path / "a").iterdir())] == FILES


@given(st.integers(1, 400), st.integers(1, 24).map(lambda each: 5 * each), st.floats(0, 60))
def test_milliseconds_are_in_sum_what_the_clip_takes(count, rate, hold):
    found = milliseconds(count, rate, hold)
    assert len(found) == count and min(found) > 0
    assert sum(found) == pytest.approx(1000 * ((count - 1) / rate + max(hold, 1 / rate)), abs=1)
    assert all(abs(each - 1000 / rate) < 1 for each in found[:-1])
