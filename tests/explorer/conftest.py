"""What the tests of the explorer share: a desk to ask, and pictures decoded."""

from contextlib import closing
from io import BytesIO
from itertools import count

import numpy as np
import pytest
from PIL import Image

from scenes.explorer.desk import Desk

SOON = 60  # seconds


@pytest.fixture
def desk():
    """A desk of the test's own."""
    with closing(Desk()) as made:
        yield made


@pytest.fixture
def ask(desk):
    """Ask a question and wait for its answer."""

    def asked(kind, **body):
        return desk.ask(kind, body).result(SOON)

    return asked


@pytest.fixture
def look(ask):
    """Ask for a view, with a number of its own."""
    numbers = count(1)

    def looked(scene, client="test", **body):
        body = {"size": (320, 180), **body}
        return ask("view", client=client, number=next(numbers), scene=scene, **body)

    return looked


@pytest.fixture(scope="session")
def pixels():
    """Return the pixels (height, width, 3) of an answer's picture."""

    def decoded(answer):
        assert answer.content is not None, answer.facts
        with Image.open(BytesIO(answer.content)) as image:
            assert image.format == "PNG"
            return np.asarray(image.convert("RGB"))

    return decoded
