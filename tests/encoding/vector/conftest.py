"""Fixtures of tests of vector files: the files of requests, made once each."""

from functools import cache

import pytest

from tests import asked


@pytest.fixture(scope="session")
def made():
    """Return the bytes of a scene's file of a format, with options of a look."""
    return cache(lambda scene, suffix, **look: asked.made(asked.request_of(scene, suffix, **look)))
