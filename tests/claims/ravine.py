"""What is said of the ravine, as a film: its captions, and the numbers that stand on its map."""

import re

import numpy as np

from .figures import NUMBER, near, read

STEEP, ROUND, AGREE, SLOW, SAME = 5, 1.05, 0.9, 0.9, 0.05
PERCENT = r"(<10⁻⁴|[\d.]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?) %"


def given(f):
    """Return what the map's two features are given (n, k), by themselves without the constant."""
    first, second = f.axes
    hidden = [] if f.settings.slice else [i for i in range(1, len(f.best)) if i not in (first, second)]
    return np.column_stack([np.ones(len(f.y)), f.design[:, hidden]])


def without(values, others):
    return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]


def parts(f):
    """Return both features without what they are given, and the second without the first, too."""
    others = given(f)
    first, second = (without(f.design[:, axis], others) for axis in f.axes)
    return first, second, without(second, np.column_stack([others, first]))


def correlation(f):
    first, second, _ = parts(f)
    return first @ second / np.linalg.norm(first) / np.linalg.norm(second)


def curvatures(f, pair):
    """Return the map's curvatures, the largest first, where its two features are ``pair`` (n, 2)."""
    hidden = [i for i in range(len(f.best)) if i not in f.axes]
    rest = f.design[:, hidden]
    left = pair if f.settings.slice else without(pair, rest)
    return np.linalg.svd(left, compute_uv=False) ** 2 / len(f.y)


def last(f):
    return curvatures(f, f.design[:, list(f.axes)])


def alike(f):
    first, second, _ = parts(f)
    return 0.5 <= np.linalg.norm(second) / np.linalg.norm(first) <= 2


def uncorrelated(f):
    """Return the two features without their correlation: of one scale, if theirs are alike."""
    first, second, rest = parts(f)
    size = np.linalg.norm(first) if alike(f) else np.linalg.norm(second)
    began = f.design[:, f.axes[1]] - second + rest * (size / np.linalg.norm(rest))
    return np.column_stack([f.design[:, f.axes[0]], began])


def kappas(f):
    return [sizes[0] / sizes[1] for sizes in (curvatures(f, uncorrelated(f)), last(f))]


def is_kappa(text, value):
    """Tell whether a condition number is told: with one decimal below 10, whole up to 1000.

    It has three digits above; it is the ratio of curvatures as they are told, with four digits and more.
    """
    half = 0.0501 if value < 9.95 else 0.501 if value < 999 else 0.00501 * value
    return abs(read(text) - value) <= half + 0.0011 * value


def rates(f):
    return f.rate, 0.95 * 2 / f.steepest[0]


def kept(f, rate):
    return 1 - rate * f.curvatures[0], 1 - rate * f.curvatures[-1]


def is_kept(text, value):
    if text.startswith("nearly"):
        return abs(read(text.removeprefix("nearly ")) - value) < 1e-5
    decimals = len(text.partition(".")[2])
    return decimals >= 2 and abs(read(text) - value) <= 0.501 * 10.0**-decimals


def makes(f):
    """Tell whether the map becomes a ravine, most of it by the correlation."""
    begin, end = kappas(f)
    rho = abs(correlation(f))
    return begin < 2.01 and end > 4.99 and end > 2.49 * begin and (1 + rho) / (1 - rho) > 3.99


def shows_modes(f):
    """Tell whether the map's axes are the ways of the descent's largest and least curvature."""
    values, ways = np.linalg.eigh(f.hessian)
    seen = ways[:, [-1, 0]][list(f.axes)]
    return (
        np.abs(last(f) / values[[-1, 0]] - 1).max() < 1.02 * SAME
        and np.linalg.norm(seen, axis=0).min() > 0.96
    )


def correlated_features_make_a_ravine(f):
    assert makes(f)


def two_features_are_shown(f):
    assert f.x.shape[1] >= 2


def a_round_bowl(f):
    assert kappas(f)[0] <= ROUND * 1.001
    assert given(f).shape[1] == 1


def a_round_bowl_given_the_others(f):
    assert kappas(f)[0] <= ROUND * 1.001
    assert given(f).shape[1] > 1


def uncorrelated_kappa_is(f, kappa):
    assert is_kappa(kappa, kappas(f)[0])


def kappa_is_about(f, size, kind):
    assert makes(f)
    rho = correlation(f)
    assert size == ("ρ" if rho > 0 else "|ρ|")
    assert abs(kappas(f)[1] * (1 - abs(rho)) / (1 + abs(rho)) - 1) < 1.001 * SAME
    agrees(f, kind)


