"""What films of several runs say: of those that diverge, of batch sizes, of a falling rate."""

import re
from itertools import pairwise

import numpy as np

from gdcore import theory
from tests import shown

from . import compared, films
from .figures import NUMBER, near, near_loss, read
from .momentum import overlays
from .plain import the_runs_are_told


def numbers(text):
    return re.split(", | and ", text)


RUNS = {"Constant": 0, "Falling": 1, "Plain": 0, "Momentum": 1}


def the_run(f, who):
    """The run of a name."""
    if who in RUNS:
        return f.runs[RUNS[who]]
    (run,) = (run for run in f.runs if run.rows.shape[1] == int(who.removeprefix("Batch ")))
    return run


def one_diverges(f, who, count):
    run = the_run(f, who)
    assert [each for each in f.runs if each.diverged] == [run]
    assert int(count) == len(run.path) - 1
    assert (run.losses[:-1] <= 1e12 * run.losses[0]).all()
    films.the_picture_ends_with_the_runs(f)


def two_diverge(f, one, other, first, second):
    gone = [the_run(f, one), the_run(f, other)]
    assert [each for each in f.runs if each.diverged] == gone
    assert [int(first), int(second)] == [len(run.path) - 1 for run in gone]
    films.the_picture_ends_with_the_runs(f)


# Batch sizes


def stationary(f, batch):
    """The covariance of the iterates in the long run, by the equation in its Kronecker form."""
    h, a, d = f.hessian, f.rate, len(f.best)
    outer = np.einsum("ni,nj->nij", f.design, f.design).reshape(len(f.y), -1)
    fourth = outer.T @ outer / len(f.y)
    fourth = fourth.reshape(d, d, d, d).transpose(0, 2, 1, 3).reshape(d * d, d * d)
    residuals = f.y - f.design @ f.best
    noise = (f.design * residuals[:, None]).T @ (f.design * residuals[:, None]) / len(f.y)
    eye = np.eye(d)
    left = np.kron(h, eye) + np.kron(eye, h) - a * ((1 - 1 / batch) * np.kron(h, h) + fourth / batch)
    return np.linalg.solve(left, (a / batch * noise).ravel()).reshape(d, d)


def mean_mse(f, batch):
    return f.minimum + float(np.trace(f.hessian @ stationary(f, batch)))


def the_balls_are_those_of(f, sizes):
    samples_in_each_step(f, sizes)
    pair = list(f.axes)
    found = overlays(f, "Ellipse")
    assert len(found) == len(f.runs)
    for (ellipse, _), run in zip(reversed(found), f.runs, strict=True):
        batch = run.rows.shape[1]
        assert ellipse.label == f"batch {batch}"
        np.testing.assert_allclose(ellipse.center, f.best[pair], rtol=1e-6, atol=1e-9)
        expected = stationary(f, batch)[np.ix_(pair, pair)]
        np.testing.assert_allclose(ellipse.covariance, expected, rtol=1e-4, atol=1e-6 * expected.max())


def samples_in_each_step(f, sizes):
    the_runs_are_told(f)
    assert [int(size) for size in numbers(sizes)] == [run.rows.shape[1] for run in f.runs]


def a_step_averages_with_replacement(f):
    sizes = ", ".join(str(run.rows.shape[1]) for run in f.runs)
    compared.a_step_averages(f, sizes)
    largest = max(f.runs, key=lambda run: run.rows.shape[1]).rows
    twice = any(len(set(rows)) < len(rows) for rows in largest.tolist())
    assert twice or largest.shape[1] < 6 or len(largest) < 20


def steps_of_samples_with_replacement(f, sizes):
    samples_in_each_step(f, sizes)
    a_step_averages_with_replacement(f)


def larger_batches_have_smaller_balls(f):
    """As it is, in the last half, and as it has to be, in the long run."""
    the_runs_are_told(f)
    assert not any(run.diverged for run in f.runs)
    runs = sorted(f.runs, key=lambda run: run.rows.shape[1])
    for sizes in (
        [compared.late_excess(f, run) for run in runs],
        [np.linalg.slogdet(stationary(f, run.rows.shape[1]))[1] for run in runs],
    ):
        assert all(small < large for large, small in pairwise(sizes))


def counted(f, since):
    return [run.losses[int(since) :].mean() for run in f.runs]


def the_mean_mses_are(f, since, times):
    the_counter_tells_the_shares(f, int(since))
    for text, mean in zip(numbers(times), counted(f, since), strict=True):
        assert any(near(text, mean / f.minimum, digits) for digits in (2, 3, 4))


