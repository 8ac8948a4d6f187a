"""Fixtures of tests of vector files: the files of requests, made once each."""

from functools import cache
from pathlib import Path

import pytest

from gdclips.build.job import FileJob
from gdclips.jobs.perform import perform
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import resolve
from tests.asked import overrides


@cache
def _made(scene, suffix, look):
    lecture = Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene=scene)})
    (request,) = resolve(lecture, [f"a.{suffix}"], overrides(**dict(look)))
    job = FileJob(request=request, versions={}, fonts={}, own=None)
    _, content = perform(job, lambda done: None)
    return content


@pytest.fixture(scope="session")
def made():
    """Return the bytes of a scene's file of a format, with options of a look."""

    def bytes_of(scene, suffix, **look):
        return _made(scene, suffix, tuple(sorted(look.items())))

    bytes_of.__wrapped__ = lambda scene, suffix: _made.__wrapped__(scene, suffix, ())

    return bytes_of
