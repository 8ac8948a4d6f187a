"""Fixtures of the tests of tables: files, their numbers, and their errors."""

import pytest

from gdclips.requests.tables.options import Data
from gdclips.requests.tables.reading import read_table


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write(content, name="houses.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read():
    """Read the columns ``a`` and ``y`` of a table, or others."""

    def read(path, features=("a",), target="y", **options):
        return read_table(Data(path=str(path), features=tuple(features), target=target, **options))

    return read


@pytest.fixture
def refused(read):
    """Return the error of a table that cannot be read: one line that names the file."""

    def refused(path, features=("a",), target="y", **options):
        with pytest.raises(ValueError) as caught:
            read(path, features, target, **options)
        message = str(caught.value)
        assert message.isprintable() and path.name in message
        assert caught.value.__cause__ is None and (
            caught.value.__suppress_context__ or not caught.value.__context__
        )
        return message

    return refused
