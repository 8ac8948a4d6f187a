"""Every sentence on the screen, checked: its numbers and its claim, by NumPy and hand loops alone.

A title or a caption that no line of ``CLAIMS`` knows is a failure.
"""

import csv
import re
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from gdcore import read_csv
from scenes.stage.marks import Area
from scenes.stage.picture import picture
from scenes.stories import SCENES, settings
from scenes.stories.regression import OwnData

STACKLOSS = Path(__file__).resolve().parents[1] / "data" / "stackloss.csv"
FEATURES = ("air_flow", "water_temp", "acid_conc")


class Facts:
    """A scene's run once more, from the data on, without the project's code; and its story."""

    def __init__(self, name, given, features=(), standardized=True):
        self.settings = settings.make(SCENES[name].settings, given)
        self.features, self.standardized = features, standardized
        self.batch = getattr(self.settings, "batch", None)
        self.x, self.y = self._own() if features else self._made()
        self.truth = None if features else np.array(self.settings.weights)
        own = None
        if features:
            samples = read_csv(STACKLOSS, list(features), "stack_loss", standardize=standardized)
            own = OwnData(samples, STACKLOSS.name, "stack_loss", standardized)
        self.story = SCENES[name].story(self.settings, own)

    def _made(self):
        (intercept, *slopes), n = self.settings.weights, self.settings.samples
        rng = np.random.default_rng(np.random.SeedSequence(self.settings.seed).spawn(3)[0])
        x = rng.standard_normal((n, len(slopes)))
        return x, intercept + x @ slopes + self.settings.noise * rng.standard_normal(n)

    def _own(self):
        with STACKLOSS.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        x = np.array([[float(row[name]) for name in self.features] for row in rows])
        y = np.array([float(row["stack_loss"]) for row in rows])
        return (x - x.mean(axis=0)) / x.std(axis=0) if self.standardized else x, y

    @cached_property
    def design(self):
        return np.column_stack([np.ones(len(self.y)), self.x])

    def mse(self, w):
        return float(np.mean((self.design @ w - self.y) ** 2))

    @cached_property
    def best(self):
        return np.linalg.lstsq(self.design, self.y, rcond=None)[0]

    @cached_property
    def minimum(self):
        return self.mse(self.best)

    @cached_property
    def hessian(self):
        return self.design.T @ self.design / len(self.y)

    @cached_property
    def steepest(self):
        """The largest eigenvalue of the Hessian, L, and its direction."""
        values, directions = np.linalg.eigh(self.hessian)
        return values[-1], directions[:, -1]

    @cached_property
    def limit(self):
        """The stability limit of the rate: 2/L, and with batches that of the mean square."""
        if self.batch is None:
            return 2 / self.steepest[0]
        eye, h = np.eye(len(self.hessian)), self.hessian
        fourth = np.einsum("na,nb,nc,nd->acbd", *[self.design] * 4).reshape(len(h) ** 2, -1) / len(self.y)
        moved = fourth / self.batch + (1 - 1 / self.batch) * np.kron(h, h)
        return 1 / np.linalg.eigvals(np.linalg.solve(np.kron(h, eye) + np.kron(eye, h), moved)).real.max()

    @cached_property
    def rate(self):
        return self.limit / 4 if self.settings.rate is None else self.settings.rate

    @cached_property
    def rows(self):
        """The rows of each step, (steps, batch)."""
        steps, n = self.settings.steps, len(self.y)
        if self.batch is None:
            return np.broadcast_to(np.arange(n), (steps, n))
        rng = np.random.default_rng(np.random.SeedSequence(self.settings.seed).spawn(3)[2])
        return rng.integers(0, n, size=(steps, self.batch), dtype=np.int64)

    def gradient(self, w, rows):
        x, y = self.design[rows], self.y[rows]
        return x.T @ (x @ w - y) / len(y)

    @cached_property
    def path(self):
        """The weights of each iteration, (steps + 1, d), until they have diverged."""
        start = self.settings.start
        path = [np.array([self.y.mean(), *np.zeros(self.x.shape[1])] if start is None else start)]
        for rows in self.rows:
            path.append(path[-1] - self.rate * self.gradient(path[-1], rows))
            if self.mse(path[-1]) > 1e12 * self.mse(path[0]):
                break
        return np.array(path)

    @cached_property
    def losses(self):
        return np.array([self.mse(w) for w in self.path])

    @cached_property
    def before_rounding(self):
        """The path (k, d) while its excess over the minimum is more than rounding errors."""
        return self.path[self.losses - self.minimum > 1e-18 * self.losses[0]]

    @cached_property
    def diverged(self):
        return bool(self.losses[-1] > 1e12 * self.losses[0])

    @cached_property
    def late(self):
        """The losses of the last half of the iterates."""
        return self.losses[-max(1, len(self.path) // 2) :]

    @cached_property
    def rings(self):
        """How far each ring's points are from the rings' middle, squared and as the innermost measures it.

        That is their excess over the minimum, in units of the innermost ring's: (rings, points).
        """
        shown = picture(self.story, "light", "full")
        outlines = [
            mark.outline for mark in shown.static if isinstance(mark, Area) and mark.edge and mark.clip
        ]
        middle = outlines[-1][:-1].mean(axis=0)
        form = np.linalg.inv(np.cov((outlines[-1][:-1] - middle).T))
        points = np.array([outline[::36] - middle for outline in outlines])
        return np.einsum("rpi,ij,rpj->rp", points, form, points)


MINUS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
ROUNDING = 1e-25  # an MSE below is made of rounding errors, and its digits mean nothing


def read(text):
    """Return a number on the screen."""
    mantissa, _, power = text.partition("·10")
    return float(f"{mantissa}e{power or 0}".translate(MINUS))


def near(text, value, digits=3):
    """Tell whether a number on the screen is ``value`` rounded to significant digits."""
    unit = 10 ** (np.floor(np.log10(abs(value) or 1)) - digits + 1)
    return abs(read(text) - value) <= 0.501 * unit


def near_loss(text, value, digits):
    return near(text, value, digits) or max(read(text), value) < ROUNDING


def the_run_is_full_batch(f):
    assert f.batch is None
    same = min(len(f.path), 40)
    np.testing.assert_allclose(f.story.run.points[:same], f.path[:same], rtol=1e-6)


def the_run_is_sampled(f):
    assert f.batch is not None
    np.testing.assert_allclose(f.story.run.points[:10], f.path[:10], rtol=1e-6)


def it_never_settles(f):
    """It came near the minimum, and there its loss no longer falls and its steps no longer shrink."""
    the_run_is_sampled(f)
    assert not f.diverged
    assert len(f.late) >= 20
    assert f.late.mean() - f.minimum < 0.5 * (f.losses[0] - f.minimum)
    half = len(f.late) // 2
    lengths = np.linalg.norm(np.diff(f.path[-len(f.late) :], axis=0), axis=1)
    for sizes in (f.late - f.minimum, lengths):
        assert sizes[half:].mean() > 0.5 * sizes[:half].mean()
    assert f.late.min() > f.minimum


def a_point_is_a_model_and_its_shade_its_mse(f):
    pair = list(f.story.panel.axes)
    section = f.story.loss.section(f.story.panel.axes)
    rest = np.delete(f.design, pair, axis=1)
    for point in f.path[:5, pair] + [(0.3, -0.2)]:
        left = f.y - f.design[:, pair] @ point
        left = left - rest @ np.linalg.lstsq(rest, left, rcond=None)[0] if rest.size else left
        assert section.value(point) == pytest.approx(np.mean(left**2))


def there_is_no_noise(f):
    assert f.settings.noise == 0
    np.testing.assert_allclose(f.best, f.truth, atol=1e-9)
    assert f.mse(f.truth) < 1e-20


def there_is_noise(f):
    assert f.settings.noise > 0
    assert np.abs(f.best - f.truth).max() > 1e-6
    assert f.mse(f.truth) > f.minimum


def no_others_are_below(f, least):
    assert near(least, f.minimum)
    assert read(least) <= f.minimum * (1 + 1e-9)


def it_starts_at(f, weights, loss):
    texts = weights.split(", ")
    assert len(texts) == len(f.path[0])
    assert all(near(text, value) for text, value in zip(texts, f.path[0], strict=True))
    assert near(loss, f.losses[0])


def each_step_is_the_rate_times_the_gradient(f, rate):
    assert near(rate, f.rate)
    everything = np.arange(len(f.y))
    moves = np.diff(f.story.run.points[:10], axis=0)
    gradients = [f.gradient(w, everything) for w in f.path[: len(moves)]]
    np.testing.assert_allclose(moves, -f.rate * np.array(gradients), rtol=1e-6, atol=1e-9)


def each_step_is_against_the_gradient(f):
    each_step_is_the_rate_times_the_gradient(f, f"{f.rate:.12f}")


def steps_shrink_and_rings_halve(f):
    lengths = np.linalg.norm(np.diff(f.before_rounding, axis=0), axis=1)
    slopes = [np.linalg.norm(f.gradient(w, np.arange(len(f.y)))) for w in f.before_rounding]
    assert len(lengths) > 1
    assert (np.diff(lengths) < 0).all()
    assert (np.diff(slopes) < 0).all()
    np.testing.assert_allclose(f.rings, np.broadcast_to(f.rings[:, :1], f.rings.shape), rtol=1e-6)
    np.testing.assert_allclose(f.rings[1:] / f.rings[:-1], 0.5, rtol=1e-6)


def each_step_overshoots(f):
    assert f.rate > 1 / f.steepest[0]
    assert not f.diverged
    along = (f.before_rounding - f.best) @ f.steepest[1]
    along = along[np.abs(along) > 1e-9 * np.abs(along[0])]
    assert len(along) > 3
    assert (along[1:] * along[:-1] < 0).all()


def each_step_overshoots_further(f, limit):
    assert near(limit, 2 / f.steepest[0])
    assert f.rate > 2 / f.steepest[0]
    along = (f.path - f.best) @ f.steepest[1]
    assert (along[1:] * along[:-1] < 0).all()
    assert (np.diff(np.abs(along)) > 0).all()


def it_diverges(f, count):
    assert f.diverged
    assert int(count) == len(f.path) - 1
    assert f.losses[-1] > 1e12 * f.losses[0]
    assert (f.losses[:-1] <= 1e12 * f.losses[0]).all()


def no_weight_is_off_by_more(f, count, loss, bound):
    assert int(count) == len(f.path) - 1 == f.settings.steps
    assert near_loss(loss, f.losses[-1], 2)
    off = np.abs(f.path[-1] - f.truth).max()
    assert off <= read(bound) <= 2 * off or max(off, read(bound)) < np.sqrt(ROUNDING)


def it_has_come_to(f, count, loss, least):
    assert int(count) == len(f.path) - 1 == f.settings.steps
    assert near(loss, f.losses[-1], 4)
    assert near(least, f.minimum, 4)


def the_data_are(f, count, scale, rate, quarter):
    assert int(count) == len(f.y)
    assert scale == ("standardised" if f.standardized else "as they are")
    np.testing.assert_allclose(f.story.loss.samples.x, f.x, rtol=1e-9, atol=1e-9)
    assert near(rate, f.rate)
    if quarter:
        assert f.settings.rate is None
        assert near(rate, f.limit / 4)


def targets_carry_noise(f, count, deviation):
    assert int(count) == len(f.y)
    assert near(deviation, f.settings.noise)
    assert np.std(f.y - f.design @ f.truth) == pytest.approx(f.settings.noise, rel=0.25)


def ring_and_star_are_apart(f, distance):
    apart = np.linalg.norm(f.best - f.truth)
    assert apart > 1e-6
    assert near(distance, apart, 2)


def the_least_is(f, least):
    assert near(least, f.minimum)


def steps_look_at(f, count):
    assert (1 if count == "one" else int(count)) == f.batch
    moves = np.diff(f.story.run.points[:8], axis=0)
    gradients = [f.gradient(w, rows) for w, rows in zip(f.path, f.rows[: len(moves)], strict=False)]
    np.testing.assert_allclose(moves, -f.rate * np.array(gradients), rtol=1e-6, atol=1e-9)
    if f.rows.size >= 100:
        seen = np.unique(f.rows)
        assert len(seen) > 0.5 * min(len(f.y), f.rows.size)


def downhill_on_average(f, count):
    """Over all rows a sample's gradient is that of all the data, but some batches' point uphill."""
    assert (1 if count == "one" else int(count)) == f.batch
    rng, uphill, everything = np.random.default_rng(0), 0, np.arange(len(f.y))
    for w in f.path[:: max(1, len(f.path) // 50)]:
        slope = f.gradient(w, everything)
        single = np.array([f.gradient(w, [row]) for row in everything])
        np.testing.assert_allclose(single.mean(axis=0), slope, rtol=1e-6, atol=1e-9 * np.abs(single).max())
        drawn = single[rng.integers(0, len(f.y), (200, f.batch))].mean(axis=1)
        uphill += (drawn @ slope < 0).sum()
    assert uphill > 0


def steps_help_and_then_kick(f):
    assert not f.diverged
    arrival = int(np.argmax(f.losses <= f.late.mean()))
    assert arrival >= 3
    assert (np.diff(f.losses[: arrival + 1]) < 0).mean() > 0.5
    moves = np.diff(f.path[arrival:, list(f.story.panel.axes)], axis=0)
    assert len(moves) >= 20
    quarters = np.bincount(2 * (moves[:, 0] > 0) + (moves[:, 1] > 0), minlength=4) / len(moves)
    assert quarters.min() > 0.02
    ways = moves / np.linalg.norm(moves, axis=1, keepdims=True)
    assert np.linalg.norm(ways.mean(axis=0)) < 0.4  # 1 if all went one way


def the_late_average(f, count, times):
    it_never_settles(f)
    assert int(count) == len(f.late)
    assert near(times, f.late.mean() / f.minimum)


def there_is_no_ball(f, count, loss):
    assert f.settings.noise == 0
    assert int(count) == f.settings.steps
    assert near_loss(loss, f.losses[-1], 2)
    assert f.losses[-1] < 1e-6 * f.losses[0]


NUMBER = r"(−?[\d.]+(?:·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
STEPS = r"(\d+) iterations?"
CLAIMS = [
    (r"Gradient descent on the MSE contour", the_run_is_full_batch),
    (r"SGD never settles: the noise ball", it_never_settles),
    (r"Stochastic gradient descent", the_run_is_sampled),
    (
        r"Every point of this map is a linear model; its shade is the training MSE\.",
        a_point_is_a_model_and_its_shade_its_mse,
    ),
    (r"The data have no noise: the true weights \(star\) are the minimum \(ring\)\.", there_is_no_noise),
    (r"The data have noise: the minimum \(ring\) is not at the true weights \(star\)\.", there_is_noise),
    (
        rf"The ring marks the least-squares weights: no others have an MSE below {NUMBER}\.",
        no_others_are_below,
    ),
    (rf"The descent starts at w = \((.*)\), where the MSE is {NUMBER}\.", it_starts_at),
    (rf"Each step is α = {NUMBER} times the negative gradient\.", each_step_is_the_rate_times_the_gradient),
    (r"Each step goes against the gradient\.", each_step_is_against_the_gradient),
    (
        r"As the slope flattens, the steps shrink; each ring inward halves the error that is left\.",
        steps_shrink_and_rings_halve,
    ),
    (
        r"The rate is above 1/L: along the steepest direction each step overshoots the minimum\.",
        each_step_overshoots,
    ),
    (
        rf"The rate is beyond the stability limit 2/L = {NUMBER}: every step overshoots further\.",
        each_step_overshoots_further,
    ),
    (rf"It diverges: after {STEPS} the MSE is more than 10¹² times the first\.", it_diverges),
    (
        rf"After {STEPS} the MSE is {NUMBER}, and no weight is off by more than {NUMBER}\.",
        no_weight_is_off_by_more,
    ),
    (rf"After {STEPS} the MSE is {NUMBER}; the minimum is {NUMBER}\.", it_has_come_to),
    (
        rf"stackloss\.csv: (\d+) rows, features (standardised|as they are); "
        rf"α = {NUMBER}(, a quarter of the stability limit)?\.",
        the_data_are,
    ),
    (
        rf"(\d+) samples whose targets carry noise of standard deviation {NUMBER}\.",
        targets_carry_noise,
    ),
    (
        rf"So the minimum of the MSE \(ring\) is {NUMBER} away from the true weights \(star\)\.",
        ring_and_star_are_apart,
    ),
    (rf"The ring marks the least-squares weights, where the MSE is {NUMBER}\.", the_least_is),
    (r"Each step looks at (one|\d+) samples?, drawn at random\.", steps_look_at),
    (r"The gradient of (one|\d+) samples? points downhill only on average\.", downhill_on_average),
    (
        r"Far out most steps help; near the minimum they kick in all directions\.",
        steps_help_and_then_kick,
    ),
    (
        rf"It never settles: the MSE of the last (\d+) iterates averages {NUMBER} times the minimum\.",
        the_late_average,
    ),
    (rf"Without noise there is no ball: after {STEPS} the MSE is {NUMBER}\.", there_is_no_ball),
]

AUTO = {"start": None, "rate": None}
VARIANTS = [
    ("contour_descent", {}),
    ("contour_descent", {"noise": 3}),
    ("contour_descent", {"rate": 0.85}),  # 1/L is 0.88
    ("contour_descent", {"rate": 0.9}),
    ("contour_descent", {"rate": 1.2}),
    ("contour_descent", {"rate": 1.2, "noise": 3}),
    ("contour_descent", {"rate": 1.75}),  # 2/L is 1.76
    ("contour_descent", {"rate": 1.77}),
    ("contour_descent", {"rate": 2.5}),
    ("contour_descent", {"rate": 1.8, "steps": 2000}),
    ("contour_descent", {"rate": None}),
    ("contour_descent", {"weights": (2.0, 6.0), "start": None}),
    ("contour_descent", {"weights": (2.0, 6.0, 1.0, -5.0), "start": None}),
    ("noise_ball", {}),
    ("noise_ball", {"noise": 0.5}),
    ("noise_ball", {"batch": 10}),
    ("noise_ball", {"batch": 100}),
    ("noise_ball", {"rate": None}),
    ("noise_ball", {"steps": 100}),
    ("contour_descent", AUTO, FEATURES[:2]),
    ("contour_descent", AUTO, FEATURES[:2], False),
    ("noise_ball", AUTO, FEATURES[:1]),
    ("noise_ball", AUTO, FEATURES[:2]),
    ("noise_ball", AUTO, FEATURES),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_every_sentence_is_true(variant):
    facts = Facts(*variant)
    story = facts.story
    for sentence in dict.fromkeys([story.title, *(beat.caption for beat in (*story.full, *story.short))]):
        known = [(claim, check) for claim, check in CLAIMS if re.fullmatch(claim, sentence)]
        assert len(known) == 1, sentence
        claim, check = known[0]
        check(facts, *re.fullmatch(claim, sentence).groups())
