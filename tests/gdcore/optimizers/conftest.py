"""What the tests of optimisers share."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def fed():
    """The moves of an optimiser that is given gradients one after the other, (steps, ..., d)."""

    def feed(optimizer, gradients, start=None):
        gradients = np.asarray(gradients, dtype=float)
        point = np.zeros(gradients.shape[1:]) if start is None else np.array(start, dtype=float)
        state, moves = optimizer.init(point), []
        for step, gradient in enumerate(gradients):
            move, state = optimizer.update(gradient, state, point, step)
            point = point + move
            moves.append(move)
        return np.array(moves)

    return feed
