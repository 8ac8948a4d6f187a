"""Costs: how clips are cut into jobs, in what order these begin, and what a great lab gains by it."""

import heapq
import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.build.costs import (
    FRAME,
    IN_SPACE,
    JOBS_PER_WORKER,
    MEGAPIXEL,
    MIN_JOB,
    SAMPLE,
    SETUP,
    SHORT,
    STEP,
    STEP_MARKS,
    Cost,
    cost,
    estimate,
    estimated_frames,
    longest_first,
)
from gdclips.build.job import tell_story
from gdclips.requests.lecture_file import Clip, Defaults, Lecture
from gdclips.requests.request import resolve
from gdclips.story.film.timing import timing
from gdclips.story.scenes import SCENES
from scenes import noise_ball
from tests.asked import overrides

PLANE, SPACE = "noise_ball", "sgd_surface"


def request(target, scene=PLANE, **options):
    lecture = Lecture(Path("lecture.toml"), Defaults(), {"a": Clip(scene=scene)})
    (found,) = resolve(lecture, [f"a.{target}"], overrides(**options))
    return found


def cost_of(target, scene=PLANE, rows=100, **options):
    found = request(target, scene, **options)
    return cost(found, estimate(found), rows)


@pytest.mark.parametrize("cut", ["full", "short"])
@pytest.mark.parametrize("fps", [10, 25, 50])
def test_a_video_is_as_many_parts_as_beats_all_else_is_one(cut, fps):
    counted = {}
    for suffix in ("mp4", "gif", "png"):
        found = request(suffix, cut=cut, fps=fps)
        story = tell_story(found, None)
        counted[suffix] = estimated_frames(found, story.timeline(cut).beats)
    beats = story.timeline(cut).beats
    assert counted["mp4"] == tuple(round(beat.seconds * fps) for beat in beats)
    assert counted["gif"] == (story.timeline(cut).frames(fps),)
    assert counted["png"] == (1,)


def test_a_cost_is_its_set_up_and_its_frames():
    gif, steps = cost_of("gif", size="1000x1000"), noise_ball.Settings().steps
    count = round(SHORT * 20)
    assert gif.setup == SETUP["matplotlib"] + 100 * SAMPLE + steps * STEP
    assert gif.parts == (pytest.approx(count * (FRAME + MEGAPIXEL) + steps * STEP_MARKS),)
    assert cost_of("gif", renderer="manim").setup - gif.setup == SETUP["manim"] - SETUP["matplotlib"]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"fps": 50}, {"fps": 25}),
        ({"size": "1080p"}, {"size": "720p"}),
        ({"cut": "full"}, {"cut": "short"}),
        ({"scene": SPACE}, {"scene": PLANE}),
        ({"settings": {"steps": "20000"}}, {"settings": {"steps": "600"}}),
    ],
)
def test_more_to_draw_costs_more(more, less):
    assert sum(cost_of("mp4", **more).parts) > 1.5 * sum(cost_of("mp4", **less).parts)


def test_a_frame_without_a_background_costs_as_much_as_two():
    found = request("gif", background="none")
    opaque = msgspec.structs.replace(found, look=msgspec.structs.replace(found.look, background=None))
    frames = [cost(each, estimate(each), 100).parts[0] for each in (found, opaque)]
    steps = STEP_MARKS * noise_ball.Settings().steps
    assert frames[0] - steps == pytest.approx(2 * (frames[1] - steps))


def test_a_surface_costs_more_than_the_plane_for_as_many_frames():
    plane, space = (request("mp4", scene) for scene in (PLANE, SPACE))
    each = [cost(found, estimate(found), 100).parts[0] for found in (plane, space)]
    assert estimated_frames(plane, estimate(plane))[0] == estimated_frames(space, estimate(space))[0]
    assert each[1] == pytest.approx(IN_SPACE * each[0])


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("cut", ["full", "short"])
def test_an_estimate_is_about_as_long_as_the_story_and_does_all_its_steps(scene, cut):
    found = request("mp4", scene, cut=cut)
    story, beats = tell_story(found, None), estimate(found)
    seconds = story.timeline(cut).seconds
    assert seconds / 2 < sum(beat.seconds for beat in beats) < 2 * seconds
    assert sum(beat.steps for beat in beats) == found.settings.iterations


@pytest.mark.parametrize("steps", [1, 3, 50, 2001])
def test_an_estimate_has_whole_steps(steps):
    beats = estimate(request("mp4", cut="full", settings={"steps": str(steps)}))
    assert all(beat.steps >= 0 for beat in beats)
    assert sum(beat.steps for beat in beats) == steps


@pytest.mark.parametrize("suffix", ["gif", "mp4"])
@pytest.mark.parametrize(
    ("seconds", "hold"), [(None, 0.0), (None, 9.0), (20.0, 0.0), (20.0, 9.0), (4.0, 0.5)]
)
def test_a_file_of_another_length_is_estimated_to_have_about_its_frames(suffix, seconds, hold):
    given = {"hold": hold} if seconds is None else {"hold": hold, "seconds": seconds}
    found = request(suffix, cut="full", **given)
    beats = tell_story(found, None).timeline("full").beats
    true = found.format.frames(timing(beats, found.look.fps, hold, seconds))
    told = estimated_frames(found, beats)
    assert len(told) == len(true)
    assert sum(told) == pytest.approx(sum(true), abs=len(beats))


