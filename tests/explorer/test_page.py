"""Page in Chromium: it shows the stage's own frame, whatever the user does."""

import json
import re
from math import ceil

import numpy as np
import pytest

from gdclips.places import lecture_file
from gdclips.requests.catalogue import catalogue
from gdclips.requests.lecture_file import read_lecture
from gdclips.story.scenes import SCENES
from gdclips.story.settings import fields
from tests.asked import seconds

SMALL = "&size=480x270"
TENTHS = """() => {
    window.frames_seen = 0;
    window.requestAnimationFrame = (act) => setTimeout(() => act(100 * window.frames_seen++), 5);
}"""  # a frame each tenth of a second, whatever the machine does


def same(tab, **look):
    """Whether the picture is the stage's frame for what the address says, pixel for pixel."""
    return np.array_equal(tab.pixels(), tab.frame(**look))


QUICK = ("noise_ball", "surface_descent", "batch_sizes")  # that have controls of each kind
SCENE = [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in SCENES]


@pytest.mark.parametrize("name", SCENE)
def test_each_control_changes_the_picture(tab, name):
    tab.open(f"?scene={name}&at=4{SMALL}")
    assert same(tab)
    for row in tab.page.locator(".control").all():
        before, pixels = tab.query(), tab.frame()
        setting, kind = row.get_attribute("data-name"), row.get_attribute("class").split()[1]
        field = row.locator(".field")
        if kind == "range":
            slider = row.locator(".slider")
            slider.press("ArrowLeft" if slider.input_value() == slider.get_attribute("max") else "ArrowRight")
        elif kind == "switch":
            field.press(" ")
        elif kind == "seed":
            row.get_by_role("button", name="New sample").press("Enter")
        elif kind == "numbers":
            first, *others = field.input_value().split(", ")
            field.fill(
                ", ".join(
                    [str(int(first) * 2) if setting == "batches" else str(float(first) * 0.75), *others]
                )
            )
            field.press("Enter")
        else:
            field.fill(str(float(field.input_value()) + 1))
            field.press("Enter")
        tab.settled()
        assert tab.query() != before, setting
        after = tab.frame()
        assert np.array_equal(tab.pixels(), after), setting
        if setting not in ("slice", "spread", "seed"):  # which not every picture shows
            assert not np.array_equal(after, pixels), setting


def test_every_setting_has_a_control(tab):
    for name, scene in SCENES.items():
        tab.open(f"?scene={name}&at=0{SMALL}")
        shown = [row.get_attribute("data-name") for row in tab.page.locator(".control").all()]
        assert sorted(shown) == sorted(field.name for field in fields(scene.settings))


def test_a_rate_beyond_the_limit_is_told_before_the_picture_comes(tab):
    tab.open("?scene=contour_descent&rate=1.7&at=8")
    row = tab.page.locator("[data-name=rate]")
    assert row.get_attribute("data-beyond") == "false"
    color = "getComputedStyle(document.querySelector('[data-name=rate] label')).color"
    calm = tab.page.evaluate(color)
    told = """() => { const slider = document.querySelector('[data-name=rate] .slider');
        slider.value = 1.8; slider.dispatchEvent(new Event('input'));
        return document.querySelector('[data-name=rate]').dataset.beyond; }"""
    assert tab.page.evaluate(told) == "true"  # in the same turn, so before any answer
    assert tab.page.evaluate(color) != calm
    assert row.locator(".flag").inner_text() == "beyond the limit"
    tab.until("document.querySelector('[role=status]').textContent.includes('beyond the stability limit')")
    row.locator(".field").fill("0.1")
    row.locator(".field").press("Enter")
    tab.settled()
    assert row.get_attribute("data-beyond") == "false"


def test_theory_is_that_of_the_settings(tab):
    tab.open("?scene=contour_descent&at=8")
    limit, best, kappa = (float(node.inner_text()) for node in tab.page.locator(".theory dd").all())
    assert limit == pytest.approx(1.76, abs=0.01) and best < limit and kappa > 1
    tab.page.locator("[data-name=samples] .field").fill("9")
    tab.page.locator("[data-name=samples] .field").press("Enter")
    tab.settled()
    assert float(tab.page.locator("[data-fact=limit]").inner_text()) != limit


