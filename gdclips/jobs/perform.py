"""Performing jobs: what a worker does with a job that it gets."""

from __future__ import annotations

import pickle

from gdclips.build.job import FileJob, Job, SegmentsJob, StoryJob, facts, tell_story
from gdclips.build.render import Tick, make


def perform(job: Job, tick: Tick) -> list[bytes]:
    """Do a job and return its results: the parts that it makes, or the pickled story.

    If the job tells the story, the pickled facts come first.
    """
    if isinstance(job, SegmentsJob):
        return make(job.request, pickle.loads(job.story), range(job.first, job.stop), tick)
    assert isinstance(job, FileJob | StoryJob)
    story = tell_story(job.request, job.own)
    found = facts(job.request, story, job.own)
    if isinstance(job, StoryJob):
        return [pickle.dumps(found), pickle.dumps(story)]
    return [pickle.dumps(found), *make(job.request, story, range(len(found.frames)), tick)]
