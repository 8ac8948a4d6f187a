"""Dask scheduler: its address and certificates as users give them, checked; a warning if it is insecure."""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from gdclips.messages import RequestError, quote
from gdclips.paths import read_file

# A scheme in small letters, as Dask has it; a name, or an IPv6 address in brackets; a port.
ADDRESS = (
    r"(?P<scheme>tcp|tls)://(?P<host>[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[(?P<six>[0-9A-Fa-f:.]+)\])"
    r":(?P<port>\d{1,5})"
)
LAST_PORT, LONGEST_HOST = 65535, 253
MAX_BYTES = 10_000_000  # of a certificate or a key


class Scheduler(msgspec.Struct, frozen=True):
    """A scheduler's address; for tls://, the files of the authority's certificate, our own, and its key."""

    address: str
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    @property
    def warning(self) -> str | None:
        """The warning about an address that is neither encrypted nor on this machine."""
        parts = urlsplit(self.address)
        if parts.scheme == "tls" or _is_here(parts.hostname or ""):
            return None
        return (
            f"warning: {self.address} is not encrypted, and whoever reaches it can run code on its machines; "
            "tls:// with --tls-ca, --tls-cert and --tls-key is safer"
        )


def scheduler(address: str | None, ca: str | None, cert: str | None, key: str | None) -> Scheduler | None:
    """Return the scheduler that the options name, if any; a RequestError if they don't fit together."""
    files = {"--tls-ca": ca, "--tls-cert": cert, "--tls-key": key}
    given = [name for name, path in files.items() if path is not None]
    if address is None:
        if given:
            raise RequestError(f"{given[0]}: expected --scheduler tls://HOST:PORT beside it")
        return None
    scheme = _scheme(address)
    if scheme is None:
        expected = "expected tcp://HOST:PORT or tls://HOST:PORT, and no more"
        raise RequestError(f"--scheduler {quote(address)}: {expected}")
    if len(given) != (len(files) if scheme == "tls" else 0):
        expected = "--tls-ca, --tls-cert and --tls-key" if scheme == "tls" else f"no {given[0]}"
        raise RequestError(f"--scheduler {address}: expected {expected} beside it")
    for name, path in files.items():
        if path is not None and b"ENCRYPTED" in read_file(Path(path), MAX_BYTES, f"{name} {path}", "a file"):
            raise RequestError(
                f"{name} {path}: expected one without a pass phrase, because nobody can enter it"
            )
    return Scheduler(address, ca, cert, key)


def _scheme(address: str) -> str | None:
    """Return the scheme of an address of the form scheme://host:port; None if it has another form."""
    match = re.fullmatch(ADDRESS, address, re.ASCII)
    if match is None or not 0 < int(match["port"]) <= LAST_PORT or len(match["host"]) > LONGEST_HOST:
        return None
    if match["six"] is not None:
        with suppress(ValueError):
            IPv6Address(match["six"])
            return match["scheme"]
        return None
    return match["scheme"]


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