def test_a_shorter_file_costs_less_and_a_longer_hold_more_where_it_is_frames():
    whole, half = (sum(cost_of("mp4", cut="full", **more).parts) for more in ({}, {"seconds": 8 * 3.2 / 2}))
    assert half < 0.8 * whole
    for suffix in ("mp4", "gif"):
        held, plain = (sum(cost_of(suffix, hold=seconds).parts) for seconds in (60.0, 0.0))
        assert (held > plain) == request(suffix).format.repeats


def test_a_file_with_a_limit_on_its_bytes_is_one_job_that_costs_several_attempts():
    limited, free = cost_of("mp4", cut="full", max_bytes="1MB"), cost_of("mp4", cut="full")
    assert len(free.parts) > len(limited.parts) == 1
    assert limited.seconds > 2 * free.seconds


def test_some_parts_alone_cost_their_set_up_again():
    whole = Cost(1.0, (2.0, 3.0, 4.0))
    assert whole.seconds == whole.of(range(3)) == 10.0
    assert [whole.of(range(1)), whole.of(range(1, 3)), whole.of(range(2, 3))] == [3.0, 8.0, 5.0]


COSTS = st.lists(
    st.builds(
        Cost,
        st.floats(0, 2),
        st.lists(st.floats(0.001, 100), min_size=1, max_size=8).map(tuple),
    ),
    max_size=12,
)
WORKERS = st.integers(1, 100)


@given(costs=COSTS, workers=WORKERS)
def test_each_part_of_each_clip_is_in_one_job(costs, workers):
    parts = defaultdict(list)
    for number, span in longest_first(costs, workers):
        assert len(span) > 0
        parts[number].extend(span)
    assert {number: sorted(found) for number, found in parts.items()} == {
        number: list(range(len(each.parts))) for number, each in enumerate(costs)
    }


@given(costs=COSTS, workers=WORKERS)
def test_the_longest_job_comes_first(costs, workers):
    seconds = [costs[number].of(span) for number, span in longest_first(costs, workers)]
    assert seconds == sorted(seconds, reverse=True)


@given(costs=COSTS)
def test_one_worker_cuts_nothing(costs):
    jobs = longest_first(costs, 1)
    assert sorted(jobs) == [(number, range(len(each.parts))) for number, each in enumerate(costs)]


@given(costs=COSTS, workers=st.integers(2, 100))
def test_a_job_of_several_parts_is_small_beside_a_workers_share_and_no_smaller_than_is_worth_it(
    costs, workers
):
    share = max(sum(each.seconds for each in costs) / workers / JOBS_PER_WORKER, MIN_JOB)
    jobs = longest_first(costs, workers)
    for number, span in jobs:
        parts = costs[number].parts[span.start : span.stop]
        assert len(parts) == 1 or sum(parts) <= share * (1 + 1e-9)
    for number, span in jobs:
        after = costs[number].parts[span.start : span.stop + 1]
        assert len(after) == len(span) or sum(after) > share * (1 - 1e-9)


@pytest.mark.parametrize(
    ("costs", "workers", "jobs"),
    [
        ([], 4, []),
        ([Cost(0.5, (9.0,))], 64, [(0, range(1))]),
        ([Cost(0.1, (0.5, 0.5, 0.5))], 64, [(0, range(3))]),
        ([Cost(0.0, (5.0, 5.0)), Cost(0.0, (6.0,))], 2, [(1, range(1)), (0, range(1)), (0, range(1, 2))]),
        ([Cost(0.0, (1.0, 1.0, 3.0, 1.0))], 2, [(0, range(2, 3)), (0, range(2)), (0, range(3, 4))]),
    ],
    ids=["none", "one part", "too small", "two clips", "in order"],
)
def test_how_some_clips_are_cut(costs, workers, jobs):
    assert longest_first(costs, workers) == jobs


def makespan(seconds, workers):
    """How long jobs take that are begun in their order, each as soon as a worker is free."""
    free = [0.0] * workers
    for each in seconds:
        heapq.heapreplace(free, free[0] + each)
    return max(free)


@given(costs=COSTS, workers=WORKERS)
def test_no_worker_waits_for_more_than_one_job(costs, workers):
    seconds = [costs[number].of(span) for number, span in longest_first(costs, workers)]
    most = sum(seconds) / workers + max(seconds, default=0.0)
    assert makespan(seconds, workers) <= most * (1 + 1e-9)


