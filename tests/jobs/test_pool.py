"""Worker processes: what they answer, how they end, and that nothing else comes between."""

import pickle
import subprocess
import sys

import pytest

from gdclips.jobs import pool
from gdclips.jobs.pool import START, JobError, Worker, WorkerDied
from gdclips.places import CODE

# A worker that takes its streams as ours do, and answers each job by what the job's text does.
TAUGHT = """
import os, pickle, runpy, sys, time
jobs, answers = runpy.run_path({start!r})["job_streams"]()

def answer(*told):
    pickle.dump(told, answers)
    answers.flush()

while True:
    exec(pickle.load(jobs))
"""


@pytest.fixture
def worker(tmp_path):
    """A worker that does what it is told."""
    start = tmp_path / START
    start.parent.mkdir(parents=True)
    start.write_text(TAUGHT.format(start=str(CODE / START)))
    taught = Worker(tmp_path)
    yield taught
    taught.kill()
    taught.end()


def do(worker, text, seconds=600.0):
    frames = []
    return worker.do(text.encode(), frames.append, seconds), frames


def test_a_worker_does_jobs_one_after_the_other(worker):
    many = b"x" * 300_000
    assert do(worker, f"answer('frames', 1); answer('frames', 2); answer('made', [{many!r}])") == (
        [many],
        [1, 2],
    )
    assert do(worker, "answer('made', [])") == ([], [])


def test_what_a_worker_prints_and_reads_is_no_answer(worker):
    loud = "print('loud', flush=True); os.write(1, b'loud'); os.write(2, b'loud')"
    assert do(worker, f"{loud}; answer('made', [sys.stdin.read()])") == ([""], [])


def test_a_job_that_fails_leaves_the_worker_to_the_next(worker):
    with pytest.raises(JobError, match=r"^no pears$") as failed:
        do(worker, "answer('failed', ('no pears', 'where'))")
    assert failed.value.trace == "where" and not worker.ended
    assert do(worker, "answer('made', [])") == ([], [])


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("os._exit(3)", "exit status 3"),
        ("os.abort()", "SIGABRT"),
        ("answers.write(pickle.dumps(('made', ['x' * 9000]))[:5000]); os._exit(4)", "exit status 4"),
    ],
)
def test_a_worker_that_ends_in_its_job_is_told_of(worker, end, told):
    with pytest.raises(WorkerDied, match=f"^its process was ended: {told}$"):
        do(worker, end)
    assert worker.ended


def test_a_job_that_takes_too_long_ends_its_worker(worker, monkeypatch):
    monkeypatch.setattr(pool, "GRACE", 0.0)
    with pytest.raises(JobError, match=r"^it took longer than 0\.2 s \(--timeout\)$"):
        do(worker, "answer('frames', 1); time.sleep(600)", 0.2)
    assert worker.ended


def test_a_worker_ends_when_nothing_more_can_come(worker):
    assert worker.end() == "exit status 1"


IDLE = """
from gdclips.jobs import start, worker
worker.IDLE = 0.01
worker.main(*start.job_streams())
"""


@pytest.mark.parametrize("sent", [b"", pickle.dumps(b"no job")])
def test_a_worker_without_jobs_ends_by_itself(sent):
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", IDLE], cwd=CODE, **pipes) as process:
        process.stdin.write(sent)
        process.stdin.flush()
        assert process.wait(600) == 0
        assert process.stderr.read() == b""
        assert bool(process.stdout.read()) == bool(sent)
