"""Render thread: it draws the newest view of each client, and its queues don't grow."""

import threading
from concurrent.futures import wait
from contextlib import closing

import pytest

from gdclips.explorer.protocol import DROPPED, Answer
from gdclips.explorer.render_thread import MAX_CLIENTS, MAX_IDLE, RenderThread

GUARD = 600  # seconds: only so that nothing is waited for without end


@pytest.fixture
def renderer():
    with closing(RenderThread()) as made:
        yield made


class Gate:
    """A task that waits until it is opened."""

    def __init__(self):
        self.begun, self.opened = threading.Event(), threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.opened.wait(GUARD)
        return Answer({"gate": True})


def test_of_a_client_the_newest_is_drawn_and_the_others_dropped_at_once(renderer):
    gate = Gate()
    first = renderer.view("a", 1, gate)
    assert gate.begun.wait(GUARD)
    drawn = []
    waiting = [renderer.view("a", n, lambda n=n: drawn.append(n) or Answer({"n": n})) for n in range(2, 22)]
    assert [future.done() for future in waiting] == [True] * 19 + [False]
    assert all(future.result() is DROPPED for future in waiting[:-1])
    gate.opened.set()
    assert waiting[-1].result(GUARD).facts == {"n": 21}
    assert (first.result(GUARD).facts, drawn) == ({"gate": True}, [21])


def test_clients_take_turns_and_thumbnails_wait_for_them(renderer):
    gate, drawn = Gate(), []

    def task(name):
        return lambda: drawn.append(name) or Answer({})

    futures = [renderer.view("z", 1, gate)]
    assert gate.begun.wait(GUARD)
    futures += [renderer.when_idle(name, task(name)) for name in ("t1", "t2", "t1")]
    futures += [renderer.view(name, 1, task(name)) for name in "abc"]
    futures += [renderer.view("a", 2, task("a2"))]
    gate.opened.set()
    wait(futures, GUARD)
    assert drawn == ["b", "c", "a2", "t1", "t2"]


def test_nothing_grows(renderer):
    gate = Gate()
    renderer.view("z", 1, gate)
    assert gate.begun.wait(GUARD)
    for number in range(3 * MAX_CLIENTS):
        renderer.view(f"client {number}", 1, lambda: Answer({}))
        renderer.when_idle(number, lambda: Answer({}))
    assert len(renderer._views) <= MAX_CLIENTS
    assert len(renderer._idle) <= MAX_IDLE
    assert len(renderer._newest) <= MAX_CLIENTS
    gate.opened.set()


def test_what_waits_at_the_end_is_dropped():
    renderer, gate = RenderThread(), Gate()
    renderer.view("a", 1, gate)
    assert gate.begun.wait(GUARD)
    waiting = [renderer.view("a", 2, Gate()), renderer.when_idle("b", Gate())]
    renderer.close()
    gate.opened.set()
    assert all(future.result(GUARD) is DROPPED for future in waiting)
    assert renderer.view("a", 3, Gate()).result(GUARD) is DROPPED
    assert renderer.when_idle("c", Gate()).result(GUARD) is DROPPED


def test_a_burst_ends_on_the_last(dispatcher):
    """Twenty settings in a burst: of some a picture may come between, of the last it does."""
    numbers = range(1, 21)
    bodies = [{"client": "a", "number": n, "scene": "sgd", "settings": {"seed": n}} for n in numbers]
    futures = [dispatcher.ask("view", body) for body in bodies]
    answers = [future.result(GUARD) for future in futures]
    shown = [answer.facts["number"] for answer in answers if answer is not DROPPED]
    assert shown == sorted(shown) and shown[-1] == 20