def agrees(f, kind):
    rho = correlation(f)
    if kind != "related":
        assert abs(rho) > AGREE
        assert (kind == "nearly equal") == (rho > 0)


def kappa_grows(f, kind, kappa):
    assert makes(f)
    agrees(f, kind)
    assert is_kappa(kappa, kappas(f)[1])


def kappa_is(f, rho, kappa, what):
    assert near(rho, correlation(f), 2, 1e-12)
    begin, end = kappas(f)
    assert is_kappa(kappa, end)
    assert {
        "no ravine": end <= 5.001,
        "their scales make the ravine": min(begin, end) > 4.999,
        "a ravine": end > 4.999,
    }[what]


def it_creeps(f, rate):
    assert near(rate, f.rate)
    assert shows_modes(f)
    assert kappas(f)[1] > 4.99
    path = f.runs[0].path
    assert len(path) > 6, "there is no rest"
    moves = np.diff(path, axis=0)
    over = np.abs(moves @ f.steepest[1])
    along = np.linalg.norm(moves - (moves @ f.steepest[1])[:, None] * f.steepest[1], axis=1)
    assert over[:4].sum() > along[:4].sum(), "it does not fall"
    assert over[4:].sum() < along[4:].sum(), "it does not go along"
    assert (over + along)[4:].max() < 0.5 * (over + along)[0], "it does not creep"


def it_stays(f):
    assert f.excess(f.start) < 1e-19 * max(1.0, float(np.mean(f.y**2)))


def beyond(f, rate, limit):
    assert near(rate, f.rate)
    assert near(limit, f.limit())
    assert f.rate >= f.limit() * (1 - 1e-9)


def diverges(f, steps):
    assert f.runs[0].diverged
    assert int(steps) == len(f.runs[0].path) - 1


def its_own_kappa_is(f, kappa):
    assert f.design.shape[1] > 2
    assert near(kappa, f.curvatures[0] / f.curvatures[-1])
    assert f.curvatures[0] / f.curvatures[-1] > 1.49 * kappas(f)[1]


def a_step_is(f, rate):
    assert near(rate, f.rate)


def still_slow(f):
    assert shows_modes(f)
    assert kappas(f)[1] > 4.99
    assert kept(f, rates(f)[1])[1] > SLOW


def along_it_keeps(f, share):
    assert shows_modes(f)
    assert is_kept(share, kept(f, rates(f)[1])[1])


def along_the_floor_it_keeps(f, rate, share):
    assert near(rate, f.rate)
    assert shows_modes(f)
    assert kappas(f)[1] > 4.99
    assert is_kept(share, kept(f, f.rate)[1])


def the_ways_keep(f, steepest, flattest):
    across, along = kept(f, rates(f)[1])
    assert is_kept(steepest, across)
    assert is_kept(flattest, along)


def left(f):
    """Return how much of the excess MSE each run ends with, in per cent."""
    return [100 * f.excess(run.path[-1]) / f.excess(f.start) for run in f.runs]


def is_left(text, value):
    return value < 1.1e-4 if text.startswith("<") else near(text, value, 2, 1e-12)


def both_leave(f, slow, rate, fast, fastest):
    first, second = rates(f)
    assert near(rate, first)
    assert near(fastest, second)
    assert is_left(slow, left(f)[0])
    assert is_left(fast, left(f)[1])


def the_fast_one_leaves(f, fast, fastest):
    assert f.runs[0].diverged
    assert near(fastest, rates(f)[1])
    assert is_left(fast, left(f)[1])


def data_are(f, rows, scale):
    assert f.file is not None
    assert int(rows) == len(f.y)
    assert (scale == "standardised") == f.file.standardized


def every_target_is(f, nearly, value):
    assert np.ptp(f.y) <= 1e-9 * np.abs(f.y).max()
    assert near(value, f.y.mean())