def test_where_a_story_says_no_theory_there_is_no_line_of_it(tab):
    def silent(route):
        answer = route.fetch()
        told = json.loads(answer.headers["x-facts"])
        facts = {key: told[key] for key in told if key not in ("limit", "best", "kappa", "rate", "note")}
        route.fulfill(response=answer, headers=answer.headers | {"x-facts": json.dumps(facts)})

    tab.open("?scene=momentum&at=8")
    assert tab.page.locator("[data-part=theory]").is_visible()
    tab.page.route("**/api/view", silent)
    tab.page.locator("[data-name=rate] .slider").press("ArrowRight")
    tab.settled()
    assert not tab.page.locator("[data-part=theory]").is_visible()
    assert not tab.page.locator("[data-part=note]").is_visible()
    assert tab.page.locator("[data-name=rate]").get_attribute("data-beyond") == "false"


def test_a_wrong_value_is_told_at_its_control(tab):
    tab.open("?scene=contour_descent&at=8")
    field = tab.page.locator("[data-name=steps] .field")
    field.fill("-3")
    field.press("Enter")
    wrong = tab.page.locator("[data-name=steps] .wrong")
    wrong.get_by_text("steps=-3").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("12")
    field.press("Enter")
    tab.settled()
    assert wrong.inner_text() == "" and field.get_attribute("aria-invalid") is None and same(tab)


def test_auto_and_reset(tab):
    tab.open("?scene=contour_descent&at=8&noise=2&theme=light")
    tab.page.get_by_role("button", name="rate: auto").click()
    tab.settled()
    assert tab.query()["rate"] == "auto" and same(tab)
    assert float(tab.page.locator("[data-name=rate] .slider").input_value()) > 0.3
    tab.page.get_by_role("button", name="Reset to defaults").click()
    tab.settled()
    assert set(tab.query()) == {"scene", "at", "theme"} and same(tab)


def test_playing_stepping_and_scrubbing(tab):
    tab.open(f"?scene=noise_ball&at=1{SMALL}")
    player = tab.page.locator("[data-part=player]")
    player.click()
    assert player.get_attribute("aria-label") == "Pause"
    tab.until("document.querySelector('.scrub').value > 1.6")
    player.click()
    tab.settled()
    assert float(tab.query()["at"]) * 20 == pytest.approx(round(float(tab.query()["at"]) * 20))
    assert same(tab)  # paused on one of the clip's own frames
    count = tab.page.locator("[data-fact=step]")
    tab.page.locator("[data-part=forward]").click()
    tab.settled()
    here = int(count.inner_text())
    assert tab.query()["iteration"] == str(here) and same(tab)
    for _ in range(3):
        tab.page.locator("[data-part=forward]").press("Enter")
    tab.settled()
    assert int(count.inner_text()) == here + 3 and same(tab)
    tab.page.locator("[data-part=back]").click()
    tab.settled()
    assert int(count.inner_text()) == here + 2 and same(tab)
    tab.page.locator(".scrub").press("Home")
    tab.page.locator(".scrub").press("ArrowRight")
    tab.settled()
    assert float(tab.query()["at"]) == pytest.approx(0.05) and same(tab)
    box = tab.page.locator(".scrub").bounding_box()
    tab.page.mouse.move(box["x"] + 9, box["y"] + box["height"] / 2)
    tab.page.mouse.down()
    for share in (0.3, 0.5, 0.7):
        tab.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    tab.page.mouse.up()
    tab.settled()
    assert float(tab.query()["at"]) > 4 and same(tab)


def test_it_plays_to_the_end_and_again(tab):
    end = seconds("contour_descent")
    tab.open(f"?scene=contour_descent&at={end - 0.2:.1f}{SMALL}")
    player = tab.page.locator("[data-part=player]")
    player.click()
    tab.until("document.querySelector('[data-part=player]').getAttribute('aria-label') === 'Play'")
    tab.settled()
    assert float(tab.query()["at"]) == end and same(tab)
    player.click()
    tab.until("document.querySelector('.scrub').value < 4")
    assert player.get_attribute("aria-label") == "Pause"


