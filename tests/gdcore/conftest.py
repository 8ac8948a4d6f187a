"""References that several tests compare with."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import gdcore


@pytest.fixture(scope="session")
def longley():
    """Longley's 16 years of the US economy (JASA 62, 1967), in the units they were published in."""
    path = Path(__file__).with_name("longley.csv")
    return gdcore.read_csv(path, ["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"], "TOTEMP")


@pytest.fixture(scope="session")
def notebook():
    """The three descents of the notebook 'Gradient descent in depth' by Fraida Fund, one step at a time."""

    def full(design, y, start, rate, steps):
        return momentum(design, y, start, rate, 0.0, steps)

    def momentum(design, y, start, rate, eta, steps):
        path, velocity = [np.asarray(start, dtype=float)], np.zeros(len(start))
        for _ in range(steps):
            error = np.dot(design, path[-1]) - y
            velocity = eta * velocity - (rate / len(y)) * np.matmul(design.T, error)
            path.append(path[-1] + velocity)
        return np.array(path)

    def sampled(design, y, start, rate, rows):
        path = [np.asarray(start, dtype=float)]
        for drawn in rows:
            error = np.dot(design[drawn, :], path[-1]) - y[drawn]
            path.append(path[-1] - (rate / len(drawn)) * np.matmul(design[drawn, :].T, error))
        return np.array(path)

    return SimpleNamespace(full=full, momentum=momentum, sampled=sampled)


@pytest.fixture(scope="session")
def exact_mse():
    """The mean squared error in rational arithmetic, which rounds nothing."""

    def mse(samples, w):
        weights = [Fraction(float(number)) for number in w]
        total = Fraction(0)
        for features, target in zip(samples.x.tolist(), samples.y.tolist(), strict=True):
            terms = zip(weights[1:], map(Fraction, features), strict=True)
            total += (weights[0] + sum(a * b for a, b in terms) - Fraction(target)) ** 2
        return total / len(samples.y)

    return mse


@pytest.fixture(scope="session")
def difference():
    """Central finite differences along the last axis of a point."""

    def differentiate(function, point, width=1e-5):
        point = np.asarray(point, dtype=float)
        shifts = width * np.eye(point.shape[-1])
        pairs = [(function(point + shift), function(point - shift)) for shift in shifts]
        return np.stack([(ahead - behind) / (2 * width) for ahead, behind in pairs], axis=-1)

    return differentiate


class Network:
    """The loss of the network that `recorded/record_mlp.py` trains, in NumPy."""

    name, dim = "network", 25

    def __init__(self, x, y):
        self.x, self.y = x, y

    def _layers(self, w):
        return w[..., :12].reshape(*w.shape[:-1], 6, 2), w[..., 12:18], w[..., 18:24], w[..., 24:]

    def _hidden(self, w):
        first, bias, _, _ = self._layers(w)
        return np.tanh(np.einsum("...hi,ni->...nh", first, self.x) + bias[..., np.newaxis, :])

    def _margin(self, w):
        _, _, second, bias = self._layers(w)
        return self.y * (np.einsum("...nh,...h->...n", self._hidden(w), second) + bias)

    def value(self, w):
        return np.logaddexp(0, -self._margin(w)).mean(axis=-1)

    def gradient(self, w):
        hidden, (_, _, second, _) = self._hidden(w), self._layers(w)
        pull = -self.y / (1 + np.exp(self._margin(w))) / len(self.y)
        back = pull[..., np.newaxis] * second[..., np.newaxis, :] * (1 - hidden**2)
        parts = [
            np.einsum("...nh,ni->...hi", back, self.x).reshape(*w.shape[:-1], 12),
            back.sum(axis=-2),
            np.einsum("...n,...nh->...h", pull, hidden),
            pull.sum(axis=-1, keepdims=True),
        ]
        return np.concatenate(parts, axis=-1)


@pytest.fixture(scope="session")
def network():
    """What PyTorch recorded of a small network's training, its layout, and its loss."""
    path = Path(__file__).with_name("recorded") / "mlp.npz"
    with np.load(path) as log:
        arrays = dict(log)
    shapes = [tuple(map(int, shape.split())) for shape in arrays["shapes"].tolist()]
    layout = tuple(zip(arrays["names"].tolist(), shapes, strict=True))
    return SimpleNamespace(path=path, layout=layout, loss=Network(arrays["x"], arrays["y"]), **arrays)
