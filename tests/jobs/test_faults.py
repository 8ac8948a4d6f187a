"""What real faults leave: killed runs and workers, full disks, flipped bytes, two runs at once."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

LECTURE = """
[defaults]
size = "96x64"
fps = 10
settings = { steps = 4 }
outputs = ["gif"]
[defaults.mp4]
renderer = "matplotlib"
cut = "short"
[clips.noise_ball]
scene = "noise_ball"
outputs = ["gif", "mp4"]
[clips.contour_descent]
scene = "contour_descent"
[clips.ravine]
scene = "ravine"
[clips.momentum]
scene = "momentum"
outputs = ["png", "mp4"]
"""
FILES = 6
GUARD = 600.0  # seconds: only so that nothing is waited for without end
LIMIT = "8"  # seconds: far more than a clip that doesn't hang takes


@pytest.fixture
def small(project):
    """A project whose lecture is quickly made."""
    (project.root / "lecture.toml").write_text(LECTURE)
    return project


@pytest.fixture(scope="module")
def whole(lay_out, tmp_path_factory):
    """All files of the small lecture, as an undisturbed run makes them."""
    project = lay_out(tmp_path_factory.mktemp("whole"))
    (project.root / "lecture.toml").write_text(LECTURE)
    assert len(project.make()) == FILES
    return project.files()


def wait_until(condition):
    end = time.monotonic() + GUARD
    while not (found := condition()):
        assert time.monotonic() < end, "it never comes"
        time.sleep(0.01)
    return found


def none_left(project):
    wait_until(lambda: not project.workers())
    return True


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_kills_at_random_moments_tear_nothing(small, whole, kills):
    rng = random.Random(7)
    with small.begin() as process:
        began = time.monotonic()
        process.communicate()
        length = time.monotonic() - began
    for turn in range(kills):
        with small.begin("-B") as process:
            time.sleep(rng.uniform(0, length))
            for each in small.workers() if turn % 2 else ():
                each.kill()
            process.kill()
            process.communicate()
        assert none_left(small)
        finished = small.clips()
        assert finished == {name: whole[name] for name in finished}
    done = small.run()
    assert done.returncode == 0, done.stderr
    assert small.files() == whole


def test_a_killed_run_goes_on_from_where_it_was(small, whole):
    with small.begin("-j", "1") as process:
        wait_until(lambda: len(small.clips()) >= 2)
        process.kill()
        process.communicate()
    before = set(small.clips())
    done = small.run()
    assert done.returncode == 0
    kept = {line.split("/")[1].split(":")[0] for line in done.stderr.splitlines() if line.startswith("keep ")}
    assert before <= kept
    assert small.files() == whole


def test_a_worker_that_is_killed_is_replaced(small):
    (path,) = small.make("noise_ball.mp4", "-j", "1")
    alone = path.read_bytes()
    small.let_workers_meet(2)  # the one that is killed, and another
    with small.begin("noise_ball.mp4", "-j", "1", "-B") as process:
        wait_until(small.met)
        (worker,) = small.workers()
        worker.kill()
        _, told = process.communicate()
    assert process.returncode == 0, told
    assert path.read_bytes() == alone


def test_a_job_whose_workers_die_each_time_fails_in_one_line(small):
    small.before_making("    import os; os.abort()\n")
    done = small.run("noise_ball.gif")
    assert (done.returncode, small.clips()) == (1, {})
    (line,) = done.stderr.splitlines()
    assert line == "error: media/noise_ball.gif: scene noise_ball: its process was ended: SIGABRT"


def hang(project, scene):
    """Let a scene's clips hang as they are drawn."""
    project.before_making(
        f'    while request.scene.name == "{scene}":\n        __import__("time").sleep(1)\n'
    )


def test_a_worker_that_hangs_is_ended_and_the_others_go_on(small, whole):
    hang(small, "ravine")
    done = small.run("-k", "--timeout", LIMIT)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"error: media/ravine.gif: scene ravine: it took longer than {LIMIT} s (--timeout)"
    )
    assert none_left(small)
    assert set(small.clips()) == {name for name in whole if name.endswith(("gif", "mp4", "png"))} - {
        "ravine.gif"
    }


def test_an_interrupt_stops_also_a_worker_that_hangs(small):
    hang(small, "ravine")
    with small.begin("-j", "2") as process:
        wait_until(lambda: len(small.clips()) == FILES - 1)
        process.send_signal(signal.SIGINT)
        said, told = process.communicate(timeout=GUARD)
    assert (process.returncode, said) == (130, "")
    assert told.splitlines()[-1].startswith(
        f"error: interrupted; {FILES - 1} of {FILES} files were finished ("
    )
    assert none_left(small)
    assert not [name for name in small.files() if name.startswith(".")]