# CPU seconds of the lecture's clips as they are made by default: a GIF, then a video's set-up and its beats.
MEASURED = {
    "simple_regression": (0.62, 0.62, (0.44, 0.63, 0.47, 1.11, 1.91, 0.55)),
    "contour_descent": (0.42, 0.13, (0.44, 0.64, 0.42, 1.07, 1.95, 0.58)),
    "surface_descent": (1.89, 0.03, (0.55, 2.16, 1.73, 3.62, 5.50, 2.44)),
    "sgd": (0.43, 0.16, (0.42, 0.60, 0.39, 1.20, 1.91, 0.56)),
    "sgd_surface": (1.85, 0.01, (0.52, 2.26, 1.81, 3.64, 5.47, 2.51)),
    "noisy_descent": (0.40, 0.04, (0.44, 0.62, 0.40, 1.13, 1.76, 0.54)),
    "noise_ball": (0.55, 0.04, (0.44, 0.62, 0.40, 1.16, 2.78, 0.57)),
    "learning_rates": (0.43, 0.06, (0.44, 0.65, 0.42, 1.41, 1.83, 0.59)),
    "decaying_rate": (0.60, 0.14, (0.45, 0.59, 0.41, 1.20, 2.43, 0.55)),
    "batch_sizes": (0.49, 0.22, (0.50, 0.64, 0.41, 1.26, 1.94, 0.52)),
    "ravine": (0.23, 0.05, (0.41, 0.53, 0.38, 0.95, 1.27, 0.51)),
    "starting_points": (0.52, 0.05, (0.42, 0.60, 0.41, 1.47, 2.04, 0.51)),
    "momentum": (0.60, 0.15, (0.42, 0.63, 0.41, 1.31, 2.25, 0.58)),
}
GIF_FRAMES, VIDEO_FRAMES = (160,), (120, 120, 90, 180, 270, 120)
CLIPS, MACHINES = 10_000, 64
BEATS = 24  # of the one clip that is as long as a twentieth of all: four times those of the lecture's


def expected(scene, sizes, counts):
    """What is estimated for a clip of so many frames, before it is made."""
    renderer, pixels = sizes
    frame = (FRAME + MEGAPIXEL * pixels / 1e6) * (IN_SPACE if SCENES[scene].in_space else 1.0)
    return Cost(SETUP[renderer], tuple(frame * count for count in counts))


def clip(scene, suffix):
    """The estimated and the true cost of a clip."""
    gif, setup, beats = MEASURED[scene]
    if suffix == "gif":
        return expected(scene, ("matplotlib", 640 * 360), GIF_FRAMES), Cost(0.0, (gif,))
    return expected(scene, ("manim", 1280 * 720), VIDEO_FRAMES), Cost(setup, beats)


@cache
def lab(beats=BEATS):
    """The estimated and the true costs of very many clips, one of them a twentieth of all."""
    rng, often = random.Random(1), beats // len(VIDEO_FRAMES)
    clips = [clip(rng.choice(list(MEASURED)), rng.choice(["gif", "mp4"])) for _ in range(CLIPS - 1)]
    estimated, true = clip("surface_descent", "mp4")
    times = sum(each.seconds for _, each in clips) / 19 / sum(true.parts) / often
    long = [Cost(0.0, tuple(seconds * times for seconds in each.parts) * often) for each in (estimated, true)]
    clips.insert(CLIPS // 2, (long[0], long[1]))
    return [estimated for estimated, _ in clips], [true for _, true in clips]


def ends(estimated, true, jobs=None):
    """When the last job ends if all begin in the order of the estimates, by a worker's equal share."""
    jobs = longest_first(estimated, MACHINES) if jobs is None else jobs
    seconds = [true[number].of(span) for number, span in jobs]
    return makespan(seconds, MACHINES) / (sum(each.seconds for each in true) / MACHINES)


def test_the_estimate_of_a_clip_is_about_its_cost():
    for scene in MEASURED:
        for suffix in ("gif", "mp4"):
            estimated, true = clip(scene, suffix)
            assert 1 / 2.2 < estimated.seconds / true.seconds < 2.2


def test_one_clip_among_very_many_is_as_long_as_a_twentieth_of_all():
    _, true = lab()
    seconds = [each.seconds for each in true]
    assert len(seconds) == CLIPS and max(seconds) == pytest.approx(sum(seconds) / 20)


def test_very_many_clips_keep_all_workers_busy_to_the_end():
    assert ends(*lab()) < 1.05


def test_they_would_not_if_the_long_clip_were_not_cut():
    estimated, true = lab()
    whole = sorted(range(CLIPS), key=lambda number: -estimated[number].seconds)
    jobs = [(number, range(len(estimated[number].parts))) for number in whole]
    assert ends(estimated, true, jobs) == pytest.approx(MACHINES / 20)


def test_they_would_not_if_the_longest_jobs_were_begun_last():
    estimated, true = lab()
    assert ends(estimated, true, longest_first(estimated, MACHINES)[::-1]) > 1.05


def test_no_clip_is_made_sooner_than_its_longest_beat():
    estimated, true = lab(beats=len(VIDEO_FRAMES))
    longest = max(part for each in true for part in each.parts)
    share = sum(each.seconds for each in true) / MACHINES
    assert longest > 1.05 * share
    assert ends(estimated, true) == pytest.approx(longest / share)
