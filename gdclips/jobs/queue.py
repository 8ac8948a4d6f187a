"""The queue: clips as jobs, the longest first; a video in several jobs is told before its parts are made."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

import msgspec

from gdclips.build.costs import Cost, longest_first, max_job, split
from gdclips.build.job import ClipJob, Facts, Job, SegmentsJob, StoryJob
from gdclips.build.plan import Step
from gdclips.story.problem import OwnData


class Clip(msgspec.Struct, frozen=True, eq=False):
    """A file to make: its step of the plan, its own data, and what is thought of its parts: frames and cost.

    How many parts there are its format says: a segment for each beat of a video, or one.
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
    """The jobs of clips, for so many workers, each to be asked for when a worker is free.

    The parts of a video that is cut wait until its story was told, so that it is told once.
    """

    def __init__(self, clips: Sequence[Clip], workers: int) -> None:
        costs = [clip.cost for clip in clips]
        jobs, self._max_job = longest_first(costs, workers), max_job(costs, workers)
        self._waiting = deque((clips[number], parts) for number, parts in jobs)
        self._jobs = Counter(clip.file for clip, _ in self._waiting)
        self._parked: dict[str, list[range]] = {}
        self._stories: dict[str, bytes] = {}

    def __bool__(self) -> bool:
        """Whether any job waits that can be begun."""
        return bool(self._waiting)

    def next(self) -> tuple[Clip, Job] | None:
        """Return the next job that can be begun, and whose it is."""
        while self._waiting:
            clip, parts = self._waiting.popleft()
            request, recipe = clip.step.request, clip.step.recipe
            tools = recipe["versions"], recipe.get("fonts", {})
            if self._jobs[clip.file] == 1:
                return clip, ClipJob(request, *tools, clip.own)
            if clip.file in self._stories:
                return clip, SegmentsJob(request, *tools, self._stories[clip.file], parts.start, parts.stop)
            parked = self._parked.setdefault(clip.file, [])
            parked.append(parts)
            if len(parked) == 1:
                return clip, StoryJob(request, *tools, clip.own)
        return None

    def told(self, clip: Clip, facts: Facts, story: bytes) -> None:
        """Let the parts of a video begin; they are cut anew if there are other frames than was thought."""
        self._stories[clip.file] = story
        parked = self._parked.pop(clip.file)
        if facts.frames != clip.frames:
            self._remove(clip)
            frame = sum(clip.cost.parts) / sum(clip.frames)
            parked = split(
                Cost(clip.cost.setup, tuple(frame * count for count in facts.frames)), self._max_job
            )
        self._waiting.extendleft((clip, parts) for parts in reversed(parked))

    def forget(self, clip: Clip) -> None:
        """Drop what is left of a video that was cut: it is finished, or won't be."""
        if self._jobs[clip.file] > 1:
            self._stories.pop(clip.file, None)
            self._parked.pop(clip.file, None)
            self._remove(clip)

    def clear(self) -> None:
        """Drop all that waits."""
        self._waiting.clear()

    def _remove(self, clip: Clip) -> None:
        self._waiting = deque(each for each in self._waiting if each[0] is not clip)