def the_counter_tells_the_shares(f, since):
    (counter,) = (view for view in shown.views(f.story) if hasattr(view, "predicted"))
    pair, shares = list(f.axes), []
    for run in f.runs:
        away = run.path[since:, pair] - f.best[pair]
        covariance = stationary(f, run.rows.shape[1])[np.ix_(pair, pair)]
        inside = np.einsum("ni,ij,nj->n", away, np.linalg.inv(covariance), away) <= -2 * np.log(0.05)
        shares.append(f"{inside.mean():.0%}"[:-1])
    assert counter.values[-1] == f"{', '.join(shares)} %"


def the_means_were_predicted(f, times, negated):
    since = int(re.search(r"since (\d+)", " ".join(shown.captions(f.story)))[1])
    off = []
    for text, run, mean in zip(numbers(times), f.runs, counted(f, since), strict=True):
        batch = run.rows.shape[1]
        expected = mean_mse(f, batch)
        assert any(near(text, expected / f.minimum, digits) for digits in (2, 3, 4))
        loss = shown.maps(f.story)[0].loss
        given = theory.finite_run(
            loss, f.rate, batch, len(run.losses) - since, rng=np.random.default_rng(9), runs=64
        )
        off.append(abs(mean - expected) / given.mse_spread)
    assert max(off) > 1.5 if negated else max(off) < 3.0


def the_mses_are(f, losses):
    for text, run in zip(numbers(losses), f.runs, strict=True):
        assert len(run.path) == f.settings.steps + 1
        rounding = 1e-24 * max(run.losses[0], np.mean(f.y**2))
        told = any(near_loss(text, run.losses[-1], digits) for digits in (1, 2, 3))
        assert told or (not text.startswith("below") and max(read(text), run.losses[-1]) < rounding)


# A falling rate


def one_rate_falls(f):
    compared.two_rates_are_compared(f)
    constant, falling = f.runs
    steps = np.arange(len(falling.rates))
    np.testing.assert_allclose(falling.rates, f.rate / (1 + f.settings.decay * steps))
    assert f.settings.decay > 0
    (plot,) = (view for view in shown.plots(f.story) if view.head == "learning rate")
    for line, run in zip(plot.lines, (constant, falling), strict=True):
        some = min(len(run.rates), np.isfinite(line.values).sum())
        np.testing.assert_allclose(line.values[:some], run.rates[:some])


def both_rates_are_the_same(f):
    assert f.settings.decay == 0
    plain, other = f.told()
    np.testing.assert_array_equal(plain, other)


def the_kicks_shrink(f):
    compared.a_falling_rate_settles(f)
    constant, falling = f.runs
    assert falling.rates[-1] <= 0.55 * falling.rates[0], "the rate did not fall"
    assert compared.late_excess(f, falling) < 0.55 * compared.late_excess(f, constant)


def a_step_goes_the_rate_along_its_gradient(f):
    for run in f.runs:
        for step in range(min(len(run.path) - 1, 8)):
            moved = run.path[step + 1] - run.path[step]
            expected = -run.rates[step] * f.gradient(run.path[step], run.rows[step])
            np.testing.assert_allclose(moved, expected, rtol=1e-6, atol=1e-9 * np.abs(run.path[step]).max())
    the_runs_are_told(f)


WHO = r"(Batch \d+|Plain|Momentum|Constant|Falling)"
CLAIMS = [
    (rf"{WHO} diverges: in (\d+) steps? the MSE grows over 10¹²-fold\.", one_diverges),
    (rf"{WHO} diverges in (\d+) steps?\.", one_diverges),
    (rf"{WHO} and {WHO} diverge, after (\d+) and (\d+) steps\.", two_diverge),
    (r"Larger batches, smaller balls", larger_batches_have_smaller_balls),
    (r"Predicted balls for (.+) samples a step\.", the_balls_are_those_of),
    (r"Samples in each step: (.+)\.", samples_in_each_step),
    (r"Steps of (.+) samples, drawn with replacement\.", steps_of_samples_with_replacement),
    (r"A step averages so many gradients, drawn with replacement\.", a_step_averages_with_replacement),
    (r"The larger the batch, the smaller the ball of noise\.", larger_batches_have_smaller_balls),
    (r"Mean MSE since (\d+): (.+) times the least\.", the_mean_mses_are),
    (r"Predicted: (.+) times, (not all )?within two spreads\.", the_means_were_predicted),
    (r"The MSE ends at (.+)\.", the_mses_are),
    (r"Two descents, each step of both on the same sample\.", compared.both_use_the_same_samples),
    (r"One rate is constant, the other falls as α/\(1 \+ k t\)\.", one_rate_falls),
    (r"With k = 0 both rates are the same\.", both_rates_are_the_same),
    (r"As the rate falls, the kicks shrink: the run settles\.", the_kicks_shrink),
    (r"The rate is how far a step goes along its gradient\.", a_step_goes_the_rate_along_its_gradient),
    (
        rf"In the second half its excess MSE is {NUMBER} times smaller\.",
        compared.the_falling_rates_excess_is_smaller,
    ),
]
