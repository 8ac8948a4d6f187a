"""What is said of the noise ball, as a film, with its theory once more: solved as a Kronecker system."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdclips.story.film.overlays import Ellipse, Floor
from gdclips.story.film.views import Counter, Map, Plot

from .figures import LOSS, NUMBER, near, near_loss, read
from .plain import the_runs_are_told

COVERAGE, RADIUS = 0.95, np.sqrt(-2 * np.log(0.05))
ENOUGH, SPREADS = 100, 2.0
SIMULATED = 300


@dataclass(frozen=True)
class Ball:
    """The ball of a clip's settings, without the project's code: its facts are the argument."""

    facts: object

    @cached_property
    def whitening(self):
        """A root of the inverse Hessian (d, d), so that the whitened rows have the identity as theirs."""
        _, sizes, basis = np.linalg.svd(self.facts.design / np.sqrt(len(self.facts.y)), full_matrices=False)
        return basis.T / sizes

    @cached_property
    def step(self):
        """The matrix of vec S -> vec S of one step, and what a step adds, in whitened coordinates."""
        f = self.facts
        rate, batch, d = f.rate, f.batches[0], len(f.best)
        z = f.design @ self.whitening
        h = np.linalg.inv(self.whitening.T @ self.whitening)  # z'z/n = I: the step is rate h (z e - r) z
        residuals = f.y - f.design @ f.best
        one, eye = np.eye(d), np.kron(np.eye(d), np.eye(d))
        fourth = np.einsum("na,nb,nc,nd->acbd", z, z, z, z).reshape(d * d, d * d) / len(z)
        noise = np.einsum("n,na,nb->ab", residuals**2, z, z).ravel() / len(z)
        both = np.kron(h, h)
        moved = eye - rate * (np.kron(h, one) + np.kron(one, h))
        squared = rate**2 * both @ ((1 - 1 / batch) * eye + fourth / batch)
        return moved + squared, rate**2 / batch * both @ noise

    @cached_property
    def stable(self):
        """Whether the second moment comes to rest."""
        return bool(np.abs(np.linalg.eigvals(self.step[0])).max() < 1)

    @cached_property
    def whitened(self):
        matrix, added = self.step
        d = len(self.facts.best)
        return np.linalg.solve(np.eye(d * d) - matrix, added).reshape(d, d)

    @cached_property
    def covariance(self):
        """That of the two shown weights (2, 2)."""
        pair = list(self.facts.axes)
        return (self.whitening @ self.whitened @ self.whitening.T)[np.ix_(pair, pair)]

    @cached_property
    def floor(self):
        return self.facts.minimum + np.trace(self.whitened)

    def inside(self, points):
        """Which points (..., d) lie in the ellipse of the two shown weights."""
        apart = (points - self.facts.best)[..., list(self.facts.axes)]
        return np.einsum("...i,ij,...j->...", apart, np.linalg.inv(self.covariance), apart) <= RADIUS**2

    def left(self, step):
        """What the way in adds at a step to the excess and to a squared radius, and what variances lack."""
        f = self.facts
        values, vectors = np.linalg.eigh(f.hessian)
        kept = np.sign(1 - f.rate * values) ** round(step) * np.abs(1 - f.rate * values) ** step
        way = vectors.T @ (f.start - f.best)
        apart = (vectors @ (kept * way))[list(f.axes)]
        radius = apart @ np.linalg.solve(self.covariance, apart)
        return float(values @ (kept * way) ** 2), float(radius), float(kept.max() ** 2)

    @cached_property
    def arrival(self):
        """The first step, but for 5 %, by which all of these are a tenth at most."""
        step = 1
        while not self.arrived(step):
            step = int(np.ceil(1.05 * step))
        return step

    def arrived(self, step):
        way, radius, missing = self.left(step)
        return way <= 0.1 * (self.floor - self.facts.minimum) and radius <= 0.1 and missing <= 0.1

    def simulated(self, count):
        """Shares inside and mean MSEs (runs,) of runs of so many iterates from the stationary Gaussian."""
        f, rng = self.facts, np.random.default_rng(99)
        batch = f.batches[0]
        z, residuals = f.design @ self.whitening, f.y - f.design @ f.best
        h = np.linalg.inv(self.whitening.T @ self.whitening)
        spread = np.linalg.cholesky(self.whitened + 1e-12 * np.trace(self.whitened) * np.eye(len(h)))
        e = rng.standard_normal((SIMULATED, len(h))) @ spread.T
        inside, excess = np.zeros(SIMULATED), np.zeros(SIMULATED)
        for step in range(-50, count):
            rows = rng.integers(0, len(z), (SIMULATED, batch))
            errors = np.einsum("rbd,rd->rb", z[rows], e) - residuals[rows]
            e = e - f.rate * np.einsum("rb,rbd->rd", errors, z[rows]) @ h / batch
            if step >= 0:
                inside += self.inside(e @ self.whitening.T + f.best)
                excess += np.square(e).sum(axis=1)
        return inside / count, f.minimum + excess / count


def ball_of(f):
    """Return the ball of facts, computed once."""
    if "ball" not in f.__dict__:
        f.__dict__["ball"] = Ball(f)
    return f.__dict__["ball"]


def views(f, kind):
    """Return the film's views of a kind, each once, in their order."""
    found = [view for shot in f.story.full for view in (shot.hero, *shot.supports) if isinstance(view, kind)]
    return list({id(view): view for view in found}.values())


