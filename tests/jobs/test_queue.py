"""Job queue: each part of each file is made once, a split video after its story was told once."""

from collections import Counter, defaultdict, deque
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.build.costs import Cost, longest_first
from gdclips.build.job import FileInfo, FileJob, SegmentsJob, StoryJob
from gdclips.build.plan import Step
from gdclips.encoding.labels import Labels
from gdclips.jobs.queue import Queue, Task
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import Overrides, resolve

LECTURE = Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene="sgd")})
(REQUEST,) = resolve(LECTURE, ["a.mp4"], Overrides())
STORY = b"the story"


def tasks(costs):
    """A clip for each list of its parts' seconds; a part has ten frames a second."""
    found = []
    for number, parts in enumerate(costs):
        step = Step(msgspec.structs.replace(REQUEST, file=f"{number}.mp4"), {"versions": {}}, "make", "")
        found.append(Task(step, None, tuple(round(10 * part) for part in parts), Cost(0.1, tuple(parts))))
    return found


def done(wanted, workers, told=lambda task: task.frames):
    """The jobs in the order in which they begin; each ends when so many more have begun."""
    queue, running, begun = Queue(wanted, workers), deque(), []
    while queue or running:
        while len(running) < workers and (following := queue.next()):
            begun.append(following)
            running.append(following)
        task, job = running.popleft()
        if isinstance(job, StoryJob):
            queue.add_story(task, FileInfo({}, told(task), Labels()), STORY)
    assert queue.next() is None
    return begun


def made(begun):
    """The numbers of the parts that are made of each clip that is cut, and how often a clip is told."""
    parts, tellings = defaultdict(list), Counter()
    for task, job in begun:
        if isinstance(job, SegmentsJob):
            assert job.story == STORY
            assert tellings[task.file] == 1
            parts[task.file].extend(range(job.first, job.stop))
        else:
            tellings[task.file] += 1
            if isinstance(job, FileJob):
                parts[task.file].extend(range(len(task.frames)))
    return {file: sorted(found) for file, found in parts.items()}, tellings


COSTS = st.lists(st.lists(st.floats(0.1, 20), min_size=1, max_size=6), min_size=1, max_size=8)


@given(costs=COSTS, workers=st.integers(1, 12))
def test_each_part_is_made_once_and_each_story_told_once(costs, workers):
    wanted = tasks(costs)
    parts, tellings = made(done(wanted, workers))
    assert parts == {task.file: list(range(len(task.frames))) for task in wanted}
    assert tellings == {task.file: 1 for task in wanted}


@given(costs=COSTS, workers=st.integers(1, 12), more=st.lists(st.integers(1, 300), min_size=1, max_size=9))
def test_a_story_of_other_parts_than_was_thought_is_made_of_its_own(costs, workers, more):
    wanted = tasks(costs)
    begun = done(wanted, workers, told=lambda task: tuple(more))
    parts, tellings = made(begun)
    for task in wanted:
        cut = any(isinstance(job, StoryJob) for other, job in begun if other is task)
        assert parts[task.file] == list(range(len(more) if cut else len(task.frames)))
        assert tellings[task.file] == 1


@given(costs=COSTS)
def test_one_worker_makes_whole_files_the_longest_first(costs):
    wanted = tasks(costs)
    begun = done(wanted, 1)
    assert [type(job) for _, job in begun] == [FileJob] * len(wanted)
    assert [task for task, _ in begun] == [
        wanted[number] for number, _ in longest_first([task.cost for task in wanted], 1)
    ]


def test_while_a_video_is_told_others_are_begun():
    long, short = tasks([[9.0, 9.0, 9.0], [1.0]])
    queue = Queue([long, short], 2)
    assert [type(job) for _, job in (queue.next(), queue.next())] == [StoryJob, FileJob]
    assert (queue.next(), bool(queue)) == (None, False)
    queue.add_story(long, FileInfo({}, long.frames, Labels()), STORY)
    assert [(job.first, job.stop) for _, job in iter(queue.next, None)] == [(0, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("when", ["before it is told", "after"])
def test_nothing_more_is_made_of_a_video_that_is_dropped(when):
    long, short = tasks([[9.0, 9.0, 9.0], [1.0]])
    queue = Queue([long, short], 2)
    assert isinstance(queue.next()[1], StoryJob)
    if when == "after":
        queue.add_story(long, FileInfo({}, long.frames, Labels()), STORY)
        assert isinstance(queue.next()[1], SegmentsJob)
    queue.drop(long)
    ((task, job),) = iter(queue.next, None)
    assert (task, type(job)) == (short, FileJob)
