"""Pictures of films, as those of the rendering's tests, and a video of each format."""

import pytest

from tests.rendering.conftest import show

from .frames_to_encode import RATE
from .videos_to_read import OPAQUE, made

__all__ = ["show"]


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    """An opaque video of each format."""
    folder = tmp_path_factory.mktemp("videos")
    return {suffix: made(folder / f"a.{suffix}", codec(RATE)) for suffix, codec in OPAQUE.items()}
