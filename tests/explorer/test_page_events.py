"""Random events on the page: no error on the console, and the right picture at the end."""

import random

import numpy as np
import pytest

ARROWS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
KEYS = (*ARROWS, "Home", "End", "PageUp", "PageDown", "Tab", " ", ",", ".")
VALUES = ("0", "-1", "0.5", "3", "7", "1e9", "", "auto", "2, 2", "1, 2, 3", "x")
TELL = """(field, value) => {
    if (field.type !== 'number' || !isNaN(value)) field.value = value;
    field.dispatchEvent(new Event('change'));
}"""


def act(page, dice):
    """One random thing that a user could do to what is on the page."""
    kind = dice.random()
    if kind < 0.6:
        page.keyboard.press(dice.choice(KEYS))
    elif kind < 0.75:
        slider = page.locator("main:visible input[type=range]")
        slider.nth(dice.randrange(slider.count())).focus()
    elif kind < 0.85:
        box = page.locator("canvas").bounding_box()
        x, y = box["x"] + dice.random() * box["width"], box["y"] + dice.random() * box["height"]
        page.mouse.move(x, y)
        dice.choice([page.mouse.down, page.mouse.up])()
    elif kind < 0.93:
        button = page.locator(".bar button, .controls button, .switch input")
        button.nth(dice.randrange(button.count())).dispatch_event("click")
    elif kind < 0.97:
        field = page.locator(".control:not(.switch) input.field")
        field.nth(dice.randrange(field.count())).evaluate(TELL, dice.choice(VALUES))
    elif kind < 0.985:
        look = page.locator("[data-look=theme], [data-look=cut], [data-look=bare]")
        one = look.nth(dice.randrange(look.count()))
        one.select_option(index=dice.randrange(2))
    else:
        dice.choice([page.go_back, page.go_forward])(wait_until="commit")


@pytest.mark.parametrize("scene", [pytest.param("noise_ball", marks=pytest.mark.slow), "surface_descent"])
def test_random_events(tab, scene):
    dice = random.Random(scene)
    tab.open(f"?scene={scene}&at=0&size=480x270")
    for _ in range(500):
        act(tab.page, dice)
        if "scene=" not in tab.page.url:
            tab.open(f"?scene={scene}&at=0&size=480x270")
    tab.page.mouse.up()
    tab.page.get_by_role("button", name="Reset to defaults").click()
    tab.page.locator(".scrub").press("End")
    tab.settled()
    assert np.array_equal(tab.pixels(), tab.frame())
