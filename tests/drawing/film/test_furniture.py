"""What stands on every frame: the title's card that becomes the tag, the caption, and the clock."""

import numpy as np
import pytest

from gdclips.drawing.film.furniture import caption_marks, clock_marks, clock_width, title_marks
from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Area
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import DARK, THEMES
from gdclips.story import motion
from gdclips.story.film.shots import Beat, Clock, Shot
from gdclips.story.film.timeline import CAPTION_IN, CARD, CARD_GONE, Timeline
from gdclips.story.film.views import Plot
from tests.drawing.film.cases import FRAMES, look_of, outside, overlaps

PX = 1 / 720
SHORT, LONG = "Noise ball", "The stack loss of a plant that oxidises ammonia, by three of its features"
VIDEO = look_of("video")


def seen(title, seconds, look=VIDEO, number="7"):
    """The title's words, and those of its number."""
    words = title_marks(title, number, look, seconds)
    return words[0], [word for word in words[1:] if word.text == number]


@pytest.mark.parametrize("seconds", [0.0, 0.8, CARD])
def test_the_card_is_84_pixels_high_and_alone(seconds):
    title, number = seen(SHORT, seconds)
    assert title.size == pytest.approx(84 * PX)
    assert title.bold
    assert number == []


@pytest.mark.parametrize("seconds", [CARD_GONE, 5.0, 30.0])
def test_the_tag_is_22_pixels_high_beside_the_clips_number(seconds):
    title, (number,) = seen(SHORT, seconds)
    assert title.size == pytest.approx(22 * PX)
    assert number.size == title.size
    assert words_box(number)[2] < words_box(title)[0]
    assert number.at[1] == title.at[1]


def test_the_card_shrinks_geometrically_and_its_left_edge_is_led():
    words = [seen(SHORT, seconds)[0] for seconds in np.linspace(CARD, CARD_GONE, 61)]
    sizes, lefts, heights = (
        np.array(each) for each in zip(*((word.size, word.at[0], word.at[1]) for word in words), strict=True)
    )
    assert (np.diff(sizes) <= 0).all()
    share = (heights - heights[0]) / (heights[-1] - heights[0])
    np.testing.assert_allclose(sizes, sizes[0] * (sizes[-1] / sizes[0]) ** share, rtol=1e-9)
    np.testing.assert_allclose(lefts, lefts[0] + share * (lefts[-1] - lefts[0]), atol=1e-12)


def test_the_number_comes_last():
    assert not seen(SHORT, CARD_GONE - 0.11)[1]
    assert 0 < seen(SHORT, CARD_GONE - 0.05)[1][0].color[3] < 1
    assert seen(SHORT, CARD_GONE)[1][0].color[3] == 1


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("title", [SHORT, LONG])
def test_a_title_is_whole_in_the_frame_and_clear_of_the_clock(title, frame):
    look = look_of(frame)
    for seconds in (0.0, 1.9, CARD_GONE, 9.0):
        clock = Clock(of=1000, ended="diverged at")
        words = title_marks(title, "7", look, seconds, clock_width(clock, look))
        assert outside(words, look.frame) == []
        if seconds >= CARD_GONE:
            assert overlaps([*words, *clock_marks(1000, 1000, "diverged at", look)]) == []


def test_a_short_cut_has_the_tag_alone_and_a_bare_one_nothing():
    assert seen(SHORT, 0.0, look_of("gif"))[0].size == pytest.approx(22 * 1.6 * PX)
    assert title_marks(SHORT, "7", Look(DARK, 16 / 9, "full", bare=True), 5.0) == []


def moment(words, since=1.0, role="path", card=False):
    shot = Shot(hero=Plot(head="", lines=()), beats=(Beat(9.0, words, role=role),))
    return Timeline((shot,), 0, card).state(since + CARD_GONE * card)


CAPTIONS = (
    "It falls.",
    "Theory draws the ball [before](predicted) the run fills it, to a digit.",
    "Which wide words would we want, whatever we weigh, when?!",
)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("words", CAPTIONS)
def test_a_caption_is_whole_in_its_box_on_as_many_lines_as_it_may_have(words, frame):
    look = look_of(frame)
    bar, *found = caption_marks(moment(words), look)
    assert isinstance(bar, Area)
    assert len({word.at[1] for word in found}) <= (1 if frame in ("video", "4:3", "wide") else 2)
    assert outside(found, look.frame) == []
    assert overlaps(found) == []
    assert min(words_box(word)[0] for word in found) > bar.outline[:, 0].max()
    assert min(word.size for word in found) >= look.type(20) * 0.999


@pytest.mark.parametrize("theme", THEMES)
def test_a_caption_has_its_words_in_their_roles_and_a_bar_in_the_beats(theme):
    look = look_of("video", theme)
    bar, *words = caption_marks(moment("a [rate](rate) of", role="predicted"), look)
    assert bar.fill == look.theme.color("predicted")
    assert [word.color for word in words] == [look.theme.color(each) for each in ("ink", "rate_text", "ink")]
    sides = bar.outline.max(axis=0) - bar.outline.min(axis=0)
    assert sides == pytest.approx((4 * PX, 36 * PX), rel=0.25)


@pytest.mark.parametrize("since", [0.0, 0.1, 0.2])
def test_a_caption_fades_as_a_whole(since):
    now = moment("a [rate](rate)", since, card=True)
    alphas = {mark.fill[3] if isinstance(mark, Area) else mark.color[3] for mark in caption_marks(now, VIDEO)}
    assert alphas == {now.caption_alpha}
    assert now.caption_alpha == pytest.approx(motion.ease(since / CAPTION_IN), abs=1e-6)


@pytest.mark.parametrize("since", [0.1, 0.2, 1.0])
def test_on_another_background_a_captions_halo_fades_with_it(since):
    """Where the theme's own is behind it, no halo is seen."""
    look = Look(DARK.on("#000000"), 16 / 9)
    now = moment("a [rate](rate)", since, card=True)
    _, *words = caption_marks(now, look)
    assert [word.halo[3] for word in words] == pytest.approx([0.6 * now.caption_alpha] * len(words))


def test_no_caption_and_a_bare_frame_have_no_marks():
    assert caption_marks(moment(""), VIDEO) == []
    assert caption_marks(moment("One."), Look(DARK, 16 / 9, "full", bare=True)) == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("step", "of"), [(0, 1), (9, 600), (20_000, 20_000)])
def test_the_clock_tells_the_iteration_and_of_how_many_at_the_upper_right(frame, step, of):
    look = look_of(frame)
    words = clock_marks(step, of, "iteration", look)
    assert [word.text for word in words] == ["iteration", str(step), f" / {of}"]
    assert outside(words, look.frame) == []
    assert overlaps(words) == []
    assert words_box(words[-1])[2] == pytest.approx(look.width - 40 * look.px, abs=4 * look.px)


def test_the_clocks_word_does_not_move_as_it_counts():
    assert len({clock_marks(step, 600, "iteration", VIDEO)[0].at for step in (0, 9, 10, 99, 600)}) == 1
