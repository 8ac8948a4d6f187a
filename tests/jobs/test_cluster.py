"""Clips made by a Dask cluster of real processes on loopback, whose workers have none of the project."""

import json
import os
import signal
import site
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from gdclips.jobs import cluster as clusters
from gdclips.jobs.pool import START, WorkersLost
from gdclips.jobs.scheduler import Scheduler

LECTURE = """
[defaults]
size = "160x90"
settings = { steps = 4 }
outputs = ["gif"]
[defaults.mp4]
renderer = "matplotlib"
cut = "short"
[clips.noise_ball]
scene = "noise_ball"
outputs = ["gif", "mp4"]
[clips.own]
scene = "ravine"
data = "data/stackloss.csv"
features = ["air_flow", "water_temp"]
target = "stack_loss"
outputs = ["mp4", "png"]
[clips.momentum]
scene = "momentum"
[clips.mine]
scene = "meine szenen/mine.py"
"""
MINE = """
from .helper import story
"""
HELPER = """
import gdclips.scene as gd
from gdcore import nesterov

def story(settings: gd.Rated, own=None):
    task = gd.problem(settings, own, settings.rate)
    run = gd.descent(task, nesterov(task.rate, 0.5), settings.steps)
    return gd.descent_film("Mine", task, run, settings.steps, "abcd")
"""
FILES = 6
GUARD = 600.0  # seconds: only so that nothing is waited for without end


@dataclass
class Cluster:
    """A scheduler and its workers, started by Dask's own commands in a folder without the project."""

    folder: Path
    security: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start(self, program, *args):
        """Start a Dask command; -S keeps the project, which is installed as a link, off its path."""
        packages = os.pathsep.join([*self.env.get("PYTHONPATH", "").split(), *site.getsitepackages()])
        command = [sys.executable, "-S", "-m", f"distributed.cli.dask_{program}", "--no-dashboard"]
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(
                [*command, *self.security, *args],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": packages},
                stdout=log,
                stderr=log,
            )

    def begin(self):
        file = self.folder / "scheduler.json"
        host = ["--protocol", "tls"] if self.security else []
        self.scheduler = self.start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file), *host
        )
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    def hire(self):
        """Start one more worker, which does one job at a time and isn't started again."""
        options = ["--nthreads", "1", "--no-nanny", "--death-timeout", f"{GUARD:g}"]
        self.workers.append(self.start("worker", self.address, *options))
        return self.workers[-1]

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def started(folder, workers=2, **more):
    folder.mkdir()
    cluster = Cluster(folder, **more)
    cluster.begin()
    try:
        for _ in range(workers):
            cluster.hire()
        yield cluster
    finally:
        cluster.end()


@pytest.fixture
def own_cluster(tmp_path):
    """A cluster of a test's own, parts of which are killed."""
    with started(tmp_path / "cluster") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def shared_cluster(tmp_path_factory):
    with started(tmp_path_factory.mktemp("cluster") / "here") as cluster:
        yield cluster


@pytest.fixture
def cluster(shared_cluster):
    """A cluster that other tests use, too, on which nothing may be left."""
    yield shared_cluster
    wait_until(lambda: not crews(shared_cluster))


@pytest.fixture
def small(project):
    (project.root / "lecture.toml").write_text(LECTURE)
    (project.root / "meine szenen").mkdir()
    for name, text in {"mine": MINE, "helper": HELPER}.items():
        (project.root / f"meine szenen/{name}.py").write_text(text)
    return project


def wait_until(condition):
    end = time.monotonic() + GUARD
    while not (found := condition()):
        assert time.monotonic() < end, "it never comes"
        time.sleep(0.01)
    return found


def crews(cluster):
    """The processes with which a cluster's workers do jobs."""
    found = []
    for worker in cluster.workers:
        try:
            found += [
                each
                for each in psutil.Process(worker.pid).children()
                if any(word.endswith(str(START)) for word in each.cmdline())
            ]
        except psutil.Error:
            continue
    return found


LONG = ["noise_ball.mp4", "--cut", "full", "--fps", "5"]


def test_the_workers_have_none_of_the_project(tmp_path):
    start = Cluster(tmp_path).start
    with start("scheduler", "--version") as process:
        assert process.wait() == 0
    text = "import importlib.util, sys; sys.exit(importlib.util.find_spec('scenes') is not None)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(site.getsitepackages())}
    assert (
        subprocess.run([sys.executable, "-S", "-c", text], cwd=tmp_path, env=env, check=False).returncode == 0
    )


def test_a_cluster_makes_the_same_bytes_as_this_machine(small, cluster):
    here = len(small.make()), small.files()
    small.make("-B", "--scheduler", cluster.address)
    assert (FILES, small.files()) == here


def made_alone(project):
    """A long video's bytes as one worker makes them; then each of its beats is a job."""
    project.cut_into_beats()
    (path,) = project.make(*LONG, "-j", "1")
    return path.read_bytes()


def test_a_long_video_is_spread_over_the_workers_and_joined(small, cluster):
    alone = made_alone(small)
    small.let_workers_meet(2)
    small.make(*LONG, "-B", "--scheduler", cluster.address)
    assert len(small.met()) == 2
    assert small.files()[LONG[0]] == alone


