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

FULL = FullLook(
    theme="light",
    size="64x64",
    fps=20,
    renderer="matplotlib",
    cut="short",
    bare=False,
    background="none",
)
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


LISTED = {"at": "beat:3", "loop": "once", "hold": 1.5, "seconds": 4.0, "max_bytes": "1MB", "poster": True}
READ = LISTED | {"loop": 1, "max_bytes": 1_000_000}


def resolved(suffix, *sources):
    return resolve_look([*sources, Source("", FORMATS[suffix].look)], FORMATS[suffix])


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", LISTED)
def test_what_a_format_cannot_have_is_skipped_in_a_general_table_and_refused_elsewhere(suffix, name):
    given, own = Look(**{name: LISTED[name]}), getattr(FORMATS[suffix].look, name)
    takes = name in FORMATS[suffix].takes
    found = resolved(suffix, Source("there: ", given, general=True))
    assert getattr(found, name) == (READ[name] if takes else own)
    if takes:
        assert getattr(resolved(suffix, Source("there: ", given)), name) == READ[name]
        return
    with pytest.raises(RequestError) as caught:
        resolved(suffix, Source("there: ", given))
    able = [f".{each}" for each in FORMATS if name in FORMATS[each].takes]
    assert str(caught.value).startswith(f"there: {name}")
    assert f"no {FORMATS[suffix].name} has that" in str(caught.value)
    assert all(each in str(caught.value) for each in able)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_format_without_opacity_skips_a_transparent_background_or_refuses_it(suffix):
    given, able = Look(background="none"), FORMATS[suffix].alpha != "none"
    found = resolved(suffix, Source("", given, general=True))
    assert found.transparent == able
    assert resolved(suffix, Source("", Look(background="White"))).background == "#ffffff"
    if not able:
        with pytest.raises(RequestError, match=f"background none: no {FORMATS[suffix].name} has that"):
            resolved(suffix, Source("", given))


def test_a_value_that_is_wrong_is_refused_in_a_general_table_too():
    for name, value in (("loop", "twice"), ("background", "bleu"), ("hold", -1.0)):
        with pytest.raises(RequestError, match=f"there: {name} {value:g}" if name == "hold" else value):
            resolved("gif", Source("there: ", Look(**{name: value}), general=True))


def test_what_a_source_cannot_decide_another_does():
    """A general table's background is none for a GIF, and for a video the one of the table after it."""
    both = Source("", Look(background="none"), general=True), Source("", Look(background="tan"), general=True)
    assert [resolved(suffix, *both).background for suffix in ("gif", "mp4")] == ["none", "#d2b48c"]


def test_a_matte_is_for_transparent_files():
    clear, red = Look(background="none"), Look(matte="red")
    assert resolved("gif", Source("", clear), Source("", red)).matte == "#ff0000"
    assert resolved("gif", Source("", red), Source("", clear, general=True)).matte == "#ff0000"
    for more in ({"general": True}, {"all_clips": True}):
        assert resolved("gif", Source("", red, **more)).matte is None
    for background in (Look(), Look(background="white")):
        with pytest.raises(RequestError) as caught:
            resolved("gif", Source("there: ", red), Source("", background))
        told = "it is for transparent files; expected background none beside it"
        assert str(caught.value) == f"there: matte red: {told}"


@pytest.mark.parametrize("name", ["author", "language", "licence"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_all_formats_say_whose_they_are(suffix, name):
    given = {"author": "Ada", "language": "de", "licence": "CC0"}[name]
    for general in (True, False):
        source = Source("", Look(**{name: f" {given} " if name != "language" else given}), general=general)
        assert getattr(resolved(suffix, source), name) == given
