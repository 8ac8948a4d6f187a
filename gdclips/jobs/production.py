"""Production: has an executor do the jobs of tasks, and puts the finished files in their place."""

from __future__ import annotations

import pickle
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from gdclips.build.job import FileInfo, Job, SegmentsJob, StoryJob, file_info, tell_story
from gdclips.build.output import ForeignFile, OutputFolder
from gdclips.build.recipe import Recipe
from gdclips.jobs.pool import JobError
from gdclips.jobs.progress import Progress
from gdclips.jobs.queue import Queue, Task
from gdclips.jobs.worker import error_line

AHEAD = 2  # submitted jobs for each worker; 1 if a failure ends the run
CHECK_INTERVAL = 0.5  # seconds


class Executor(Protocol):
    """Does jobs, on this machine or on a cluster."""

    @property
    def workers(self) -> int:
        """How many jobs can be done at a time."""

    def submit(self, job: bytes, tick: Callable[[int], None]) -> Future[Any]:
        """Start a job once a worker is free; ``tick`` gets the count of its frames done so far."""

    def result(self, future: Future[Any]) -> list[bytes]:
        """Return a job's results; raises a JobError if it failed."""

    def check(self) -> None:
        """Raise a WorkersLost if the executor can do no more jobs."""

    def close(self) -> None:
        """Stop all jobs."""


@dataclass
class Outcome:
    """What came of a run so far: the finished files, and the failed ones with the reason."""

    finished: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)


