"""Theory facts, by hand: limits, the best rate and the condition number from the data's design alone."""

import msgspec
import numpy as np
import pytest

from gdclips.explorer.previews import Previews
from gdclips.explorer.protocol import View, finite
from gdclips.explorer.theory import theory_facts
from gdclips.rendering.look import Look
from gdclips.story.scenes import SCENES
from tests.chosen import SAMPLED
from tests.claims.by_hand import Facts

RATED = [name for name in SCENES if "rate" in SCENES[name].settings.__struct_fields__]
FULL = [name for name in RATED if name not in SAMPLED and name != "momentum"]
CHANGES = [{}, {"seed": 4}, {"rate": None}, {"noise": 2, "samples": 50, "batch": 7}, {"batch": 20}]


@pytest.fixture
def facts(look):
    """What is told of a scene with its settings."""

    def told(name, **given):
        return look(name, size="64x64", settings=given).facts

    return told


def radius(hand, rate, batch):
    """How much of the error's second moment a step leaves in the long run."""
    x, hessian, eye = hand.design, hand.hessian, np.eye(hand.design.shape[1])
    fourth = np.einsum("na,nb,nc,nd->acbd", x, x, x, x).reshape(hessian.size, -1) / len(x)
    shrink = np.kron(eye - rate * hessian, eye - rate * hessian)
    moved = shrink + rate**2 / batch * (fourth - np.kron(hessian, hessian))
    return np.abs(np.linalg.eigvals(moved)).max()


def fits(name, change):
    return set(change) <= set(SCENES[name].settings.__struct_fields__)


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_full_batch(facts, name, change):
    if fits(name, change):
        hand, told = Facts(name, change), facts(name, **change)
        assert told["limit"] == pytest.approx(2 / hand.curvatures[0])
        assert told["best"] == pytest.approx(2 / (hand.curvatures[0] + hand.curvatures[-1]))
        assert told["kappa"] == pytest.approx(hand.curvatures[0] / hand.curvatures[-1])
        assert told["rate"] == pytest.approx(hand.rate)
        assert told["best"] < told["limit"]


@pytest.mark.parametrize("name", SAMPLED)
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_batches_have_the_limit_and_the_best_rate_of_the_mean_square(facts, name, change):
    if fits(name, change):
        hand, told = Facts(name, change), facts(name, **change)
        assert told["limit"] == pytest.approx(hand.limit(min(hand.batches)))
        assert told["limit"] < 2 / hand.curvatures[0]
        assert told["rate"] == pytest.approx(hand.rate)
        radii = [radius(hand, share * told["best"], min(hand.batches)) for share in (0.95, 1, 1.05)]
        assert radii[1] < min(radii[0], radii[2])


def test_momentum_has_a_limit_and_a_best_rate_of_its_own(facts):
    hand = Facts("momentum", {})
    told, high, low = facts("momentum"), hand.curvatures[0], hand.curvatures[-1]
    assert told["limit"] == pytest.approx(2 * 1.9 / high)
    assert told["best"] == pytest.approx((2 / (np.sqrt(high) + np.sqrt(low))) ** 2)
    assert facts("momentum", decay=0)["limit"] == pytest.approx(2 / high)


def test_a_scene_of_several_rates_has_none(facts):
    told = facts("learning_rates")
    assert (told["rate"], told["beyond"]) == (None, None)
    assert told["limit"] == pytest.approx(Facts("learning_rates", {}).limit())


@pytest.mark.parametrize("name", RATED)
def test_a_rate_beyond_the_limit_is_told_and_only_that(facts, name):
    limit = facts(name)["limit"]
    assert not facts(name, rate=0.999 * limit)["beyond"]
    assert facts(name, rate=1.001 * limit)["beyond"]
    assert facts(name, rate=limit)["beyond"]


@pytest.mark.parametrize("name", RATED)
def test_it_is_told_before_the_path_flies_off_and_then_that_it_did(facts, name):
    slightly = facts(name, rate=1.001 * facts(name)["limit"], steps=5)
    assert (slightly["beyond"], slightly["diverged"]) == (True, False)
    assert facts(name, rate=50, steps=200)["diverged"]


@pytest.mark.parametrize("name", ["momentum", "sgd"])
def test_of_a_story_that_says_nothing_nothing_is_known(name):
    """Settings may have the same names and mean something else: an own optimiser's decay is no momentum."""
    scene = SCENES[name]

    def tell(given, own=None):
        return msgspec.structs.replace(scene.tell(given, own), theory=None)

    silent = Previews({name: msgspec.structs.replace(scene, tell=tell)})
    told = silent.view(View(client="a", number=1, scene=name, look=Look(size="64x64"))).facts
    assert set(told) == {"number", "seconds", "length", "step", "glide", "steps"}


def test_it_is_said_by_the_story_alone():
    said = SCENES["contour_descent"].story(SCENES["contour_descent"].settings()).theory
    other = msgspec.structs.replace(said, momentum=0.5, remark="So says the story.")
    assert theory_facts(other)["limit"] == pytest.approx(1.5 * theory_facts(said)["limit"])
    assert theory_facts(other)["note"].endswith("best momentum. So says the story.")
    with pytest.raises(ValueError, match=r"batch=3, momentum=0\.5: expected one of them alone"):
        msgspec.structs.replace(other, batch=3)


@pytest.mark.parametrize("name", SCENES)
def test_a_sentence_says_what_the_limit_is_of(facts, name):
    note = facts(name)["note"]
    assert note.startswith("The limit ")
    assert note.endswith(".")
    assert ("mean square" in note) == (name in SAMPLED)


def test_what_is_not_finite_is_left_out():
    assert [finite(value) for value in (np.inf, np.nan, None, 1e300)] == [None, None, None, 1e300]
