import itertools

import numpy as np
import pytest

from gdclips.drawing.theme import DARK, LIGHT, THEMES, Type, rgba
from gdclips.story.scenes import SCENES

TEXTS = ("ink", "muted", *sorted(role for role in LIGHT.colors if role.endswith("_text")))
QUANTITIES = ("w0", "w1", "w2", "mse", "rate", "rival", "path", "gradient", "velocity", "prediction")


def luminance(color):
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = np.array(rgba(color)[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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


@pytest.mark.parametrize(
    ("theme", "text", "ground"), list(itertools.product(THEMES.values(), TEXTS, ("background", "panel")))
)
def test_text_stands_out_from_its_ground(theme, text, ground):
    assert contrast(theme.colors[text], theme.colors[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_quantity_has_a_color_for_its_line_and_one_for_its_text(theme):
    assert {*QUANTITIES, *(f"{role}_text" for role in QUANTITIES)} <= set(theme.colors)


@pytest.mark.parametrize(("theme", "role"), list(itertools.product(THEMES.values(), QUANTITIES)))
def test_a_line_stands_out_from_its_ground(theme, role):
    """By 3 to 1, as WCAG 2.2 asks of what is not text."""
    assert contrast(theme.colors[role], theme.colors["panel"]) >= 3


@pytest.mark.parametrize("name", SCENES)
def test_a_story_names_roles_that_the_themes_have(tell, name):
    story = tell(name)
    roles = {term.role for term in story.equation}
    for panel in story.panels:
        roles |= {each.role for each in getattr(panel, "lines", ())}
        roles |= {f"{each.role}_text" for each in getattr(panel, "lines", ())}
        roles |= {track.role for track in getattr(panel, "tracks", ())}
    for item in story.column:
        roles |= {row.role for row in getattr(item, "rows", ())}
    assert roles <= set(LIGHT.colors)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ramp", ["contour", "path"])
def test_a_ramps_luminance_only_rises_or_only_falls(theme, ramp):
    steps = np.diff([luminance(stop) for stop in getattr(theme, ramp)])
    assert (steps > 0).all() or (steps < 0).all()


def test_no_lettering_is_smaller_than_the_ticks():
    sizes = [size for name, size in vars(Type).items() if not name.startswith("_")]
    assert min(sizes) == Type.tick >= 0.033