class Production:
    """Makes files and puts them into the output folder; ``label`` returns a file's name for the user.

    Files of the user's stay, unless they are to be overwritten.
    """

    def __init__(
        self,
        output: OutputFolder,
        label: Callable[[str], str],
        progress: Progress,
        outcome: Outcome,
        overwrite: bool = False,
    ) -> None:
        self._output, self._label, self._progress, self._outcome = output, label, progress, outcome
        self._overwrite = overwrite
        self._infos: dict[str, FileInfo] = {}
        self._parts: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self._started: dict[str, float] = {}

    def replaceable(self, task: Task) -> bool:
        """Tell whether a file could be put in its place; if not, it has failed."""
        try:
            self._output.check_replaceable(task.file)
        except OSError as error:
            self._fail(task, _os_error_text(error, task.file))
        return task.file not in self._outcome.failed

    def restore(self, task: Task) -> bool:
        """Put a file in its place if it is in the cache; return whether it is."""
        content = self._output.cached(task.step.recipe)
        if content is None:
            return False
        try:
            with redirect_stdout(sys.stderr):  # because a scene may print, and stdout is for paths
                info = self._info(task)
            if info is None:
                return False
            self._put(task, info, lambda path: path.write_bytes(content), "from the cache")
        except OSError as error:
            self._fail(task, _os_error_text(error, task.file))
        except Exception as error:
            self._fail_scene(task, error_line(error), traceback.format_exc())
        return True

    def _info(self, task: Task) -> FileInfo | None:
        """Return the info of a cached file; None if it has a limit on its bytes, and isn't cached, too."""
        request = task.step.request
        if request.look.max_bytes is None:
            return file_info(request, tell_story(request, task.own), task.own)
        found = self._output.cached(_of_info(task.step.recipe))
        return None if found is None else msgspec.json.decode(found, type=FileInfo)

    def make(self, tasks: Sequence[Task], executor: Executor, keep_going: bool) -> None:
        """Make files, the longest first; unless ``keep_going``, start no job after a failure."""
        queue, running = Queue(tasks, executor.workers), dict[Future[Any], tuple[Task, Job]]()
        ahead = executor.workers * (AHEAD if keep_going else 1)
        while queue or running:
            if self._outcome.failed and not keep_going:
                queue.clear()
            while len(running) < ahead and (following := queue.next()):
                task, job = following
                running[executor.submit(pickle.dumps(job), self._ticker(task))] = following
            done, _ = wait(running, CHECK_INTERVAL, FIRST_COMPLETED)
            executor.check()
            for future in done:
                task, job = running.pop(future)
                if task.file not in self._outcome.failed:
                    self._receive(task, job, partial(executor.result, future), queue)

    def _receive(self, task: Task, job: Job, result: Callable[[], list[bytes]], queue: Queue) -> None:
        """Take a job's results or failure; put the file in its place if all its parts are made."""
        try:
            self._take(task, job, result(), queue)
            if len(self._parts[task.file]) == len(self._infos[task.file].frames):
                self._finish(task)
        except JobError as error:
            self._fail_scene(task, str(error), error.trace)
        except OSError as error:
            self._fail(task, _os_error_text(error, task.file))
        if task.file not in self._infos:
            queue.drop(task)

    def _take(self, task: Task, job: Job, results: list[bytes], queue: Queue) -> None:
        """Take a job's results; the file info comes first if it told the story."""
        if isinstance(job, SegmentsJob):
            self._parts[task.file] |= zip(range(job.first, job.stop), results, strict=True)
            return
        info, *parts = results
        self._infos[task.file] = pickle.loads(info)
        if isinstance(job, StoryJob):
            queue.add_story(task, self._infos[task.file], *parts)
        else:
            self._parts[task.file] |= enumerate(parts)

    def _finish(self, task: Task) -> None:
        now, made, info = time.monotonic(), self._parts.pop(task.file), self._infos.pop(task.file)
        seconds = now - self._started.get(task.file, now)  # a cluster's first tick may come late
        parts, join = [made[part] for part in sorted(made)], task.step.request.format.join
        self._put(task, info, lambda path: join(path, parts, info.labels), f"in {seconds:.1f} s")

    def _put(self, task: Task, info: FileInfo, write: Callable[[Path], object], how: str) -> None:
        """Put a finished file in its place after its sidecars, and say so.

        Files of the user's stay; only the file itself may be overwritten, never a sidecar.
        """
        file, recipe = task.file, task.step.recipe
        try:
            if not self._overwrite:
                self._output.check_not_foreign(file)
            for name, text in info.sidecars.items():
                self._put_sidecar(name, recipe, text)
            content = self._output.put(file, recipe, write, self._overwrite)
            self._output.cache(recipe, content)
            if task.step.request.look.max_bytes is not None:
                self._output.cache(_of_info(recipe), msgspec.json.encode(info))
            gave_up = info.gave_up and f", {info.gave_up}"
            message = f"made {self._label(file)}: {len(content) / 1000:.0f} kB {how}{gave_up}"
        except ForeignFile as why:
            message = f"leave {self._label(file)}: {why}; -B makes it again"
        self._outcome.finished.append(file)  # first, because an interrupt may come during the output
        self._progress.say(message)
        self._progress.end(file)

    def _put_sidecar(self, name: str, recipe: Recipe, text: str) -> None:
        try:
            self._output.put(name, recipe, partial(Path.write_bytes, data=text.encode()))
        except ForeignFile as why:
            self._progress.say(left_message(self._label(name), why))

    def _fail_scene(self, task: Task, why: str, trace: str) -> None:
        self._outcome.traces.append(trace)
        self._fail(task, f"scene {task.step.request.scene.name}: {why}")

    def _fail(self, task: Task, why: str) -> None:
        if task.file not in self._outcome.failed:
            self._outcome.failed[task.file] = why
            self._parts.pop(task.file, None)
            self._infos.pop(task.file, None)
            self._progress.end(task.file)

    def _ticker(self, task: Task) -> Callable[[int], None]:
        last = 0

        def tick(done: int) -> None:
            nonlocal last
            self._started.setdefault(task.file, time.monotonic())
            self._progress.tick(task.file, done - last)
            last = done

        return tick


def _of_info(recipe: Recipe) -> Recipe:
    """Return what the info of a file follows from, for the cache."""
    return {**recipe, "info": {}}


def left_message(sidecar: str, why: Exception) -> str:
    """Return the message about a sidecar that is not made because a file of the user's is there."""
    return f"leave {sidecar}: {why}; move it away to have it made"


def _os_error_text(error: OSError, file: str) -> str:
    """Return an error of the operating system in one line; a sidecar, but not the file itself, is named."""
    name = Path(str(error.filename or file)).name
    sidecar = f"{name}: " if name != file and not name.endswith(".part") else ""
    return f"{sidecar}{error.strerror or error}"
