"""After a divergence everything ends where the run did, and says so: numbers, curves, paths, words."""

import numpy as np
import pytest

from gdclips.build.texts.alt_text import alt_text
from gdclips.drawing.marks import Words
from gdclips.drawing.picture import picture
from gdclips.story import runs
from gdclips.story.problem import OwnData
from gdclips.story.scenes import SCENES
from gdcore import LeastSquares, Samples, descend, gradient_descent
from tests import shown
from tests.reading import subtitles

GOES = [
    ("learning_rates", {"shares": (5, 20)}, 2),
    ("learning_rates", {"shares": (0.5, 5, 20, 90)}, 3),
    ("batch_sizes", {"rate": 0.9}, 1),
    ("batch_sizes", {"rate": 9}, 3),
    ("decaying_rate", {"rate": 1.5}, 1),
    ("decaying_rate", {"rate": 90}, 2),
    ("momentum", {"rate": 5}, 2),
    ("momentum", {"rate": 1.5}, 1),
    ("starting_points", {"rate": 5}, 5),
    *(("contour_descent", {"rate": rate}, 1) for rate in (5, 1e15)),
    *((name, {"rate": 9}, 1) for name in ("simple_regression", "noisy_descent", "interactive")),
    ("sgd", {"rate": 9}, 1),
]


@pytest.mark.parametrize(("name", "change", "count"), GOES, ids=str)
def test_the_iterations_end_with_the_last_run(tell, name, change, count):
    story, asked = tell(name, **change), SCENES[name].settings().steps
    all_runs = shown.runs(story)
    if all_runs:
        assert sum(map(runs.diverges, all_runs)) == count
        assert story.steps == runs.steps_of(*all_runs)
    steps, of, ended = shown.iterations(story)
    assert of == asked
    assert steps == story.steps
    assert len(shown.sums(story)) in (0, steps) or len(all_runs) > 1
    for cut in ("full", "short"):
        assert story.timeline(cut).state(1e9).step == story.steps
    over = not all_runs or all(map(runs.diverges, all_runs))
    assert ended == ("diverged at" if over else "")


@pytest.mark.parametrize(("name", "change", "count"), GOES, ids=str)
def test_every_number_is_of_an_iterate_that_was_reached(tell, name, change, count):
    """Infinite stands for none: the number of a run that ended before others."""
    story = tell(name, **change)
    for each in (*shown.lines(story), *shown.rows(story)):
        lasts = np.isfinite(each.values)
        assert len(each.values) in (story.steps, story.steps + 1)
        assert (np.diff(lasts.astype(int)) <= 0).all()
        assert lasts[0]
    for run in shown.runs(story):
        steps = len(run.velocities)
        assert (len(run.points), len(run.losses), len(run.gradients)) == (steps + 1, steps + 1, steps)
        assert run.velocities[-1].any() or not runs.diverges(run)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "change", "count"), GOES[::2], ids=str)
@pytest.mark.parametrize("cut", ["full", "short"])
def test_the_last_frame_the_subtitles_and_the_alt_text_say_so(tell, name, change, count, cut, theme):
    story = tell(name, **change)
    drawn = picture(story, theme, cut, bare=False)
    marks = drawn.marks(drawn.timeline.state(1e9))
    words = [mark.text for mark in marks if isinstance(mark, Words)]
    assert sum("diverged at" in text for text in words) >= min(count, 1)
    assert "diverge" in alt_text(story)
    assert "diverge" in subtitles(shown.beats(story, cut))


def test_a_run_whose_next_step_overflows_ends_before_it():
    samples = Samples(np.array([[1e100], [-1e100], [2e100]]), np.array([1.0, 2.0, 3.0]))
    run = descend(LeastSquares(samples), gradient_descent(1e-140), [0.0, 0.0], 30)
    cut = runs.ended(run)
    end = runs.steps_of(cut)
    assert int(run.diverged_at) in (end, end + 1)
    np.testing.assert_array_equal(cut.points, run.points[: end + 1])
    assert (run.points[end:] == run.points[end]).all()
    assert (run.velocities[end:] == 0).all()


def test_no_first_step_overflows(tell):
    """Of columns that are not refused, at the largest rate from the farthest start."""
    samples = Samples(np.array([[1e40], [-1e40], [9e39]]), np.array([1e40, -1e40, 3e39]), ("size",))
    own = OwnData(samples, "houses.csv", "price", standardized=False)
    story = tell("contour_descent", own, rate=1e15, start="1e12,1e12")
    assert story.steps == 1
    assert all(np.isfinite(line.values).all() for line in shown.lines(story))
