"""Connections: the server survives half a request, none, too many, and what is not HTTP."""

import json
import logging
import socket
import time
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gdclips.explorer import connections
from gdclips.explorer.server import Server

GUARD = 600  # seconds: only so that nothing is waited for without end
ASK = b"POST /api/scenes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
SOON = 1.0  # seconds in which a request has to come, where that is tried


@contextmanager
def serving(dispatcher):
    """Serve in a thread; yield the port."""
    server = Server(dispatcher)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def port(dispatcher, monkeypatch, capfd, caplog):
    """The port of a server that must print nothing, and log nothing."""
    monkeypatch.setattr(connections, "REQUEST_TIMEOUT", GUARD)
    with caplog.at_level(logging.WARNING), serving(dispatcher) as port:
        yield port
        assert heard(port, ASK + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")[0] == 200
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.fixture
def hurried(port, monkeypatch):
    """The same, while it waits for requests but a short time."""
    with monkeypatch.context() as patch:
        patch.setattr(connections, "REQUEST_TIMEOUT", SOON)
        yield port


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=GUARD)


def received(connection):
    """All that comes until the end of a connection."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass  # it is closed, though not all was read that was sent there
    return b"".join(parts)


def parsed(answer):
    """The status of an answer and what its JSON says, (None, None) if there is none."""
    if not answer:
        return None, None
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def heard(port, sent, ends=False):
    with connected(port) as connection:
        connection.sendall(sent)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        return parsed(received(connection))


UNFINISHED = {
    "a request line": b"POST /api/sc",
    "headers": ASK,
    "a body": ASK + b"Content-Length: 100\r\n\r\n{",
    "chunks": ASK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    "a second request": ASK + b"Content-Length: 2\r\n\r\n{}POST /api/sc",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_who_leaves_before_all_is_said_costs_nothing(port, dispatcher, monkeypatch, sent):
    asked = []
    monkeypatch.setattr(
        dispatcher, "ask", lambda *question: asked.append(question) or ask(*question), raising=True
    )
    ask = type(dispatcher).ask.__get__(dispatcher)
    for _ in range(20):
        with connected(port) as connection:
            connection.sendall(sent)
    with connected(port) as connection:  # and who leaves with a bang
        connection.sendall(sent)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert all(kind == "scenes" and body == {} for kind, body in asked)


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_what_does_not_come_whole_is_ended(hurried, sent):
    with connected(hurried) as connection:
        connection.sendall(sent)
        answers = received(connection)
    *_, last = answers.split(b"HTTP/1.1 ")
    assert last.startswith(b"408 ")
    assert "was not complete within 1 s" in parsed(b"HTTP/1.1 " + last)[1]["error"]


def test_so_is_what_comes_in_drops(hurried):
    with connected(hurried) as connection:
        connection.sendall(ASK + b"Content-Length: 60000\r\n\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(60_000):
                connection.sendall(b" ")
                time.sleep(0.01)


def test_who_says_nothing_hears_nothing(hurried):
    assert heard(hurried, b"") == (None, None)
    assert heard(hurried, b"", ends=True) == (None, None)


def test_a_connection_is_kept_between_requests(port, monkeypatch):
    whole = ASK + b"Content-Length: 2\r\n\r\n{}"
    with connected(port) as connection:
        connection.sendall(whole)
        assert len(answered(connection, 1)) == 1
        with monkeypatch.context() as patch:
            patch.setattr(connections, "REQUEST_TIMEOUT", 0.1)
            time.sleep(0.3)  # longer than a first request may take
            connection.sendall(whole)
            assert len(answered(connection, 1)) == 1
            time.sleep(0.3)
        connection.sendall(whole + whole)  # two at once
        assert len(answered(connection, 2)) == 2


def answered(connection, count):
    """The answers on a connection that stays open, so many; fewer, if it is closed before."""
    answers = b""
    while answers.count(b"HTTP/1.1 200 OK") < count or not answers.endswith(b"}"):
        if not (part := connection.recv(65536)):
            break
        answers += part
    return answers.split(b"HTTP/1.1 200 OK")[1:]


def test_too_many_connections_are_refused_and_the_others_go_on(port, monkeypatch):
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 8)
    with ExitStack() as stack:
        many = [stack.enter_context(connected(port)) for _ in range(12)]
        refused = [parsed(received(each)) for each in many[8:]]
        assert refused == [(503, {"error": "too many connections: expected at most 8"})] * 4
        many[0].sendall(ASK + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        assert parsed(received(many[0]))[0] == 200
    for _ in range(GUARD):  # until the server has seen that they are gone
        if heard(port, ASK + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")[0] == 200:
            break
        time.sleep(0.1)


def test_as_many_as_there_may_be_files_are_none_too_many(hurried):
    with ExitStack() as stack:
        many = [stack.enter_context(connected(hurried)) for _ in range(300)]
        assert {parsed(received(each))[0] for each in many} <= {None, 503}


LINES = st.sampled_from(
    [b"\r\n", b"\n", b"GET / HTTP/1.1", b"Host: 127.0.0.1", b"HTTP/9.9", b"\x00", b"a" * 20_000]
)
NOISE = st.lists(LINES | st.binary(max_size=20), max_size=8).map(b"".join)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: " + b"a" * 100_000, 400),
        (ASK + b"Content-Length: x\r\n\r\n", 400),
        (ASK + b"Content-Length: -1\r\n\r\n", 400),
        (ASK + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        (ASK + b"Content-Length: 99999999999999999999\r\n\r\n" + b" " * 70_000, 413),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_what_is_no_request_is_refused_in_json(port, sent, status):
    told, body = heard(port, sent)
    assert (told, list(body)) == (status, ["error"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=NOISE)
@example(sent=ASK + b"Transfer-Encoding: chunked\r\n\r\n" + b"11170\r\n" + b" " * 70_000 + b"\r\nx\r\n")
@example(sent=b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
@example(sent=b"CONNECT a:1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
def test_bytes_of_any_kind_are_no_trouble(port, sent):
    with connected(port) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            return
        received(connection)


def test_at_its_end_nobody_is_left_waiting(dispatcher, monkeypatch, capfd):
    with ExitStack() as stack:
        with serving(dispatcher) as port:
            sent = [*UNFINISHED.values(), b"", ASK + b"Content-Length: 2\r\n\r\n{}"]
            many = [stack.enter_context(connected(port)) for _ in sent]
            for connection, each in zip(many, sent, strict=True):
                connection.sendall(each)
            assert many[-1].recv(9) == b"HTTP/1.1 "
        for connection in many:
            received(connection)
    assert capfd.readouterr() == ("", "")