def test_speed(tab):
    tab.open(f"?scene=contour_descent&at=0{SMALL}")
    tab.page.get_by_label("Speed").select_option("4")
    tab.page.evaluate(TENTHS)
    tab.page.locator("[data-part=player]").click()
    tab.until("document.querySelector('[data-part=player]').getAttribute('aria-label') === 'Play'")
    frames = 1 + ceil(seconds("contour_descent") / 0.4)  # the first of them begins the count
    assert tab.page.evaluate("window.frames_seen") == frames


def test_the_picture_turns_by_dragging_and_by_keys(tab):
    tab.open(f"?scene=surface_descent&at=8{SMALL}")
    canvas = tab.page.locator("canvas")
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft"):
        canvas.press(key)
    tab.settled()
    camera = SCENES["surface_descent"].settings()
    up, around = camera.elevation + 10, camera.azimuth + 5
    assert [tab.query()[name] for name in ("elevation", "azimuth")] == [f"{up:g}", f"{around:g}"]
    assert same(tab)
    box = canvas.bounding_box()
    tab.page.mouse.move(box["x"] + 300, box["y"] + 300)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + 460, box["y"] + 380, steps=8)
    tab.page.mouse.up()
    tab.settled()
    up, around = up + 15, around - 30
    assert [tab.query()[name] for name in ("elevation", "azimuth")] == [f"{up:g}", f"{around:g}"]
    assert same(tab)


def test_keys_on_the_picture_step_and_play(tab):
    tab.open(f"?scene=contour_descent&iteration=4{SMALL}")
    canvas = tab.page.locator("canvas")
    canvas.press("ArrowRight")
    canvas.press(".")
    canvas.press(",")
    tab.settled()
    assert tab.query()["iteration"] == "5" and same(tab)
    canvas.press("End")
    tab.settled()
    assert float(tab.query()["at"]) == seconds("contour_descent") and same(tab)
    canvas.press(" ")
    assert tab.page.locator("[data-part=player]").get_attribute("aria-label") == "Pause"


@pytest.mark.parametrize(
    "key, value", [("theme", "light"), ("size", "640x360"), ("cut", "full"), ("bare", "true")]
)
def test_looks_change_the_picture(tab, key, value):
    tab.open("?scene=sgd&at=3")
    before = tab.pixels()
    tab.page.locator(f"[data-look={key}]").select_option(value)
    tab.settled()
    assert tab.query()[key] == value and same(tab)
    assert before.shape != tab.pixels().shape or not np.array_equal(before, tab.pixels())


def test_the_theme_follows_the_system(tab):
    tab.open("?scene=sgd&at=3")
    tab.page.emulate_media(color_scheme="light")
    tab.settled()
    assert same(tab, theme="light") and "theme" not in tab.query()


def test_a_theme_that_was_chosen_goes_along(tab):
    tab.open()
    tab.page.get_by_label("Theme").select_option("light")
    tab.page.locator(".gallery .card").first.click()
    tab.until("document.querySelector('canvas').dataset.number")
    assert tab.query()["theme"] == "light"
    tab.page.locator(".brand").click()
    tab.page.locator(".gallery h1").wait_for()
    assert tab.query() == {"theme": "light"}
    assert tab.page.locator(".explorer").get_attribute("data-theme") == "light"


def test_a_link_reopens_the_view_and_the_browser_goes_back(tab):
    tab.open("?scene=noise_ball&at=3")
    slider = tab.page.locator("[data-name=rate] .slider")
    slider.press("ArrowRight")
    tab.settled()
    first, rate = tab.page.url, slider.input_value()
    slider.press("ArrowRight")
    tab.settled()
    second, pixels = tab.page.url, tab.pixels()
    tab.page.go_back()
    tab.settled()
    assert tab.page.url == first and slider.input_value() == rate and same(tab)
    tab.page.go_forward()
    tab.settled()
    assert tab.page.url == second and np.array_equal(tab.pixels(), pixels)
    tab.page.reload()
    tab.settled()
    assert tab.page.url == second and np.array_equal(tab.pixels(), pixels)