def counter_of(f):
    counters = views(f, Counter)
    return counters[0] if counters else None


def counted_from(f):
    """Return the iterate from which the film counts; 100, or later where the run arrives later."""
    counter = counter_of(f)
    if counter is None:
        return None
    since = int(counter.below.rpartition(" ")[2])
    assert since >= 100
    assert ball_of(f).arrived(since), "it counts before the run is expected to be there"
    return since


def the_ball_is_drawn(f):
    """The ellipse has the covariance and the centre of theory, and is there before the run fills it."""
    the_runs_are_told(f)
    ball = ball_of(f)
    assert ball.stable
    maps = [view for view in views(f, Map) if view.overlays]
    assert maps
    for view in maps:
        (ellipse,) = [each for each in view.overlays if isinstance(each, Ellipse)]
        size = np.abs(ball.covariance).max()
        np.testing.assert_allclose(ellipse.covariance, ball.covariance, rtol=1e-5, atol=1e-6 * size)
        np.testing.assert_allclose(ellipse.center, f.best[list(f.axes)], rtol=1e-6, atol=1e-9 * size**0.5)
        assert ellipse.share == COVERAGE
        assert ellipse.label in ("predicted 95 %", "95 % of a Gaussian")
    the_plots_are_right(f)


def the_plots_are_right(f):
    """The MSE, its excess and the weights are the run's, and the floors are those of theory."""
    ball, run = ball_of(f), f.run_alone
    plots = {plot.key: plot for plot in views(f, Plot)}
    scale = 1e-9 * run.losses[0]
    np.testing.assert_allclose(plots["mse"].lines[0].values, run.losses, rtol=1e-6, atol=scale)
    excess = run.losses - f.minimum
    np.testing.assert_allclose(plots["excess"].lines[0].values, excess, rtol=1e-5, atol=1e-7 * run.losses[0])
    for key, value in (("mse", ball.floor), ("excess", ball.floor - f.minimum)):
        (floor,) = [each for each in plots[key].overlays if isinstance(each, Floor)]
        np.testing.assert_allclose(floor.value, value, rtol=1e-5)
        assert near(floor.label.removeprefix("predicted ").partition(" ±")[0], value, slack=1e-5 * value)
    for line, axis in zip(plots["coefficients"].lines, range(len(f.best)), strict=False):
        if len(f.best) <= 3:
            np.testing.assert_allclose(
                line.values, run.path[:, axis], rtol=1e-5, atol=1e-7 * np.abs(run.path[:, axis]).max()
            )


def the_counter_is_right(f):
    """Each value is the share so far, in whole per cent; the spread is that of runs of the same length."""
    counter, since = counter_of(f), counted_from(f)
    ball, run = ball_of(f), f.run_alone
    inside = ball.inside(run.path[since:])
    shares = np.cumsum(inside) / np.arange(1, len(inside) + 1)
    assert len(counter.values) == len(run.path)
    assert set(counter.values[: since + ENOUGH]) == {""}
    for at in range(since + ENOUGH, len(run.path)):
        assert abs(float(counter.values[at].removesuffix(" %")) - 100 * shares[at - since]) <= 0.51
    expected, spread = (read(part) for part in counter.predicted.replace(" %", "").split(" ± "))
    simulated, means = ball.simulated(len(inside))
    off = max(0.5, 0.55 * spread)
    assert abs(expected - 100 * simulated.mean()) <= off + 0.5, (expected, simulated.mean())
    assert 0.7 * 100 * simulated.std() <= max(spread, 0.1) <= 2.4 * 100 * simulated.std() + 0.2
    return shares[-1], expected / 100, spread / 100, means


