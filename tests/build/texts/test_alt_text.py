"""Alt texts say what is seen."""

import re

import msgspec
import numpy as np
import pytest

from gdclips.build.texts.alt_text import alt_text
from gdclips.story.film import shots
from gdclips.story.film.film import Film
from gdclips.story.film.maps import plane
from gdclips.story.film.overlays import Ellipse
from gdclips.story.film.shots import Shot
from gdclips.story.film.views import Counter, Map, Plot, Track
from gdclips.story.problem import OwnData, problem
from gdclips.story.scenes import SCENES
from gdcore import Samples, descend, gradient_descent
from tests.drawing.film.films import every_measure


@pytest.mark.parametrize("name", SCENES)
def test_an_alt_text_is_the_title_what_is_seen_and_what_the_captions_say(name):
    story = SCENES[name].story(SCENES[name].settings())
    text = alt_text(story)
    beats = [beat for shot in story.full for beat in shot.beats]
    captions = list(filter(None, dict.fromkeys(beat.caption for beat in beats)))
    assert text.startswith(story.title) and text.endswith(" ".join(captions) + "\n")
    seen = text.removeprefix(story.title).removesuffix(" ".join(captions) + "\n")
    assert re.search(r"\b(map|bowl|dots)\b.*\.", seen)
    assert len(re.findall(r"[.?!](?:\s|$)", seen)) <= 4
    assert ", ," not in seen


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("", "The picture"),
        (" ", "The picture"),
        ("Why?", "Why? The"),
        ("Ravine.", "Ravine. The"),
        ("…", "…. "),
    ],
)
def test_a_title_is_a_sentence_if_there_is_one(title, begins):
    story = SCENES["contour_descent"].story(SCENES["contour_descent"].settings())
    assert alt_text(msgspec.structs.replace(story, title=title)).startswith(begins)


def test_what_is_seen_is_told_by_kind():
    told = {name: alt_text(SCENES[name].story(SCENES[name].settings())) for name in SCENES}
    assert (
        "The picture has a contour map of the MSE at the best w₀ with a path, and the samples as dots"
        in told["contour_descent"]
    )
    assert "with 3 paths, and the samples as dots" in told["batch_sizes"]
    assert "weights batch 1, weights batch 10 and weights batch 100 against" in told["batch_sizes"]
    assert "with 5 paths, and the samples as dots" in told["starting_points"]
    assert "A ring marks the minimum, a star the true weights." in told["starting_points"]
    assert (
        "has the MSE at the best w₀ as a bowl with a path, and a contour map of the MSE at the best w₀ with "
        "a path, and weights (true: dashed), MSE (log scale) and gradient against the iteration. A ring"
    ) in told["surface_descent"]
    assert "weights (true: dashed), velocity and MSE over the least against the iter" in told["momentum"]


def film(alt="", words="It [settles](path) here."):
    """A film of a map whose ellipse is predicted, with a plot beside it."""
    task = problem(SCENES["noise_ball"].settings(), None, 0.1)
    ellipse = Ellipse(center=np.zeros(2), covariance=np.eye(2))
    track = Track(descend(task.loss, gradient_descent(0.1), task.start, 3))
    hero = Map(plane=plane(task), seen=np.eye(2), tracks=(track,), overlays=(ellipse,))
    beside = (Plot(head="MSE", lines=()), Counter(label="inside", values=()))
    full = (
        Shot(hero=hero, beats=(shots.Beat(1.0, words), shots.Beat(2.0, "", 3))),
        Shot(hero=hero, supports=beside, beats=(shots.Beat(1.0, "It ends."),)),
    )
    return Film(title="The ball", full=full, short=full[:1], steps=3, clock=3, alt=alt)


def test_a_films_alt_text_is_its_own_or_what_its_shots_have():
    seen = (
        "The picture has a contour map of the MSE at the best w₀ with a path, and MSE against the iteration. "
        "A ring marks the minimum, a star the true weights. What theory predicts is dashed."
    )
    assert alt_text(film()) == f"The ball. {seen} It settles here. It ends.\n"
    assert alt_text(film("An ellipse.")) == "The ball. An ellipse. It settles here. It ends.\n"
    assert alt_text(film(words=r"Its \[column\].")).endswith("dashed. Its [column]. It ends.\n")


def test_squares_of_residuals_are_seen():
    assert "and a square on each residual" in alt_text(every_measure())


def test_an_alt_text_tells_last_how_a_table_was_read_where_no_caption_does():
    samples = Samples(np.ones((3, 1)), np.ones(3))
    own = OwnData(samples, "a.csv", "y", True, ("decimal comma",))
    assert alt_text(film(), own) == f"{alt_text(film()).strip()} The table was read so: decimal comma.\n"
    said = msgspec.structs.replace(film(words="a.csv (decimal comma)."), title="decimal comma")
    assert alt_text(said, own).startswith("decimal comma. The picture has ")
    assert alt_text(said, own).endswith(" a.csv (decimal comma). It ends.\n")
    tabs = msgspec.structs.replace(own, assumed=("decimal comma", "tabs between cells"))
    assert alt_text(said, tabs).endswith(" The table was also read so: tabs between cells.\n")