def test_the_clips_of_a_worker_that_is_killed_are_made_by_the_others(small, own_cluster):
    alone = made_alone(small)
    small.let_workers_meet(9)  # until they may go
    with small.begin(*LONG, "-B", "--scheduler", own_cluster.address) as process:
        wait_until(lambda: len(small.met()) == 2)
        own_cluster.workers[0].kill()
        small.go()
        _, told = process.communicate()
    assert process.returncode == 0, told
    assert small.files()[LONG[0]] == alone


STUCK = '    while request.scene.name == "momentum":\n        __import__("time").sleep(1)\n'


def test_without_the_scheduler_a_run_ends_in_one_line_and_keeps_what_is_finished(small, own_cluster):
    small.before_making(STUCK)
    small.make("noise_ball.gif", "--scheduler", own_cluster.address)
    before = small.files()
    with small.begin("momentum.gif", "--scheduler", own_cluster.address) as process:
        wait_until(lambda: crews(own_cluster))
        own_cluster.scheduler.kill()
        said, told = process.communicate(timeout=GUARD)
    assert (process.returncode, said) == (1, "")
    assert told == (
        f"error: {own_cluster.address}: the scheduler was lost; 0 of 1 files were finished; "
        "the next run goes on from there\n"
    )
    assert small.files() == before
    assert small.run("noise_ball.gif").stderr.startswith("keep ")


def test_an_interrupt_leaves_no_work_behind(small, cluster):
    small.before_making(STUCK)
    with small.begin("momentum.gif", "--scheduler", cluster.address) as process:
        wait_until(lambda: crews(cluster))
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=GUARD)
    assert process.returncode == 130
    assert told.startswith("error: interrupted; 0 of 1 files were finished")
    wait_until(lambda: not crews(cluster))
    assert small.make("noise_ball.gif", "--scheduler", cluster.address)


def test_a_worker_of_a_cluster_that_hangs_is_ended(small, cluster):
    small.before_making(STUCK)
    done = small.run("momentum.gif", "--timeout", "4", "--scheduler", cluster.address)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "error: media/momentum.gif: scene momentum: it took longer than 4 s (--timeout) (on tcp:"
    )


def test_a_scene_that_raises_there_is_told_as_here(small, cluster):
    raising = "\n\ndef map_part(*_):\n    raise ZeroDivisionError('by zero')\n"
    small.append("gdclips/drawing/film/maps/map.py", raising)
    done = small.run("noise_ball.gif", "--scheduler", cluster.address)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "error: media/noise_ball.gif: scene noise_ball: ZeroDivisionError: by zero (gdclips/drawing/film"
    )


def test_a_machine_with_other_versions_is_named(small, tmp_path):
    other = tmp_path / "other"
    (other / "av-0.1.dist-info").mkdir(parents=True)
    (other / "av-0.1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: av\nVersion: 0.1\n")
    with started(tmp_path / "cluster", 1, env={"PYTHONPATH": str(other)}) as cluster:
        done = small.run("noise_ball.gif", "--scheduler", cluster.address)
    assert (done.returncode, small.clips()) == (1, {})
    *_, line = done.stderr.splitlines()  # a worker that comes late is waited for, which a line says
    assert f"{socket.gethostname()} has av 0.1, not " in line and "install the same there" in line


def test_where_no_scheduler_answers_one_line_says_so(small):
    done = small.run("noise_ball.gif", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: --scheduler tcp://127.0.0.1:9: no Dask scheduler answers there (")


def test_without_workers_the_run_waits_and_then_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(clusters, "WITHOUT_WORKERS", GUARD)
    with started(tmp_path / "cluster", workers=0) as cluster:
        executor = clusters.ClusterExecutor(Scheduler(cluster.address), tmp_path, 10)
        try:
            assert capsys.readouterr().err == f"{cluster.address}: no workers yet, waiting for some\n"
            executor.check()
            monkeypatch.setattr(clusters, "WITHOUT_WORKERS", 0.0)
            with pytest.raises(WorkersLost, match="no workers for"):
                executor.check()
            monkeypatch.setattr(clusters, "WITHOUT_WORKERS", GUARD)
            cluster.hire()
            cluster.hire()
            wait_until(lambda: executor.check() or executor.workers == 2)
        finally:
            executor.close()


@pytest.fixture
def certificates(tmp_path):
    """A certificate that vouches for itself, and its key, by openssl."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=clips"]
    try:
        subprocess.run([*make, "-keyout", key, "-out", cert], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl")
    return str(cert), str(cert), str(key)


def test_an_encrypted_cluster_takes_whoever_has_a_certificate(small, certificates, tmp_path):
    ca, cert, key = certificates
    security = ("--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key)
    with started(tmp_path / "cluster", security=security) as cluster:
        assert cluster.address.startswith("tls://")
        small.make(
            "noise_ball.gif",
            "--scheduler",
            cluster.address,
            "--tls-ca",
            ca,
            "--tls-cert",
            cert,
            "--tls-key",
            key,
        )
        plain = small.run("momentum.gif", "--scheduler", cluster.address.replace("tls:", "tcp:"))
        assert plain.returncode == 1
        assert plain.stderr.startswith("error: --scheduler tcp:") and len(plain.stderr.splitlines()) == 1