def whether_it_fills(f):
    """Return the share at the end, what was expected of it with its spread, and the MSE's spread told."""
    share, expected, spread, means = the_counter_is_right(f)
    floor = next(each for plot in views(f, Plot) for each in plot.overlays if isinstance(each, Floor))
    assert (" ± " in floor.label) == (f.rate <= f.limit(f.batches[0]) / 2), "its spread may be infinite"
    told = read(floor.label.partition(" ± ")[2] or "0")
    assert not told or 0.6 * means.std() <= told * 1.05 <= 2.0 * means.std() + 1e-12
    return share, expected, spread


def it_fills_the_ball(f):
    share, expected, spread = whether_it_fills(f)
    assert abs(share - expected) <= SPREADS * spread + 0.005
    assert expected < 0.985
    it_does_not_settle(f)


def it_hovers_around_the_minimum(f):
    share, expected, spread = whether_it_fills(f)
    assert abs(share - expected) >= SPREADS * spread - 0.005 or expected > 0.98
    it_does_not_settle(f)


def it_does_not_settle(f):
    """The second half of the run has about the excess that theory says is to stay."""
    ball, run = ball_of(f), f.run_alone
    assert not run.diverged
    excess = (run.late - f.minimum).mean()
    tame = f.rate <= f.limit(f.batches[0]) / 2  # beyond, rare and large excursions make the mean
    assert (0.2 if tame else 0.0) * (ball.floor - f.minimum) <= excess <= 8 * (ball.floor - f.minimum)


def it_hovers_there(f):
    """Too few iterates to count are left, but the run is expected to be there."""
    the_ball_is_drawn(f)
    assert counter_of(f) is None
    assert ball_of(f).arrived(f.settings.steps * 1.05)


def too_few(f, count):
    it_hovers_there(f)
    assert int(count) == f.settings.steps
    assert f.settings.steps + 1 - max(100, 1.4 * ball_of(f).arrival + 10) < ENOUGH


def on_its_way(f):
    the_ball_is_drawn(f)
    assert counter_of(f) is None
    assert not ball_of(f).arrived(f.settings.steps / 1.6)


def it_takes(f, count):
    on_its_way(f)
    told = read(count)
    assert ball_of(f).arrived(told * 1.06)
    assert told <= 2.2 * ball_of(f).arrival


def so_many_lie_inside(f, share, expected, spread):
    shown, wanted, give = whether_it_fills(f)
    assert abs(float(share) - 100 * shown) <= 0.51
    assert (float(expected), read(spread)) == (round(100 * wanted), 100 * give) or np.isclose(
        read(spread), 100 * give
    )
    assert abs(shown - wanted) <= SPREADS * give + 0.005


def no_gaussian(f, share, expected):
    shown, wanted, _ = whether_it_fills(f)
    assert abs(float(share) - 100 * shown) <= 0.51
    assert float(expected) == round(100 * wanted)
    simulated, _ = ball_of(f).simulated(len(f.run_alone.path) - counted_from(f))
    assert abs(simulated.mean() - COVERAGE) > 0.2 * simulated.std()


def off_the_share(f, share, spreads, way, expected):
    shown, wanted, give = whether_it_fills(f)
    assert abs(float(share) - 100 * shown) <= 0.51
    assert (way == "above") == (shown > wanted)
    assert abs(read(spreads) - abs(shown - wanted) / give) <= 0.6 / (100 * give) + 0.06


def off_the_mse(f, share, spreads, way):
    shown, _, _ = whether_it_fills(f)
    assert abs(float(share) - 100 * shown) <= 0.51
    since = counted_from(f)
    _, means = ball_of(f).simulated(len(f.run_alone.path) - since)
    off = f.run_alone.losses[since:].mean() - ball_of(f).floor
    assert (way == "above") == (off > 0)
    assert 0.6 * read(spreads) <= abs(off) / means.std() <= 1.7 * read(spreads)


def theory_is_first(f):
    the_ball_is_drawn(f)
    assert ball_of(f).arrived(f.settings.steps * 1.05)


def theory_at_a_rate(f, rate):
    theory_is_first(f)
    assert near(rate, f.rate)


def most_lead_downhill(f):
    run = f.run_alone
    below = np.flatnonzero(run.losses <= ball_of(f).floor * (1 + 1e-9))
    way = np.diff(run.losses[: below[0] + 1])
    assert len(way) >= 2
    assert run.losses[0] - f.minimum >= 3.99 * (ball_of(f).floor - f.minimum), "the start is not far"
    assert (way < 0).mean() > 0.5