def test_from_the_gallery_to_a_scene_and_back(tab):
    tab.open()
    titles = tab.page.locator(".gallery .card strong").all_inner_texts()
    names = list(catalogue(read_lecture(lecture_file())))  # in the order of the lecture
    assert len(titles) == len(names)
    tab.page.locator(".gallery .card").nth(3).press("Enter")
    tab.until("document.querySelector('canvas').dataset.number")
    assert tab.query()["scene"] == names[3]
    assert titles[3] in tab.page.title()
    tab.page.get_by_role("button", name=re.compile("Scene")).or_(tab.page.locator(".scene")).first.click()
    tab.page.locator(".pop .card").nth(5).click()
    tab.until("document.querySelector('canvas').dataset.number")
    assert tab.query()["scene"] == names[5]
    tab.page.go_back()
    assert tab.query()["scene"] == names[3]
    tab.page.go_back()
    tab.page.locator(".gallery h1").wait_for()


def test_an_export_is_what_the_command_makes(tab, shared_project):
    tab.open("?scene=contour_descent&rate=0.4&steps=12&at=8&size=320x180&fps=10")
    for output in ("gif", "png"):
        tab.page.locator("[data-look=output]").select_option(output)
        tab.settled()
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name="Export", exact=True).click()
        tab.settled()
        command = tab.page.locator("[data-part=command]").inner_text().split()
        assert command[0] == "./render.sh"
        [made] = shared_project.make(*command[1:])
        assert download.value.suggested_filename == made.name
        assert download.value.path().read_bytes() == made.read_bytes()
    assert "[clips." in tab.page.locator("[data-part=lines]").inner_text()


def test_an_export_is_cancelled(tab):
    tab.open("?scene=noise_ball&at=7&size=1920x1080&fps=50")
    tab.page.get_by_role("button", name="Export", exact=True).click()
    tab.page.get_by_role("button", name="Cancel").click()
    tab.page.locator("[data-part=file]").get_by_text("Cancelled").wait_for()
    assert tab.page.get_by_role("button", name="Export", exact=True).is_enabled()


def test_who_leaves_lets_others_export(new_tab, own_server):
    search = "?scene=noise_ball&at=7&size=1920x1080&fps=50"
    for _ in range(3):  # two at a time
        tab = new_tab(own_server.url).open(search)
        with tab.page.expect_request("**/api/progress"):
            tab.page.get_by_role("button", name="Export", exact=True).click()
        tab.page.goto("about:blank")


def test_two_tabs_do_not_mind_each_other(new_tab):
    tabs = [new_tab().open(f"?scene={name}&at=1{SMALL}") for name in ("sgd", "surface_descent")]
    for _ in range(4):
        for each in tabs:
            each.page.locator("[data-name=noise] .slider").press("ArrowRight")
            each.page.locator(".scrub").press("PageUp")
    for each in tabs:
        each.settled()
        assert same(each) and each.errors == []


def test_the_page_says_that_the_server_is_gone_and_goes_on_when_it_is_back(new_tab, own_server):
    tab = new_tab(own_server.url).open("?scene=noise_ball&at=3")
    own_server.kill()
    tab.page.locator("[data-name=rate] .slider").press("ArrowRight")
    tab.page.get_by_text("doesn’t answer").wait_for()
    tab.page.locator("[data-name=rate] .slider").press("ArrowRight")
    own_server.start()
    tab.settled()
    assert tab.page.locator(".gone").inner_text() == "" and same(tab)
    assert float(tab.query()["rate"]) > 0.1


def test_nothing_is_loaded_from_elsewhere(tab, server):
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.open("?scene=sgd&at=3")
    assert all(url.startswith((server.url, "blob:", "data:")) for url in asked)
