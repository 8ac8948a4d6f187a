"""Tables that losses of data are tested on: of targets that are numbers, two classes and three classes."""

import numpy as np

from gdcore import Samples

N = 40


def rng(seed=0):
    return np.random.default_rng(seed)


X = rng().standard_normal((N, 3)) * [1, 2, 0.5] + [0, 0.3, 0]
SCORE = X @ [1, -1, 2] + rng(1).standard_normal(N)
NUMBERS = Samples(X, 2 + SCORE)
TWO = Samples(X, (SCORE > 0).astype(float))
THREE = Samples(X, np.digitize(SCORE, [-1, 1]).astype(float))
