"""What several tests of the stories share: stories with changed settings, and a user's own data."""

import pytest

from gdclips.story import settings
from gdclips.story.scenes import SCENES
from tests.claims.by_hand import File

FEATURES = ("air_flow", "water_temp", "acid_conc")


@pytest.fixture(scope="session")
def tell():
    """Return a scene's story, its settings changed by name."""

    def story(name, own=None, **changes):
        scene = SCENES[name]
        return scene.story(settings.make(scene.settings, changes), own)

    return story


@pytest.fixture(scope="session")
def own():
    """Return the data of the file with some of its features."""

    def data(*features, standardized=True):
        return File(features, standardized).own()

    return data


@pytest.fixture(scope="session")
def free():
    """Return the settings of a scene that follow from data of one's own, as the program leaves them."""

    def follow(name):
        auto = {"rate": None, "start": None, "batches": (1, 3, 10)}
        return {key: auto[key] for key in auto if key in SCENES[name].settings.__struct_fields__}

    return follow


@pytest.fixture(scope="session")
def features():
    """Return as many features of the file as a scene can show: one, or two."""

    def chosen(name):
        return FEATURES[:2] if SCENES[name].takes(2) else FEATURES[:1]

    return chosen
