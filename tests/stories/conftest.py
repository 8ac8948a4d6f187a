"""What several tests of the stories share: a user's own data."""

from pathlib import Path

import pytest

from gdcore import read_csv
from scenes.stories.regression import OwnData

STACKLOSS = Path(__file__).resolve().parents[2] / "data" / "stackloss.csv"


@pytest.fixture(scope="session")
def own():
    """Return the data of the file with some of its features."""

    def data(*features, standardized=True):
        samples = read_csv(STACKLOSS, list(features), "stack_loss", standardize=standardized)
        return OwnData(samples, STACKLOSS.name, "stack_loss", standardized)

    return data
