"""Doing: what a worker does with a job that is sent to it."""

from __future__ import annotations

import pickle

from gdclips.build.job import ClipJob, Job, SegmentsJob, StoryJob, facts, tell_story
from gdclips.build.render import Tick, make


def do(job: Job, tick: Tick) -> list[bytes]:
    """Do a job: return the parts that it makes; where it tells a story, the facts come first.

    What tells a story alone returns the facts and the story.
    """
    if isinstance(job, SegmentsJob):
        return make(job.request, pickle.loads(job.story), range(job.first, job.stop), tick)
    assert isinstance(job, ClipJob | StoryJob)
    story = tell_story(job.request, job.own)
    found = facts(job.request, story, job.own)
    if isinstance(job, StoryJob):
        return [pickle.dumps(found), pickle.dumps(story)]
    return [pickle.dumps(found), *make(job.request, story, range(len(found.frames)), tick)]