def it_looks_at(f, count):
    run = f.run_alone
    assert (1 if count == "one" else int(count)) == run.rows.shape[1] == f.batches[0]
    the_runs_are_told(f)


def with_replacement(f, count):
    assert int(count) == f.batches[0] >= len(f.y)
    assert len(np.unique(f.run_alone.rows[0])) < len(f.y) or len(f.y) < 4


def the_table(f, name, assumed, count, of, scale):
    assert f.file.path.name == name
    assert int(count) == len(f.y)
    assert scale == ("standardised" if f.file.standardized else "as they are")


def beyond(f, limit):
    ball = ball_of(f)
    assert near(limit, f.limit(f.batches[0]), slack=1e-6 * f.limit(f.batches[0]))
    assert f.rate >= f.limit(f.batches[0]) * (1 - 1e-9)
    assert not ball.stable or np.isclose(f.rate, f.limit(f.batches[0]))
    assert not any(view.overlays for view in views(f, Map))


def too_large(f, count):
    assert int(count) == len(f.best) > 31


def nothing_is_left(f):
    single = f.design * (f.design @ f.best - f.y)[:, None]
    assert np.abs(single).max() < 1e-9 * np.abs(f.design * f.y[:, None]).max()
    assert not any(view.overlays for view in views(f, Map))


def settles(f, count, loss):
    ends(f, count, loss)
    assert f.run_alone.losses[-1] <= 1.1e-3 * f.run_alone.losses[0]


def ends(f, count, loss):
    assert int(count) == len(f.run_alone.path) - 1
    assert near_loss(loss, f.run_alone.losses[-1], 2)


def diverges(f, count):
    assert f.run_alone.diverged
    assert int(count) == len(f.run_alone.path) - 1


def titled_ball(f):
    assert ball_of(f).stable
    assert f.minimum > 0


def is_sampled(f):
    assert f.run_alone.rows is not None
    the_runs_are_told(f)


def constant(f, value):
    assert np.ptp(f.y) <= 1e-9 * np.abs(f.y).max()
    assert near(value, f.y.mean())


OWN_CLAIM = (r"SGD never settles: it fills the ball that theory has drawn\.", it_fills_the_ball)
CLAIMS = [
    OWN_CLAIM,
    (r"Noise ball", titled_ball),
    (r"Stochastic gradient descent", is_sampled),
    (r"SGD never settles: it hovers around the minimum\.", it_hovers_around_the_minimum),
    (r"SGD does not settle: it hovers where theory drew the ball\.", it_hovers_there),
    (r"(\d+) iterations? (?:are|is) too few to tell the share inside\.", too_few),
    (r"The run is on its way into the ball\.", on_its_way),
    (r"Theory draws the ball that the run is bound for\.", on_its_way),
    (rf"It has not arrived: that takes about {NUMBER} iterations\.", it_takes),
    (rf"(\d+) % lie inside: predicted were (\d+) %, give or take {NUMBER}\.", so_many_lie_inside),
    (r"(\d+) % lie inside; predicted were (\d+) %: it is no Gaussian\.", no_gaussian),
    (rf"(\d+) % lie inside, {NUMBER} spreads (below|above) the predicted (\d+) %\.", off_the_share),
    (rf"(\d+) % lie inside, but the mean MSE is {NUMBER} spreads (below|above) theory\.", off_the_mse),
    (r"Theory draws the ball before the run fills it\.", theory_is_first),
    (rf"At rate {NUMBER} theory draws the ball before the run does\.", theory_at_a_rate),
    (r"Far from the minimum, most steps lead downhill\.", most_lead_downhill),
    (r"Each step looks at (one|\d+) samples?, drawn at random\.", it_looks_at),
    (r"(\d+) rows drawn with replacement are not all the data\.", with_replacement),
    (
        r"(.+?)(?: \((.+?)\))?: (\d+)(?: of (\d+))? rows(?: \(\d+ with missing cells\))?, "
        r"(standardised|as they are)\.",
        the_table,
    ),
    (rf"From a rate of {NUMBER} on, the noise keeps growing\.", beyond),
    (r"The ball of (\d+) weights is too large to compute\.", too_large),
    (r"Without noise in the data every gradient vanishes there\.", nothing_is_left),
    (rf"It settles: after (\d+) steps? the MSE is {LOSS}\.", settles),
    (rf"After (\d+) (?:steps?|iterations?) the MSE is {LOSS}\.", ends),
    (r"It diverges: in (\d+) steps the MSE grows over 10¹²-fold\.", diverges),
    (rf"Every .+ is (?:nearly )?{NUMBER}: the best model says so\.", constant),
]
