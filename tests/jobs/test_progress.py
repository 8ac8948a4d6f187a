"""Progress: bars where a terminal is, lines elsewhere."""

import os
import pty
import re
import subprocess
import sys
import threading
from io import StringIO

import pytest
from rich.console import Console

from gdclips.jobs.bars import Bars
from gdclips.jobs.progress import Lines
from gdclips.places import CODE as ROOT

# Tells of two clips, of which one is finished.
TELLS = """
from gdclips.jobs.progress import progress
with progress({"a.gif": 10, "b.mp4": 30}) as shown:
    shown.tick("a.gif", 10)
    shown.say("made media/a.gif: 10 kB [in 1.0 s]")
    shown.end("a.gif")
    shown.tick("b.mp4", 7)
"""
MADE = "made media/a.gif: 10 kB [in 1.0 s]"


def screen(output):
    """The lines that a terminal shows after an output: rich goes up and erases lines, no more."""
    lines, row = [""], 0
    for part in re.findall(r"\x1b\[[?\d;]*[a-zA-Z]|\r|\n|[^\x1b\r\n]+", output):
        if part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif up := re.fullmatch(r"\x1b\[(\d+)A", part):
            row = max(row - int(up[1]), 0)
        elif part == "\x1b[2K":
            lines[row] = ""
        elif part[0] not in "\r\x1b":
            lines[row] += part
    return [line for line in lines if line.strip()]


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def output(monkeypatch, clock):
    """What is drawn on a terminal of 100 columns without colours."""
    output = StringIO()
    terminal = {"file": output, "force_terminal": True, "width": 100, "color_system": None}
    monkeypatch.setattr("gdclips.jobs.bars.Console", lambda stderr: Console(**terminal, get_time=clock))
    return output


def last(output):
    """The bars as they were drawn last, each as its words: the cursor is shown again before they go."""
    drawn = screen(output.getvalue().partition("\x1b[?25h")[0])
    return [re.sub(r"[━╸╺ ]+", " ", line).strip() for line in drawn]


TWO = {"a.gif": 20, "b.mp4": 60}


def test_a_bar_has_a_clips_frames_and_one_those_of_all(output):
    with Bars(TWO | {"c.gif": 20}) as bars:
        bars.tick("a.gif", 5)
        bars.tick("b.mp4", 1)
        bars.tick("a.gif", 2)
    assert last(output) == [
        "0 of 3 files 8/100 -:--:--",
        "a.gif 7/20 -:--:--",
        "b.mp4 1/60 -:--:--",
    ]


def test_a_bar_has_the_rate_and_the_time_left(output, clock):
    with Bars({"a.gif": 50, "b.gif": 50}) as bars:
        bars.tick("a.gif", 0)
        for clock.now in (1.0, 2.0, 3.0):
            bars.tick("a.gif", 10)
    assert last(output) == ["0 of 2 files 30/100 10/s 0:00:07", "a.gif 30/50 10/s 0:00:02"]


def test_a_bar_goes_when_its_clip_is_finished_and_the_clip_is_counted_whole(output):
    with Bars(TWO) as bars:
        bars.tick("a.gif", 10)
        bars.tick("b.mp4", 0)
        bars.end("a.gif")
    assert last(output) == ["1 of 2 files 20/80 -:--:--", "b.mp4 0/60 -:--:--"]


def test_a_part_that_is_begun_again_takes_its_frames_back(output):
    with Bars({"a.mp4": 40}) as bars:
        for frames in (30, -30, 4):
            bars.tick("a.mp4", frames)
    assert last(output) == ["0 of 1 files 4/40 -:--:--", "a.mp4 4/40 -:--:--"]


def test_bars_grow_where_there_are_more_frames_than_was_thought(output):
    with Bars(TWO) as bars:
        for frames in (15, 15, -30, 25, 10):
            bars.tick("a.gif", frames)
    assert last(output) == ["0 of 2 files 35/95 -:--:--", "a.gif 35/35 0:00:00"]


@pytest.mark.parametrize("frames", [0, 7, 20, 35])
def test_all_is_done_in_the_end_however_many_frames_there_were(output, frames):
    with Bars(TWO) as bars:
        bars.tick("a.gif", frames)
        for file in TWO:
            bars.end(file)
    done, total = re.search(r"2 of 2 files (\d+)/(\d+)", last(output)[0]).groups()
    assert done == total


def test_a_tick_that_comes_after_the_end_moves_nothing(output):
    with Bars(TWO) as bars:
        bars.end("a.gif")
        bars.tick("a.gif", 3)
    assert last(output) == ["1 of 2 files 20/80 -:--:--"]


def test_a_name_is_drawn_as_it_is(output):
    with Bars({"größe [red] 0.5.gif": 40}) as bars:
        bars.tick("größe [red] 0.5.gif", 0)
    assert last(output)[1] == "größe [red] 0.5.gif 0/40 -:--:--"


def test_lines_stay_and_bars_go(output):
    with Bars(TWO) as bars:
        bars.tick("a.gif", 10)
        bars.say(MADE)
        bars.end("a.gif")
        bars.say("x" * 250)  # wider than the terminal: the terminal itself wraps it
    assert screen(output.getvalue()) == [MADE, "x" * 250]


def test_bars_go_after_an_error_too(output):
    with pytest.raises(KeyboardInterrupt), Bars(TWO) as bars:
        bars.tick("a.gif", 10)
        raise KeyboardInterrupt
    assert screen(output.getvalue()) == []


def test_several_threads_may_tell_of_clips(output):
    def tell(bars, file):
        for _ in range(200):
            bars.tick(file, 1)

    with Bars({f"{name}.gif": 200 for name in "abcd"}) as bars:
        threads = [threading.Thread(target=tell, args=(bars, f"{name}.gif")) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    total, *each = last(output)
    assert total.startswith("0 of 4 files 800/800")
    assert sorted(line.split()[:2] for line in each) == [[f"{name}.gif", "200/200"] for name in "abcd"]


def test_lines_tell_what_is_said_and_no_more(capfd):
    lines = Lines()
    lines.tick("a.gif", 10)
    lines.say(MADE)
    lines.end("a.gif")
    assert capfd.readouterr() == ("", f"{MADE}\n")


def told(stderr):
    command = [sys.executable, "-P", "-c", TELLS]
    env = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100", "LINES": "24"}
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=stderr, text=True, check=True)


def test_elsewhere_than_on_a_terminal_there_are_lines():
    done = told(subprocess.PIPE)
    assert (done.stdout, done.stderr) == ("", f"{MADE}\n")


def test_a_terminal_shows_bars_while_clips_are_made():
    ours, theirs = pty.openpty()
    shown = bytearray()

    def listen():
        try:
            while read := os.read(ours, 4096):
                shown.extend(read)
        except OSError:  # the other end was closed
            return

    listener = threading.Thread(target=listen)
    listener.start()
    done = told(theirs)
    os.close(theirs)
    listener.join()
    os.close(ours)
    output = shown.decode()
    assert done.stdout == ""
    for drawn in ("0 of 2 files", "1 of 2 files", "a.gif", "b.mp4", "7/30", "17/40"):
        assert drawn in output
    assert screen(output) == [MADE]
