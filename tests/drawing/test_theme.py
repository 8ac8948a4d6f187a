import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.drawing.theme import DARK, LIGHT, SHARED, THEMES, rgba
from gdclips.places import CODE
from tests.colors import VISIONS, XYZ, contrast, difference, linear, seen

TEXTS = ("ink", "muted", *sorted(role for role in LIGHT.colors if role.endswith("_text")))
QUANTITIES = ("rate", "rival", "path", "gradient", "velocity", "across", *SHARED)

APART = 8.0  # the least CIEDE2000 of two roles that share a picture
SIGNS = ("path", "minimizer", "truth")  # what every map has
MAPS = {
    "map": (*SIGNS, "gradient", "rate", "level", "predicted"),
    "runs on a map": (*SIGNS, "rival", "gradient", "velocity", "across", "level"),
    "ravine": (*SIGNS, "across", "along", "rate", "gradient", "level", "predicted"),
    "momentum": (*SIGNS, "rival", "velocity", "gradient", "across", "along", "predicted", "level"),
}
PICTURES = MAPS | {
    "weights": ("w0", "w1", "w2", "predicted"),
    "MSE": ("mse", "rival", "predicted"),
    "words": (
        "ink", "muted", "path_text", "rate_text", "gradient_text", "velocity_text", "rival_text",
        "across_text", "predicted_text",
    ),
}  # fmt: skip
CUES = {
    ("across_text", "muted"): "words in a role's colour are semibold, or ride on its line",
    ("along", "velocity"): "along is a line or word of a support, the velocity an arrow on the map",
    ("ink", "rival_text"): "the rival's name stands beside its disc",
    ("minimizer", "rival"): "the minimum is a ring, the rival a line and a disc",
    ("predicted", "rate"): "what is predicted is dashed",
    ("predicted_text", "rate_text"): "what is predicted has the word beside it",
}


def test_contrast_is_wcags():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_both_themes_have_the_same_roles_and_ramps_of_a_length():
    assert dict(THEMES) == {"light": LIGHT, "dark": DARK}
    assert LIGHT.colors.keys() == DARK.colors.keys()
    assert (len(LIGHT.contour), len(LIGHT.path)) == (len(DARK.contour), len(DARK.path))


@pytest.mark.parametrize(("theme", "role"), list(itertools.product(THEMES.values(), LIGHT.colors)))
def test_a_color_is_four_numbers_from_0_to_1(theme, role):
    color = theme.color(role, 0.5)
    assert color[3] == 0.5
    assert all(0 <= part <= 1 for part in color)
    assert "#" + "".join(f"{round(255 * part):02X}" for part in color[:3]) == theme.colors[role]


def test_an_unknown_role_is_an_error():
    with pytest.raises(KeyError, match="rivla"):
        DARK.color("rivla")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ramp", ["contour", "path"])
def test_a_ramp_goes_from_its_first_color_to_its_last(theme, ramp):
    stops = getattr(theme, ramp)
    colors = theme.ramp(stops, np.linspace(0, 1, 2 * len(stops) - 1))
    np.testing.assert_allclose(colors[::2], [rgba(stop) for stop in stops])
    np.testing.assert_allclose(colors[1::2], (colors[:-1:2] + colors[2::2]) / 2)


@pytest.mark.parametrize(("theme", "text"), list(itertools.product(THEMES.values(), TEXTS)))
def test_text_stands_out_from_its_ground(theme, text):
    assert contrast(theme.colors[text], theme.colors["background"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_quantity_has_a_color_for_its_line_and_one_for_its_text(theme):
    assert {*QUANTITIES, *(f"{role}_text" for role in QUANTITIES)} <= set(theme.colors)


@pytest.mark.parametrize(("theme", "role"), list(itertools.product(THEMES.values(), QUANTITIES)))
def test_a_line_stands_out_from_its_ground(theme, role):
    """By 3 to 1, as WCAG 2.2 asks of what is not text."""
    assert contrast(theme.colors[role], theme.colors["background"]) >= 3


def test_the_difference_of_two_colors_is_ciede2000():
    """By the pairs that are published to check it."""
    for *lab, published in np.loadtxt(CODE / "tests" / "data" / "ciede2000.txt"):
        one, other = np.reshape(lab, (2, 3))
        assert difference(one, other) == pytest.approx(published, abs=1e-4)
        assert difference(other, one) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("vision", VISIONS)
def test_every_vision_keeps_white_grey_and_black(vision):
    for color, lightness in (("#FFFFFF", 100), ("#777777", 50.03), ("#000000", 0)):
        np.testing.assert_allclose(seen(color, vision), (lightness, 0, 0), atol=0.01)


@pytest.mark.parametrize(
    ("theme", "vision", "picture"), list(itertools.product(THEMES.values(), VISIONS, PICTURES))
)
def test_roles_of_a_picture_are_told_apart_by_color_blind_people(theme, vision, picture):
    """Or by a second cue."""
    lab = {role: seen(theme.colors[role], vision) for role in PICTURES[picture]}
    pairs = itertools.combinations(sorted(lab), 2)
    alike = [pair for pair in pairs if difference(*map(lab.get, pair)) < APART]
    assert [pair for pair in alike if pair not in CUES] == []


@pytest.mark.parametrize(("theme", "vision"), list(itertools.product(THEMES.values(), VISIONS)))
def test_what_is_on_a_map_is_told_from_its_bands(theme, vision):
    for stop in theme.contour:
        for role in {role for roles in MAPS.values() for role in roles}:
            assert difference(seen(stop, vision), seen(theme.colors[role], vision)) >= APART


def test_every_second_cue_is_needed():
    for pair in CUES:
        assert any(set(pair) <= set(roles) for roles in PICTURES.values())
        differences = [
            difference(*(seen(theme.colors[role], vision) for role in pair))
            for theme in THEMES.values()
            for vision in VISIONS
        ]
        assert min(differences) < APART


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ramp", ["contour", "path"])
def test_a_ramps_luminance_only_rises_or_only_falls(theme, ramp):
    steps = np.diff([float(linear(stop) @ XYZ[1]) for stop in getattr(theme, ramp)])
    assert (steps > 0).all() or (steps < 0).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_on_its_own_background_a_theme_has_its_own_words(theme):
    own = theme.on(theme.colors["background"])
    assert {role for role, color in theme.colors.items() if color != own.colors[role]} <= {"grid"}
    assert own.bounded
    assert not own.clear
    assert not theme.bounded


@given(st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from([LIGHT, DARK]))
def test_words_of_any_role_read_on_any_background_on_which_the_ink_reads(color, theme):
    background = "#{:02x}{:02x}{:02x}".format(*color)
    own = theme.on(background)
    least = min(4.5, contrast(theme.colors["ink"], background))
    assert all(contrast(own.colors[text], background) >= least for text in TEXTS)
    assert own.colors["background"] == own.colors["halo"] == background


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_before_anything_a_theme_keeps_its_halos_and_words(theme):
    before = theme.before("#000000")
    changed = {role for role, color in theme.colors.items() if color != before.colors[role]}
    assert changed == {"background"}
    assert theme.colors["halo"] == theme.colors["background"]
