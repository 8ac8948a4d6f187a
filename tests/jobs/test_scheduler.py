"""A scheduler's address: what is taken, what is warned of, and what is told of one that can't be."""

import os

import pytest

from gdclips.jobs.scheduler import Scheduler, scheduler
from gdclips.messages import RequestError, quote

ALL = ("ca", "cert", "key")
EXPECTED = "expected tcp://HOST:PORT or tls://HOST:PORT, and no more"


@pytest.fixture
def files(tmp_path):
    """The files of an authority, a certificate and a key."""
    found = {name: str(tmp_path / f"{name}.pem") for name in ALL}
    for name in ALL:
        (tmp_path / f"{name}.pem").touch()
    return found


def asked(address, files, *given):
    return scheduler(address, **{name: files[name] if name in given else None for name in ALL})


def told(address, files, *given):
    with pytest.raises(RequestError) as caught:
        asked(address, files, *given)
    return str(caught.value)


def test_without_an_address_there_is_none(files):
    assert asked(None, files) is None


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://lab.example:1", "tcp://[::1]:8786"])
def test_a_plain_address_needs_no_files(files, address):
    assert asked(address, files) == Scheduler(address)


def test_an_encrypted_address_has_all_three_files(files):
    assert asked("tls://lab.example:8786", files, *ALL) == Scheduler("tls://lab.example:8786", **files)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lab.example",
        "lab.example:8786",
        "tcp://",
        "tcp://lab.example",
        "tcp://:8786",
        "tcp://lab.example:0",
        "tcp://lab.example:x",
        "tcp://lab.example:65536",
        "tcp://[::1:8786",
        "http://lab.example:8786",
        "ucx://lab.example:8786",
        "8786",
        "TCP://lab.example:8786",
        "tcp://lab.example:8786/",
        "tcp://lab.example:8786/path",
        "tcp://lab.example:8786?query=1",
        "tcp://lab.example:8786#part",
        "tcp://user@lab.example:8786",
        "tcp://user:word@lab.example:8786",
        " tcp://lab.example:8786",
        "tcp://lab.example:8786 ",
        "tcp://lab example:8786",
        "tcp://lab.example:8786\n",
        "tcp://lab%20example:8786",
        "tcp://[fe80::1%eth0]:8786",
        "tcp://[::1]",
        "tcp://[12345::]:8786",
        "tcp://[]:8786",
        "tcp://::1:8786",
        "tcp://-lab:8786",
        "tcp://lab.example:99999",
        "tcp://lab.example:-1",
        "tcp://lab.example:+1",
        "tcp://lab.example:٨",
        "tcp:lab.example:8786",
        "tcp:///lab.example:8786",
        "tcp://" + "a" * 300 + ":8786",
    ],
)
def test_what_is_no_address_is_an_error_that_shows_one(files, address):
    assert told(address, files) == f"--scheduler {quote(address)}: {EXPECTED}"


@pytest.mark.parametrize("given", [(), ("ca",), ("cert", "key"), ("ca", "key")], ids="+".join)
def test_an_encrypted_address_without_all_files_is_an_error(files, given):
    assert told("tls://lab.example:8786", files, *given) == (
        "--scheduler tls://lab.example:8786: expected --tls-ca, --tls-cert and --tls-key beside it"
    )


@pytest.mark.parametrize(
    ("given", "first"), [(("ca",), "ca"), (("key",), "key"), (("cert", "key"), "cert"), (ALL, "ca")]
)
def test_files_beside_a_plain_address_or_none_are_an_error(files, given, first):
    assert told("tcp://lab.example:8786", files, *given) == (
        f"--scheduler tcp://lab.example:8786: expected no --tls-{first} beside it"
    )
    assert told(None, files, *given) == (f"--tls-{first}: expected --scheduler tls://HOST:PORT beside it")


def test_a_key_with_a_pass_phrase_is_an_error_that_names_it(files, tmp_path):
    """OpenSSL would ask for it, and wait."""
    (tmp_path / "key.pem").write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert told("tls://lab.example:8786", files, *ALL).startswith(
        f"--tls-key {files['key']}: expected one without a pass"
    )


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_is_none_is_an_error_that_names_it(files, tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for path in (
        tmp_path / "missing.pem",
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "loop",
        "a" * 300,
        "/dev/zero",
    ):
        given = files | {name: str(path)}
        line = told("tls://lab.example:8786", given, *ALL)
        assert line.startswith(f"--tls-{name} {path}: ") and "expected a file" in line


@pytest.mark.parametrize(
    "address",
    [
        "tcp://127.0.0.1:8786",
        "tcp://127.9.9.9:1",
        "tcp://localhost:8786",
        "tcp://LOCALHOST:1",
        "tcp://[::1]:8786",
    ],
)
def test_nothing_is_said_of_a_plain_address_of_this_machine(files, address):
    assert asked(address, files).warning is None


@pytest.mark.parametrize("address", ["tls://10.0.0.1:8786", "tls://lab.example:8786", "tls://127.0.0.1:1"])
def test_nothing_is_said_of_an_encrypted_address(files, address):
    assert asked(address, files, *ALL).warning is None


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.1:8786",
        "tcp://0.0.0.0:1",
        "tcp://lab.example:8786",
        "tcp://localhost.example:1",
        "tcp://[::]:1",
    ],
)
def test_a_plain_address_that_others_reach_is_warned_of_in_a_line_that_names_it(files, address):
    warning = asked(address, files).warning
    assert warning.startswith(f"warning: {address} is not encrypted") and "\n" not in warning
    assert "--tls-ca, --tls-cert and --tls-key" in warning
