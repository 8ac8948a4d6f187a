"""Production: clips are cut into jobs, an executor does them, and finished files are put in their place."""

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

from gdclips.build.job import Facts, Job, SegmentsJob, StoryJob, facts, tell_story
from gdclips.build.output import ForeignFile, OutputFolder
from gdclips.build.recipe import Recipe
from gdclips.jobs.pool import JobError
from gdclips.jobs.progress import Progress
from gdclips.jobs.queue import Clip, Queue
from gdclips.jobs.worker import line_of

AHEAD = 2  # jobs that are submitted for each worker; one, where nothing is to be begun after a failure
OFTEN = 0.5  # seconds between looks at whether the executor is still there


class Executor(Protocol):
    """What does jobs: here, or on a cluster."""

    @property
    def workers(self) -> int:
        """How many jobs it does at a time."""

    def submit(self, job: bytes, tick: Callable[[int], None]) -> Future[Any]:
        """Begin a job as soon as a worker is free; ``tick`` is told of its frames."""

    def made(self, future: Future[Any]) -> list[bytes]:
        """Return what a job made; a JobError if it failed."""

    def check(self) -> None:
        """Raise what ends the run if the executor is lost."""

    def close(self) -> None:
        """Stop all jobs."""


@dataclass
class Outcome:
    """What came of clips so far: the files that are finished, and why others failed."""

    finished: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)


class Production:
    """Makes clips and puts them in their place; ``label`` names a file for the user.

    What lies there and isn't ours stays, unless they are put ``anyway``.
    """

    def __init__(
        self,
        media: OutputFolder,
        label: Callable[[str], str],
        progress: Progress,
        outcome: Outcome,
        anyway: bool = False,
    ) -> None:
        self._media, self._label, self._progress, self._outcome = media, label, progress, outcome
        self._anyway = anyway
        self._facts: dict[str, Facts] = {}
        self._parts: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self._began: dict[str, float] = {}

    def restore(self, clip: Clip) -> bool:
        """Put a clip in its place that was made before and is still kept; tell whether there is one."""
        kept = self._media.cached(clip.step.recipe)
        if kept is None:
            return False
        request = clip.step.request
        try:
            with redirect_stdout(sys.stderr):  # what a scene prints is no answer of ours
                found = facts(request, tell_story(request, clip.own), clip.own)
            self._put(clip, found, lambda path: path.write_bytes(kept), "from the cache")
        except OSError as error:
            self._fail(clip, _told(error, clip.file))
        except Exception as error:
            self._fail_scene(clip, line_of(error), traceback.format_exc())
        return True

    def make(self, clips: Sequence[Clip], executor: Executor, keep_going: bool) -> None:
        """Make clips, the longest first; unless it keeps going, begin nothing after a failure."""
        queue, running = Queue(clips, executor.workers), dict[Future[Any], tuple[Clip, Job]]()
        ahead = executor.workers * (AHEAD if keep_going else 1)
        while queue or running:
            if self._outcome.failed and not keep_going:
                queue.clear()
            while len(running) < ahead and (following := queue.next()):
                clip, job = following
                running[executor.submit(pickle.dumps(job), self._ticker(clip))] = following
            done, _ = wait(running, OFTEN, FIRST_COMPLETED)
            executor.check()
            for future in done:
                clip, job = running.pop(future)
                if clip.file not in self._outcome.failed:
                    self._settle(clip, job, partial(executor.made, future), queue)

    def _settle(self, clip: Clip, job: Job, made: Callable[[], list[bytes]], queue: Queue) -> None:
        """Take what came of a job; put the clip in its place if all of it is made."""
        try:
            self._take(clip, job, made(), queue)
            if len(self._parts[clip.file]) == len(self._facts[clip.file].frames):
                self._finish(clip)
        except JobError as error:
            self._fail_scene(clip, str(error), error.trace)
        except OSError as error:
            self._fail(clip, _told(error, clip.file))
        if clip.file not in self._facts:
            queue.forget(clip)

    def _take(self, clip: Clip, job: Job, made: list[bytes], queue: Queue) -> None:
        """Take what a job made: its story's facts come first if it told it."""
        if isinstance(job, SegmentsJob):
            self._parts[clip.file] |= zip(range(job.first, job.stop), made, strict=True)
            return
        found, *parts = made
        self._facts[clip.file] = pickle.loads(found)
        if isinstance(job, StoryJob):
            queue.told(clip, self._facts[clip.file], *parts)
        else:
            self._parts[clip.file] |= enumerate(parts)

    def _finish(self, clip: Clip) -> None:
        now, made, found = time.monotonic(), self._parts.pop(clip.file), self._facts.pop(clip.file)
        seconds = now - self._began.get(clip.file, now)  # a cluster's first tick may come late
        parts, join = [made[part] for part in sorted(made)], clip.step.request.format.join
        self._put(clip, found, lambda path: join(path, parts), f"in {seconds:.1f} s")

    def _put(self, clip: Clip, found: Facts, write: Callable[[Path], object], how: str) -> None:
        """Put a finished clip in its place, the words that go with it first, and say so.

        What is the user's stays: the clip unless it is put anyway, its words whatever was asked for.
        """
        file, recipe = clip.file, clip.step.recipe
        try:
            if not self._anyway:
                self._media.check_not_foreign(file)
            for words, text in found.sidecars.items():
                self._lay_words(words, recipe, text)
            content = self._media.put(file, recipe, write, self._anyway)
            self._media.cache(recipe, content)
            told = f"made {self._label(file)}: {len(content) / 1000:.0f} kB {how}"
        except ForeignFile as why:
            told = f"leave {self._label(file)}: {why}; -B makes it again"
        self._outcome.finished.append(file)  # before it is said: then an interrupt may come
        self._progress.say(told)
        self._progress.end(file)

    def _lay_words(self, words: str, recipe: Recipe, text: str) -> None:
        try:
            self._media.put(words, recipe, partial(Path.write_bytes, data=text.encode()))
        except ForeignFile as why:
            self._progress.say(told_left(self._label(words), why))

    def _fail_scene(self, clip: Clip, why: str, trace: str) -> None:
        self._outcome.traces.append(trace)
        self._fail(clip, f"scene {clip.step.request.scene.name}: {why}")

    def _fail(self, clip: Clip, why: str) -> None:
        if clip.file not in self._outcome.failed:
            self._outcome.failed[clip.file] = why
            self._parts.pop(clip.file, None)
            self._facts.pop(clip.file, None)
            self._progress.end(clip.file)

    def _ticker(self, clip: Clip) -> Callable[[int], None]:
        last = 0

        def tick(done: int) -> None:
            nonlocal last
            self._began.setdefault(clip.file, time.monotonic())
            self._progress.tick(clip.file, done - last)
            last = done

        return tick


def told_left(words: str, why: Exception) -> str:
    """Return what to say of words beside a file that are the user's."""
    return f"leave {words}: {why}; move it away to have it made"


def _told(error: OSError, file: str) -> str:
    """Return what to say of an error of a clip's file, or of the words beside it."""
    name = Path(str(error.filename or file)).name
    beside = f"{name}: " if name != file and not name.endswith(".part") else ""
    return f"{beside}{error.strerror or error}"
