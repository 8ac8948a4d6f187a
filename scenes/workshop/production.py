"""Production: clips are cut into jobs, an executor does them, and finished files are put in their place."""

from __future__ import annotations

import pickle
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, assert_never

import msgspec

from scenes.stage.story import Story
from scenes.stories.problem import OwnData
from scenes.words import Suffix
from scenes.workshop.costs import Cost, longest_first
from scenes.workshop.crew import JobError
from scenes.workshop.job import Job, told
from scenes.workshop.media import Media, Theirs
from scenes.workshop.plan import Step
from scenes.workshop.progress import Progress
from scenes.workshop.recipe import Recipe
from scenes.workshop.sidecars import alt_text, subtitles

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


class Clip(msgspec.Struct, frozen=True, eq=False):
    """A file to make: its step of the plan, its own data, its parts' frames, and what it costs.

    A video's parts are its segments, one a beat; a GIF or a picture is one part.
    """

    step: Step
    own: OwnData | None
    frames: tuple[int, ...]
    cost: Cost

    @property
    def file(self) -> str:
        """The file's name."""
        return self.step.order.file

    @property
    def story(self) -> Story:
        """The clip's story."""
        return told(self.step.order, self.own)


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
        media: Media,
        label: Callable[[str], str],
        progress: Progress,
        outcome: Outcome,
        anyway: bool = False,
    ) -> None:
        self._media, self._label, self._progress, self._outcome = media, label, progress, outcome
        self._anyway = anyway
        self._parts: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self._began: dict[str, float] = {}

    def restore(self, clip: Clip) -> bool:
        """Put a clip in its place that was made before and is still kept; tell whether there is one."""
        kept = self._media.kept(clip.step.recipe)
        if kept is None:
            return False
        try:
            self._put(clip, lambda path: path.write_bytes(kept), "from the cache")
        except OSError as error:
            self._fail(clip, error.strerror or str(error))
        return True

    def make(self, clips: Sequence[Clip], executor: Executor, keep_going: bool) -> None:
        """Make clips, the longest first; unless it keeps going, begin nothing after a failure."""
        jobs = longest_first([clip.cost for clip in clips], executor.workers)
        waiting = deque((clips[number], parts) for number, parts in jobs)
        running: dict[Future[Any], tuple[Clip, range]] = {}
        while waiting or running:
            if self._outcome.failed and not keep_going:
                waiting.clear()
            while waiting and len(running) < executor.workers * (AHEAD if keep_going else 1):
                clip, parts = waiting.popleft()
                if clip.file not in self._outcome.failed:
                    running[executor.submit(_job(clip, parts), self._ticker(clip))] = clip, parts
            done, _ = wait(running, OFTEN, FIRST_COMPLETED)
            executor.check()
            for future in done:
                self._settle(*running.pop(future), executor, future)

    def _settle(self, clip: Clip, parts: range, executor: Executor, future: Future[Any]) -> None:
        """Take what a job made; put the clip in its place if it was the last of it."""
        if clip.file in self._outcome.failed:
            return
        try:
            made = self._parts[clip.file]
            made |= zip(parts, executor.made(future), strict=True)
            if len(made) == len(clip.frames):
                del self._parts[clip.file]
                self._finish(clip, [made[part] for part in sorted(made)])
        except JobError as error:
            self._outcome.traces.append(error.trace)
            self._fail(clip, f"scene {clip.step.order.scene}: {error}")
        except OSError as error:
            self._fail(clip, error.strerror or str(error))

    def _finish(self, clip: Clip, parts: Sequence[bytes]) -> None:
        now = time.monotonic()
        seconds = now - self._began.get(clip.file, now)  # a cluster's first tick may come late
        self._put(clip, lambda path: write(path, clip.step.order.suffix, parts), f"in {seconds:.1f} s")

    def _put(self, clip: Clip, write: Callable[[Path], object], how: str) -> None:
        """Put a finished clip in its place, the words that go with it first, and say so.

        What is the user's stays: the clip unless it is put anyway, its words whatever was asked for.
        """
        file, recipe = clip.file, clip.step.recipe
        try:
            if not self._anyway:
                self._media.check_ours(file)
            for words, text in _words(clip).items():
                self._lay_words(words, recipe, text)
            content = self._media.put(file, recipe, write, self._anyway)
            self._media.keep(recipe, content)
            self._progress.say(f"made {self._label(file)}: {len(content) / 1000:.0f} kB {how}")
        except Theirs as why:
            self._progress.say(f"leave {self._label(file)}: {why}; -B makes it again")
        self._outcome.finished.append(file)
        self._progress.end(file)

    def _lay_words(self, words: str, recipe: Recipe, text: str) -> None:
        try:
            self._media.put(words, recipe, partial(Path.write_text, data=text, encoding="utf-8"))
        except Theirs as why:
            self._progress.say(f"leave {self._label(words)}: {why}; moved away, it is made anew")

    def _fail(self, clip: Clip, why: str) -> None:
        if clip.file not in self._outcome.failed:
            self._outcome.failed[clip.file] = why
            self._parts.pop(clip.file, None)
            self._progress.end(clip.file)

    def _ticker(self, clip: Clip) -> Callable[[int], None]:
        last = 0

        def tick(done: int) -> None:
            nonlocal last
            self._began.setdefault(clip.file, time.monotonic())
            self._progress.tick(clip.file, done - last)
            last = done

        return tick


def write(path: Path, suffix: Suffix, parts: Sequence[bytes]) -> None:
    """Write a file of its parts: a video's segments are joined, of anything else there is one."""
    match suffix:
        case "mp4":
            from scenes.stage import film

            film.join(path, parts)
        case "gif" | "png":
            (content,) = parts
            path.write_bytes(content)
        case _:
            assert_never(suffix)


def _job(clip: Clip, parts: range) -> bytes:
    order, versions = clip.step.order, clip.step.recipe["versions"]
    return pickle.dumps(Job(order, clip.own, versions, parts.start, parts.stop))


def _words(clip: Clip) -> dict[str, str]:
    """Return a clip's alt text and, for a video, its subtitles, by file name."""
    order, story = clip.step.order, clip.story
    texts = alt_text(story, clip.own.read_as if clip.own else ""), subtitles(story.timeline(order.cut).beats)
    return dict(zip(order.words, texts, strict=False))
