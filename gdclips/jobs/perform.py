"""Performing jobs: what a worker does with a job that it gets."""

from __future__ import annotations

import pickle

from gdclips.build.job import FileJob, Job, SegmentsJob, StoryJob, file_info, tell_story
from gdclips.build.render import Tick, render_parts
from gdclips.jobs.budget import fit


def perform(job: Job, tick: Tick) -> list[bytes]:
    """Do a job and return its results: the parts that it makes, or the pickled story.

    If the job tells the story, its pickled file info comes first.
    """
    if isinstance(job, SegmentsJob):
        film, labels = pickle.loads(job.story)
        return render_parts(job.request, film, labels, range(job.first, job.stop), tick)
    assert isinstance(job, FileJob | StoryJob)
    story = tell_story(job.request, job.own)
    if job.request.look.max_bytes is not None:
        info, parts = fit(job.request, story, job.own, tick)
        return [pickle.dumps(info), *parts]
    info = file_info(job.request, story, job.own)
    if isinstance(job, StoryJob):
        return [pickle.dumps(info), pickle.dumps((story, info.labels))]
    return [pickle.dumps(info), *render_parts(job.request, story, info.labels, range(len(info.frames)), tick)]