CLAIMS = [
    (r"Correlated features make a ravine", correlated_features_make_a_ravine),
    (r"Two features, one map", two_features_are_shown),
    (r"Unrelated features make a round bowl\.", a_round_bowl),
    (r"Uncorrelated given the others, two make a round bowl\.", a_round_bowl_given_the_others),
    (rf"Uncorrelated, the two features have κ = {NUMBER}\.", uncorrelated_kappa_is),
    (
        r"κ ≈ \(1 \+ (\|?ρ\|?)\) / \(1 − \|?ρ\|?\): (related|nearly equal|opposite) features make a ravine\.",
        kappa_is_about,
    ),
    (
        rf"So (related|nearly equal|opposite) features make a ravine: κ grows to {NUMBER}\.",
        kappa_grows,
    ),
    (
        rf"At ρ = {NUMBER}, κ is {NUMBER}: (no ravine|their scales make the ravine|a ravine)\.",
        kappa_is,
    ),
    (rf"At α = {NUMBER} it falls to the floor, then creeps along it\.", it_creeps),
    (rf"At α = {NUMBER} each step keeps ((?:nearly )?[\d.−]+) along the floor\.", along_the_floor_it_keeps),
    (r"It starts at the minimum, and stays there\.", it_stays),
    (rf"The rate {NUMBER} is beyond the limit of stability, {NUMBER}\.", beyond),
    (r"It diverges: in (\d+) steps? the MSE grows over 10¹²-fold\.", diverges),
    (rf"With the hidden weights, the descent's own κ is {NUMBER}\.", its_own_kappa_is),
    (rf"Each step is α = {NUMBER} times the negative gradient\.", a_step_is),
    (r"Nearly the largest stable rate: still slow along the floor\.", still_slow),
    (r"Nearly the largest stable rate: along, each step keeps ((?:nearly )?[\d.−]+)\.", along_it_keeps),
    (rf"The steepest way keeps {NUMBER} a step, the flattest ((?:nearly )?[\d.−]+)\.", the_ways_keep),
    (rf"Excess MSE left: {PERCENT} at α = {NUMBER}, {PERCENT} at {NUMBER}\.", both_leave),
    (rf"Excess MSE left: {PERCENT} at α = {NUMBER}\.", the_fast_one_leaves),
    (r"[\w.]+(?: \([^)]*\))?: (\d+)(?: of \d+)? rows(?: \([^)]*\))?, (standardised|as they are)\.", data_are),
    (rf"Every [\w ]+ is (nearly )?{NUMBER}: the best model says so\.", every_target_is),
]


def curvatures_told(found):
    return [read(label.rpartition(" ")[2]) for label in found["axes"].labels]


def overlays(f, shot):
    return {each.key: each for each in shot.hero.overlays}


def the_map_says_what_it_is(f):
    """Check the numbers on the map at both ends of the sweep, and what each step keeps."""
    turning, *descents, closing = f.story.full
    for share, kappa in zip((0.0, 1.0), kappas(f), strict=True):
        hero, (data,) = turning.sweep.views(share)
        found = {each.key: each for each in hero.overlays}
        assert is_kappa(found["kappa"].text, kappa)
        rho = re.search(r"\[(.*)\]", data.head)[1]
        assert abs(read(rho) - share * correlation(f)) <= 0.00501
        across, along = curvatures_told(found)
        sizes = curvatures(f, uncorrelated(f)) if share == 0.0 else last(f)
        if share or kappas(f)[0] < 1.01 or not alike(f):
            for text, size in zip((across, along), sizes, strict=True):
                turned = 0.0 if share else kappas(f)[0] - 1  # a bowl all but round: all directions are alike
                assert abs(text - size) <= (0.000502 + turned) * size
    for share in np.linspace(0.0, 1.0, 7):
        found = {each.key: each for each in turning.sweep.views(float(share))[0].overlays}
        across, along = curvatures_told(found)
        told, ratio = found["kappa"].text, across / along
        assert told in (f"{ratio:.1f}", f"{ratio:.0f}") or (ratio > 999 and near(told, ratio))
        assert ("." in told) == (ratio < 9.95 or ratio > 999)
    np.testing.assert_array_equal(
        turning.hero.plane.loss.samples.x, f.story.full[1].hero.plane.loss.samples.x
    )
    for shot, rate in zip(descents, rates(f), strict=True):
        found = overlays(f, shot)
        assert near(found["rate"].text, rate)
        if "compass" in found:
            assert shows_modes(f)
            for (_, number, *_), share in zip(found["compass"].texts, kept(f, rate), strict=True):
                assert is_kept(number, share) or abs(share) > 100 or near(number, share)
    weights, losses = closing.supports
    assert [plot.key for plot in closing.supports] == ["coefficients", "mse"]
    assert near(re.search(rf"weights at α = {NUMBER} ", weights.head)[1], rates(f)[1])
    fast = f.story.full[2].hero.tracks[1].run
    for line in weights.lines:
        assert any((line.values[: len(column)] == column).all() for column in fast.points.T)
    for line, rate in zip(losses.lines, rates(f), strict=True):
        assert near(line.name.removeprefix("α = "), rate)
