"""Accessibility of the page: axe finds nothing; it works by keyboard, narrow, enlarged and without motion."""

import re

import pytest

from tests.asked import seconds

AT = "&at=5"
PAGES = ("", f"?scene=noise_ball{AT}", f"?scene=surface_descent&rate=1.9{AT}")


def violations(tab):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(tab.page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]


SLOW = pytest.mark.slow
LOOKS = [
    (1280, "dark"),
    (360, "light"),
    pytest.param(1280, "light", marks=SLOW),
    pytest.param(360, "dark", marks=SLOW),
]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("search", PAGES)
def test_axe_finds_nothing(new_tab, search, width, scheme):
    tab = new_tab(viewport={"width": width, "height": 740}, color_scheme=scheme).open(search)
    assert violations(tab) == []


def test_axe_finds_nothing_among_the_scenes_to_choose_from_nor_in_an_error(tab):
    tab.open(f"?scene=noise_ball{AT}")
    field = tab.page.locator("[data-name=steps] .field")
    field.fill("0")
    field.press("Enter")
    tab.page.locator("[data-name=steps] .wrong").get_by_text("steps=0").wait_for()
    tab.page.locator(".scene").click()
    assert violations(tab) == []


@pytest.mark.parametrize("search", PAGES)
@pytest.mark.parametrize("view", [(360, 740), (640, 400)])  # a telephone, and 1280x800 at 200 %
def test_nothing_is_cut_off(new_tab, search, view):
    tab = new_tab(viewport={"width": view[0], "height": view[1]}).open(search)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= view[0]
    for part in tab.page.locator("button:visible, select:visible, input:visible, canvas:visible").all():
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= view[0] + 0.5, part.evaluate("e => e.outerHTML")


def test_all_is_reached_by_the_tab_key_and_its_focus_is_seen(tab):
    tab.open(f"?scene=surface_descent{AT}")
    wanted = tab.page.locator("a:visible, button:visible, select:visible, input:visible, canvas").count()
    reached = set()
    for _ in range(wanted + 8):
        tab.page.keyboard.press("Tab")
        reached.add(
            tab.page.evaluate(
                """() => {
                const { activeElement: e, body } = document;
                e.dataset.tabbed ??= String(Math.random());
                return e === body ? '' : getComputedStyle(e).outlineStyle !== 'none' && e.dataset.tabbed;
                }"""
            )
        )
    assert False not in reached
    assert len(reached - {""}) >= wanted


def test_a_picture_made_by_the_keyboard_alone(tab):
    tab.open()
    keys = tab.page.keyboard

    def tab_to(selector):
        for _ in range(80):
            if tab.page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
            keys.press("Tab")
        raise AssertionError(f"the tab key does not reach {selector}")

    tab_to(".gallery li:nth-child(3) a")
    keys.press("Enter")
    tab.until("document.querySelector('canvas').dataset.number")
    keys.press(" ")  # on the picture: pause
    keys.press("ArrowUp")
    tab_to("[data-name=rate] .slider")
    keys.press("PageUp")
    tab.settled()
    assert {"elevation", "rate"} <= set(tab.query())


def test_names_and_values_are_spoken(tab):
    tab.open(f"?scene=surface_descent{AT}")
    slider = tab.page.get_by_role("slider", name="rate", exact=True)
    assert slider.get_attribute("aria-valuetext") == "0.1"
    words = slider.get_attribute("aria-describedby").split()[0]
    assert "learning rate" in tab.page.locator(f"#{words}").inner_text()
    scrub = tab.page.get_by_role("slider", name="Time")
    assert re.fullmatch(r"5.0 of \d+.\d seconds, iteration \d+ of 50", scrub.get_attribute("aria-valuetext"))
    assert "arrow keys turn" in tab.page.locator("canvas").get_attribute("aria-label")


@pytest.mark.parametrize("motion, plays", [("reduce", False), ("no-preference", True)])
def test_it_starts_paused_for_who_wants_less_motion(new_tab, motion, plays):
    tab = new_tab(reduced_motion=motion)
    tab.page.goto(f"{tab.url}/?scene=contour_descent")
    tab.until("document.querySelector('canvas').dataset.number")
    name = "Pause" if plays else "Play"
    assert tab.page.locator("[data-part=player]").get_attribute("aria-label") == name
    if not plays:
        tab.settled()
        assert float(tab.page.locator(".scrub").input_value()) == seconds("contour_descent")
