import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.story import motion

EXAMPLES = settings(derandomize=True, deadline=None)
SHARES = np.linspace(0, 1, 201)


@EXAMPLES
@given(st.integers(0, 20_000), st.integers(1, 20_000), st.floats(0.2, 60))
def test_steps_quicken_and_fill_their_time(first, count, seconds):
    lengths = motion.step_seconds(first, count, seconds)
    assert lengths.shape == (count,)
    assert (lengths > 0).all()
    assert (np.diff(lengths) <= 0).all()
    np.testing.assert_allclose(lengths.sum(), seconds, rtol=1e-12)


def test_each_step_takes_85_percent_of_the_one_before_until_a_sixteenth_of_the_first():
    lengths = motion.step_seconds(0, 50, 9.0)
    np.testing.assert_allclose(lengths[1:17] / lengths[:16], 0.85)
    np.testing.assert_allclose(lengths[18:] / lengths[0], 0.05 / 0.8)


def test_a_beat_goes_on_where_the_one_before_left_off():
    whole, rest = motion.step_seconds(0, 30, 1.0), motion.step_seconds(4, 26, 1.0)
    np.testing.assert_allclose(rest / rest[0], whole[4:] / whole[4])


@pytest.mark.parametrize(("share", "eased"), [(-1, 0), (0, 0), (0.25, 0.15625), (0.5, 0.5), (1, 1), (7, 1)])
def test_ease(share, eased):
    assert motion.ease(share) == eased


def test_ease_is_soft_at_both_ends_and_symmetric():
    eased = np.array([motion.ease(share) for share in SHARES])
    assert (np.diff(eased) > 0).all()
    assert eased[1] < 1e-3
    np.testing.assert_allclose(eased + eased[::-1], 1)


@pytest.mark.parametrize("seconds", [0.12, 0.5, 3.0])
def test_a_glide_rests_goes_and_rests(seconds):
    way = np.array([motion.glide(share, seconds) for share in SHARES])
    assert (way[SHARES <= motion.LEAVING] == 0).all()
    assert (way[SHARES >= motion.LANDED] == 1).all()
    assert (np.diff(way) >= 0).all()


@pytest.mark.parametrize("seconds", [0.001, 0.05, 0.119])
def test_a_short_step_is_a_jump(seconds):
    assert {motion.glide(share, seconds) for share in SHARES} == {0.0}


@pytest.mark.parametrize(("seconds", "opacity"), [(0.05, 0), (0.16, 0), (0.28, 0.5), (0.4, 1), (2.0, 1)])
def test_an_arrow_is_as_clear_as_its_step_is_long(seconds, opacity):
    grown, alpha = motion.arrow(motion.GROWN, seconds)
    assert grown == 1
    assert alpha == pytest.approx(opacity)


def test_an_arrow_stands_before_the_point_leaves_and_is_gone_when_it_lands():
    grown, alpha = np.array([motion.arrow(share, 1.0) for share in SHARES]).T
    assert grown[0] == 0
    assert (np.diff(grown) >= 0).all()
    assert (grown[SHARES >= motion.LEAVING] == 1).all()
    assert (alpha[SHARES <= motion.LEAVING] == 1).all()
    assert (alpha[SHARES >= motion.LANDED] == 0).all()


@pytest.mark.parametrize("seconds", np.linspace(0.001, 0.16, 9))
def test_a_short_step_has_no_arrow_at_any_time(seconds):
    assert {motion.arrow(share, seconds)[1] for share in SHARES} == {0.0}


@pytest.mark.parametrize(("count", "seconds"), [(46, 9.0), (596, 9.0), (50, 6.0), (600, 6.0)])
def test_the_late_steps_of_the_cuts_have_no_arrow(count, seconds):
    """They are too short for one to be seen; it would flicker."""
    lengths = motion.step_seconds(0, count, seconds)
    alphas = [motion.arrow(motion.GROWN, length)[1] for length in lengths.tolist()]
    assert (np.diff(alphas) <= 0).all()
    assert max(alphas[len(alphas) // 2 :]) == 0
