"""Job queue: the jobs of tasks, the longest first; a split video's story comes before its parts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

import msgspec

from gdclips.build.costs import Cost, longest_first, max_job, split
from gdclips.build.job import FileInfo, FileJob, Job, SegmentsJob, StoryJob
from gdclips.build.plan import Step
from gdclips.story.problem import OwnData


class Task(msgspec.Struct, frozen=True, eq=False):
    """A file to make: its step of the plan, the user's own data, and the estimated frames and cost.

    A video has a part for each beat of its story; other formats have one part.
    """

    step: Step
    own: OwnData | None
    frames: tuple[int, ...]
    cost: Cost

    @property
    def file(self) -> str:
        """The file's name."""
        return self.step.request.file


class Queue:
    """The jobs of tasks, split for so many workers.

    The parts of a split video wait until one job has told its story, so that no other need tell it again.
    """

    def __init__(self, tasks: Sequence[Task], workers: int) -> None:
        costs = [task.cost for task in tasks]
        jobs, self._max_job = longest_first(costs, workers), max_job(costs, workers)
        self._waiting = deque((tasks[number], parts) for number, parts in jobs)
        self._jobs = Counter(task.file for task, _ in self._waiting)
        self._without_story: dict[str, list[range]] = {}
        self._stories: dict[str, bytes] = {}

    def __bool__(self) -> bool:
        """Whether there may be a job that can start now."""
        return bool(self._waiting)

    def next(self) -> tuple[Task, Job] | None:
        """Return the next job that can start, with its task; None if there is none now."""
        while self._waiting:
            task, parts = self._waiting.popleft()
            request, recipe = task.step.request, task.step.recipe
            tools = recipe["versions"], recipe.get("fonts", {})
            if self._jobs[task.file] == 1:
                return task, FileJob(request, *tools, task.own)
            if task.file in self._stories:
                return task, SegmentsJob(request, *tools, self._stories[task.file], parts.start, parts.stop)
            without = self._without_story.setdefault(task.file, [])
            without.append(parts)
            if len(without) == 1:
                return task, StoryJob(request, *tools, task.own)
        return None

    def add_story(self, task: Task, info: FileInfo, story: bytes) -> None:
        """Let a video's parts start; split them again if there are more or fewer frames than estimated."""
        self._stories[task.file] = story
        jobs = self._without_story.pop(task.file)
        if info.frames != task.frames:
            self._remove(task)
            frame = sum(task.cost.parts) / sum(task.frames)
            cost = Cost(task.cost.setup, tuple(frame * count for count in info.frames))
            jobs = split(cost, self._max_job)
        self._waiting.extendleft((task, parts) for parts in reversed(jobs))

    def drop(self, task: Task) -> None:
        """Drop the jobs and the story of a split video that is finished or has failed."""
        if self._jobs[task.file] > 1:
            self._stories.pop(task.file, None)
            self._without_story.pop(task.file, None)
            self._remove(task)

    def clear(self) -> None:
        """Drop all waiting jobs."""
        self._waiting.clear()

    def _remove(self, task: Task) -> None:
        self._waiting = deque(each for each in self._waiting if each[0] is not task)
