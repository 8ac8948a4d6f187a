"""Looks: which source decides, and unknown values."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.drawing.theme import THEMES
from gdclips.formats import FORMATS
from gdclips.messages import RequestError
from gdclips.rendering.look import FullLook, Look
from gdclips.requests.looks import CHOICES, Source, resolve_look
from tests.colors import contrast

FULL = FullLook(theme="light", size="64x64", fps=20, renderer="matplotlib", cut="short", bare=False)
OTHER = {"theme": "dark", "size": "720p", "fps": 10, "renderer": "manim", "cut": "full", "bare": True}
OTHER |= {"background": "#fedcba", "matte": "#654321", "at": "beat:3", "loop": 2, "hold": 1.5, "seconds": 4.0}
OTHER |= {"max_bytes": 300_000, "poster": True, "author": "Ada", "language": "de", "licence": "CC0"}


def message(look, **more):
    with pytest.raises(RequestError) as caught:
        resolve_look([Source("there: ", Look(**look)), Source("", FULL)], **more)
    return str(caught.value)


@pytest.mark.parametrize("name", Look.__struct_fields__)
def test_each_field_is_of_the_first_who_says_it(name):
    other = Look(**{name: OTHER[name]})
    expected = msgspec.structs.replace(FULL, **{name: OTHER[name]})
    assert (
        resolve_look([Source("", other), Source("", FULL)])
        == resolve_look([Source("", Look()), Source("", other), Source("", FULL)])
        == expected
    )
    assert resolve_look([Source("", FULL), Source("", other)]) == FULL


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_there_is_not_is_told_with_where_it_stands_and_those_there_are(name):
    known = ", ".join(CHOICES[name])
    assert message({name: "zebra"}) == f"there: unknown {name} zebra: expected one of {known}"
    assert all(resolve_look([Source("", Look(**{name: each})), Source("", FULL)]) for each in CHOICES[name])


def test_the_themes_are_those_that_are_drawn():
    assert CHOICES["theme"] == tuple(THEMES)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("fps", range(-10, 140))
def test_a_rate_is_one_that_the_format_can_hold(suffix, fps):
    rates = FORMATS[suffix].rates
    if fps in rates.known:
        assert resolve_look([Source("", Look(fps=fps)), Source("", FULL)], FORMATS[suffix]).fps == fps
    else:
        assert message({"fps": fps}, format=FORMATS[suffix]).startswith(f"there: fps {fps}: ")


@pytest.mark.parametrize(
    ("fps", "suffix", "expected"),
    [
        (24, "mp4", "expected a multiple of 5 from 5 to 120; the nearest is 25"),
        (0, "mp4", "expected a multiple of 5 from 5 to 120; the nearest is 5"),
        (125, "png", "expected a multiple of 5 from 5 to 120; the nearest is 120"),
    ],
)
def test_what_is_said_of_a_rate_is_what_the_format_says(fps, suffix, expected):
    assert message({"fps": fps}, format=FORMATS[suffix]) == f"there: fps {fps}: {expected}"


def test_a_size_is_read():
    assert message({"size": "1x1"}).startswith("there: size 1x1: expected sides from 64")


def look_on(background, other):
    return resolve_look([Source("", Look(background=background)), other, Source("", FULL)])


@pytest.mark.parametrize("full", THEMES)
@pytest.mark.parametrize(
    ("background", "theme"),
    [("white", "light"), ("#f4f1e8", "light"), ("#a0a0a0", "light"), ("#606060", "dark"), ("black", "dark")],
)
def test_a_theme_that_nobody_sets_is_the_one_that_reads_on_the_background(background, theme, full):
    last = Source("", msgspec.structs.replace(FULL, theme=full))
    assert resolve_look([Source("", Look(background=background)), last]).theme == theme


@pytest.mark.parametrize("theme", THEMES)
def test_without_a_colour_behind_it_the_theme_stays(theme):
    last = Source("", msgspec.structs.replace(FULL, theme=theme))
    assert resolve_look([Source("", Look(background="none")), last]).theme == theme


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_the_words_of_any_theme_read_on_any_background(color):
    """Unless none's do, or it is refused."""
    background = "#{:02x}{:02x}{:02x}".format(*color)
    contrasts = {name: contrast(theme.colors["ink"], background) for name, theme in THEMES.items()}
    for theme in (None, *THEMES):
        other = Source("", Look(theme=theme))
        if contrasts.get(theme, max(contrasts.values())) < 4.5:
            with pytest.raises(RequestError, match=f"background {background}: .* expected 4.5"):
                look_on(background, other)
        else:
            assert contrasts[look_on(background, other).theme] >= 4.5


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (
            {"theme": "dark", "background": "white"},
            "there: background #ffffff: words of the dark theme have a contrast of 1.1; "
            "expected 4.5 or more: the light theme, or a lighter or a darker colour",
        ),
        (
            {"background": "#777"},
            "there: background #777777: words of the dark theme have a contrast of 4.1; "
            "expected 4.5 or more: a lighter or a darker colour",
        ),
    ],
)
def test_a_background_on_which_words_do_not_read_is_refused(look, expected):
    assert message(look) == expected