def limited(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_disk_without_room_costs_one_line_and_the_old_file_stays(small):
    (path,) = small.make("noise_ball.gif")
    before = small.files()
    done = small.run("noise_ball.gif", "--size", "360p", preexec_fn=limited(20_000))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: media/noise_ball.gif: File too large\n"
    assert small.files() == before
    done = small.run("noise_ball.mp4", "--size", "360p", preexec_fn=limited(20_000))
    assert done.stderr == "error: media/noise_ball.mp4: File too large\n"
    assert small.files().keys() - before.keys() <= {"noise_ball.srt", "noise_ball.vtt"}
    assert small.make("noise_ball.gif", "--size", "360p") == [path]


def mounted(project, options, *request):
    """Run a request with a file system of its own in the place of media/, then list what lies there."""
    script = (
        'mount -t tmpfs -o "$1" tmpfs "$2" || exit 99; m=$2; shift 2; "$@"; s=$?; ls -A "$m" >&2; exit $s'
    )
    project.media.mkdir(exist_ok=True)
    start = project.python("-m", "gdclips", *request)
    start["args"] = ["unshare", "-rm", "sh", "-c", script, "sh", options, str(project.media), *start["args"]]
    done = subprocess.run(**start, capture_output=True, check=False)
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this system mounts nothing for a user")
    return done


@pytest.mark.skipif(shutil.which("unshare") is None, reason="there is no unshare")
@pytest.mark.parametrize(
    ("options", "told"), [("size=16k", "No space left on device"), ("ro", "Read-only file system")]
)
def test_a_full_or_read_only_disk_costs_one_line_and_leaves_nothing(small, options, told):
    done = mounted(small, options, "noise_ball.gif", "--size", "360p")
    assert done.returncode == 1
    error, *left = done.stderr.splitlines()
    assert error.startswith("error: ") and "media" in error and error.endswith(told)
    assert [name for name in left if not name.endswith(".txt")] == []


def test_a_cache_entry_with_a_flipped_byte_is_made_again(small):
    (path,) = small.make("noise_ball.gif")
    content = path.read_bytes()
    (kept,) = (small.root / ".cache/clips").iterdir()
    damaged = bytearray(kept.read_bytes())
    damaged[40] ^= 1
    kept.write_bytes(damaged)
    path.unlink()
    done = small.run("noise_ball.gif")
    assert (done.returncode, "from the cache" in done.stderr) == (0, False)
    assert path.read_bytes() == content
    path.unlink()
    assert "from the cache" in small.run("noise_ball.gif").stderr
    assert path.read_bytes() == content


def test_a_note_with_a_flipped_byte_is_repaired(small):
    (path,) = small.make("noise_ball.gif")
    note = small.root / ".cache/made/noise_ball.gif"
    damaged = bytearray(note.read_bytes())
    damaged[60] ^= 1
    note.write_bytes(damaged)
    assert "keep media/noise_ball.gif: up to date" in small.run("noise_ball.gif").stderr
    done = small.run("noise_ball.gif", "--set", "rate=0.2")
    assert done.stderr.startswith("made "), done.stderr
    assert small.make("noise_ball.gif") == [path]


def test_two_runs_at_once_end_well(small, whole):
    with small.begin() as one, small.begin("-B") as other:
        answers = [(*process.communicate(), process.returncode) for process in (one, other)]
    assert [status for *_, status in answers] == [0, 0], answers
    assert small.files() == whole
    assert {line.split()[0] for line in small.run().stderr.splitlines()} == {"keep"}


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_two_runs_at_once_of_different_settings_leave_no_doubt(small, times):
    for _ in range(times):
        with (
            small.begin("noise_ball.png", "-B") as one,
            small.begin("noise_ball.png", "-B", "--bare") as other,
        ):
            assert [process.wait() for process in (one, other)] == [0, 0]
        assert small.run("noise_ball.png").stderr.split()[0] in ("keep", "made")


# Takes the lock of a manifest, says so, and keeps it.
HOLDER = """
import fcntl, os, time
fcntl.flock(os.open("made", os.O_RDONLY), fcntl.LOCK_EX)
print(flush=True)
time.sleep(3600)
"""


def test_the_lock_of_a_dead_process_doesnt_block(small):
    made = small.root / ".cache/made"
    made.mkdir(parents=True)
    start = {"cwd": made.parent, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLDER], **start) as holder:
        assert holder.stdout.readline() == "\n"
        with pytest.raises(subprocess.TimeoutExpired):
            small.run("noise_ball.png", timeout=2)
        holder.kill()
    assert small.run("noise_ball.png", timeout=GUARD).returncode == 0


# Runs a request by a clock that goes back an hour each time it is asked.
BACKWARDS = """
import sys, time
now = time.time()

def backwards():
    global now
    now -= 3600
    return now

time.time = backwards
from gdclips.commandline import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_clock_that_jumps_makes_nothing_twice_and_misses_nothing(small, whole):
    start = small.python("-c", BACKWARDS)
    assert subprocess.run(**start, capture_output=True, check=False).returncode == 0
    assert small.files() == whole
    for moment in (0, 4e9):
        for path in [path for path in small.root.rglob("*") if path.is_file()]:
            shutil.copyfile(path, path.with_name("new"))
            path.with_name("new").replace(path)  # not in place: all copies of the project share it
            os.utime(path, (moment, moment))
        assert {line.split()[0] for line in small.run().stderr.splitlines()} == {"keep"}
    small.append("gdclips/drawing/theme.py", "\n")
    os.utime(small.root / "gdclips/drawing/theme.py", (0, 0))
    assert "code changed" in small.run("-n").stdout
