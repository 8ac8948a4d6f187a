"""The contour panels and the column: their marks against the runs, the loss and the minimiser."""

import itertools
import re

import numpy as np
import pytest

from gdclips.drawing.layout import layout
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Trail, Words
from gdclips.drawing.theme import LIGHT, THEMES, Type, Width
from gdclips.story.numbers import plain
from gdclips.story.story import Contour, Table
from tests.chosen import STORIES, showing
from tests.layered import layers

WITH_CONTOURS = showing(Contour)
# The default scenes, and a slice, a rate that overshoots, one feature, five, runs that diverge, one step,
# a start at the minimum, and data of a user's own.
VARIANTS = [
    *((name, {}) for name in WITH_CONTOURS),
    ("contour_descent", {"slice": True, "noise": 2.0}),
    ("sgd", {"batch": 10}),
    ("contour_descent", {"rate": 1.5}),
    ("contour_descent", {"weights": (2.0, 6.0), "start": None}),
    ("sgd", {"weights": (2.0, 6.0, 1.0, -5.0, 3.0), "start": None, "rate": None}),
    ("contour_descent", {"rate": 2.5}),
    ("learning_rates", {"shares": (0.5, 40.0)}),
    ("contour_descent", {"steps": 1}),
    ("momentum", {"steps": 1}),
    ("starting_points", {"starts": 2}),
    ("contour_descent", {"own": ("air_flow", "water_temp"), "rate": None, "start": None}),
]
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


@pytest.fixture(params=VARIANTS, ids=str)
def scene(request, tell, show, contours):
    """A story, its picture, and its contour panels with how their weights lie on the stage."""
    name, changes = request.param
    story = tell(name, **changes)
    return story, show(name, **changes), contours(story)


def states(shown, count=60):
    return [shown.timeline.state(seconds) for seconds in np.linspace(0, shown.timeline.seconds, count)]


def entered(state):
    """Whether the panels are there: before, the data are seen in their place."""
    return state.shown.get("minimizer", 0.0) >= 1


def is_color(mark, role, theme=LIGHT):
    return mark.fill is not None and mark.fill[:3] == theme.color(role)[:3]


def heads(marks, box):
    """The points of a panel, without their glow."""
    return [m for m in marks if isinstance(m, Dots) and m.radius == Width.head and m.clip == box]


def live(shown, state):
    """What of a state's marks was not there from the start: pieces and what moves."""
    return shown.marks(state)[len(layers(shown).ground) :]


def trails(marks, box):
    """The lines of a panel: of what moves, those that end at the heads."""
    return [m for m in marks if isinstance(m, Trail) and m.width == Width.path and m.clip == box]


def placed(panel, axes):
    """Where the iterates of each track lie on the stage."""
    return [axes.place(track.run.points[:, list(panel.axes)]) for track in panel.tracks]


def ends_of(panel, axes, state):
    """Where the point of each track is: of one that has ended, at its last iterate."""
    ends = []
    for points in placed(panel, axes):
        now = state.until(len(points) - 1)
        after = points[min(now.step + 1, len(points) - 1)]
        ends.append(points[now.step] + now.glide * (after - points[now.step]))
    return ends


def mse(panel, point):
    """The MSE of two weights with all the others at their best, or as the slice has them, from the data."""
    shown = list(panel.axes)
    design, y = panel.loss.design, panel.loss.samples.y
    rest = np.delete(design, shown, axis=1)
    left = y - design[:, shown] @ point
    if panel.at is not None:
        return np.mean((left - rest @ np.delete(panel.at, shown)) ** 2)
    best = np.linalg.lstsq(rest, left, rcond=None)[0] if rest.size else np.zeros(0)
    return np.mean((left - rest @ best) ** 2)


def lowest(panel):
    """The two weights of least MSE in what is drawn: of all, or of a slice."""
    shown = list(panel.axes)
    design, y = panel.loss.design, panel.loss.samples.y
    if panel.at is None:
        return minimizer(panel)
    rest = np.delete(design, shown, axis=1) @ np.delete(panel.at, shown)
    return np.linalg.lstsq(design[:, shown], y - rest, rcond=None)[0]


def minimizer(panel):
    """The panel's two of the weights of least MSE, in a slice too."""
    return np.linalg.lstsq(panel.loss.design, panel.loss.samples.y, rcond=None)[0][list(panel.axes)]


def read(text):
    """Return a number from its text, and the unit of its last digit."""
    mantissa, _, power = text.partition("·10")
    exponent = int(power.translate(DIGITS) or 0)
    unit = 10.0 ** (exponent - len(mantissa.partition(".")[2]))
    return float(f"{mantissa.translate(DIGITS)}e{exponent}"), unit


def test_ticks_stand_where_the_axes_place_their_numbers(scene):
    _, shown, panels = scene
    for _, axes in panels:
        box, found = axes.box, [0, 0]
        for mark in layers(shown).ground:
            if not isinstance(mark, Words) or mark.size != Type.tick or mark.halo:
                continue
            below = box.bottom - 0.05 < mark.at[1] < box.bottom and box.left <= mark.at[0] <= box.right
            beside = box.left - 0.02 < mark.at[0] < box.left and box.bottom < mark.at[1] + 0.02 < box.top
            if mark.anchor == "center" and below:
                at = axes.place(np.array([read(mark.text)[0], 0.0]))[0]
                assert at == pytest.approx(mark.at[0], abs=0.004 * box.width)
                found[0] += 1
            elif mark.anchor == "right" and beside:
                at = axes.place(np.array([0.0, read(mark.text)[0]]))[1]
                assert at - 0.35 * mark.size == pytest.approx(mark.at[1], abs=0.004 * box.height)
                found[1] += 1
        assert min(found) >= 1, found


def test_the_heads_are_at_the_iterates_or_on_their_way_to_the_next(scene):
    _, shown, panels = scene
    seen = 0
    for state in states(shown):
        marks = layers(shown).moving(state)
        for panel, axes in panels:
            found = heads(marks, axes.box)
            for mark, track, at in zip(found, panel.tracks, ends_of(panel, axes, state), strict=bool(found)):
                np.testing.assert_allclose(mark.points, [at], rtol=1e-12)
                assert mark.fills[:3] == LIGHT.color(track.role)[:3]
                seen += 1
    assert seen > 20


def test_the_paths_end_at_the_heads_and_their_dots_grow(scene):
    story, shown, panels = scene
    counts = []
    for state in states(shown):
        marks, count = layers(shown).moving(state), 0
        for panel, axes in panels:
            found = trails(marks, axes.box)
            for mark, at in zip(found, ends_of(panel, axes, state), strict=bool(found)):
                np.testing.assert_allclose(mark.points[-1], at, rtol=1e-12)
                assert len(mark.colors) == len(mark.points) - 1
            dots = [m for m in live(shown, state) if isinstance(m, Dots) and m.clip == axes.box]
            dots = [m for m in dots if m.radius < Width.head]
            count += len(np.unique(np.concatenate([m.points for m in dots]), axis=0)) if found else 0
        counts += [count] if count else []
    assert (np.diff(counts) >= 0).all()
    assert counts[-1] > counts[0] or story.steps == 1


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_a_path_without_a_cloud_is_all_there_at_the_end(tell, show, contours, name):
    pieces = [piece.mark for piece in layers(show(name)).growing]
    for panel, axes in contours(tell(name)):
        whole = [
            points for track, points in zip(panel.tracks, placed(panel, axes), strict=True) if not track.cloud
        ]
        found = trails(pieces, axes.box)
        for index, points in enumerate(whole):
            ends = np.array([trail.points for trail in found[index :: len(whole)]])
            np.testing.assert_allclose(ends, np.stack([points[:-1], points[1:]], axis=1))


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_each_iterate_of_a_cloud_is_on_a_line_or_a_dot_at_the_end(tell, show, contours, name):
    last = live(show(name), show(name).timeline.state(1e9))
    for panel, axes in contours(tell(name)):
        if not any(track.cloud for track in panel.tracks):
            continue
        drawn = [
            m.points for m in last if isinstance(m, Trail | Dots) and m.clip == axes.box and len(m.points)
        ]
        drawn = np.concatenate(drawn)
        for points in placed(panel, axes):
            distance = np.abs(points[:, None] - drawn[None]).max(axis=-1).min(axis=1)
            assert distance.max() < 1e-12


def test_no_mark_shows_a_later_iterate(scene):
    _, shown, panels = scene
    for state in filter(entered, states(shown)):
        marks = live(shown, state)
        for panel, axes in panels:
            iterates = [points[: state.step + 1] for points in placed(panel, axes)]
            known = np.concatenate([*iterates, ends_of(panel, axes, state)])
            for mark in marks:
                if mark.clip == axes.box and isinstance(mark, Trail | Dots | Curve):
                    for point in mark.points:
                        assert np.abs(known - point).max(axis=1).min() < 1e-9 * max(1, np.abs(point).max())


def inside(point, box):
    return box.left < point[0] < box.right and box.bottom < point[1] < box.top


def test_the_ring_is_the_minimiser_and_the_star_the_true_weights(scene):
    _, shown, panels = scene
    marks = layers(shown).moving(shown.timeline.state(1e9))
    ink = LIGHT.color("minimizer")[:3]
    for panel, axes in panels:
        rings = [m for m in marks if isinstance(m, Dots) and m.edge and m.edge[:3] == ink]
        rings = [m for m in rings if inside(m.points[0], axes.box)]
        stars = [m for m in marks if isinstance(m, Area) and is_color(m, "truth")]
        stars = [m for m in stars if inside(m.outline.mean(axis=0), axes.box)]
        assert (len(rings), len(stars)) == (1, 0 if panel.truth is None else 1)
        np.testing.assert_allclose(rings[0].points[0], axes.place(minimizer(panel)), atol=1e-9)
        for star in stars:
            true = axes.place(panel.truth[list(panel.axes)])
            np.testing.assert_allclose(star.outline.mean(axis=0), true, atol=1e-9)


def test_every_sign_has_its_name(scene):
    """Alone, a panel names its signs beside them; of several, one has a key for all."""
    story, shown, panels = scene
    written = [
        m
        for m in [*layers(shown).ground, *layers(shown).moving(shown.timeline.state(1e9))]
        if isinstance(m, Words)
    ]
    for panel, axes in panels:
        own = " ".join(m.text for m in written if inside(m.at, axes.box))
        named = len(story.panels) == 1 or panel.first
        assert ("minim" in own) == named
        assert ("true weights" in own) == (named and panel.truth is not None)


def test_readouts_show_the_iteration_and_its_number(scene):
    story, shown, _ = scene
    for state in states(shown):
        words = [m for m in layers(shown).moving(state) if isinstance(m, Words) and m.size == Type.value]
        if len(story.panels) > 1:
            assert not words
            continue
        count, number = sorted(words, key=lambda mark: mark.at[0])
        assert count.text == str(state.step)
        value, unit = read(number.text)
        ((panel, _),) = scene[2]
        design, y = panel.loss.design, panel.loss.samples.y
        ends = [track.run.points[state.step] for track in panel.tracks]
        assert value == pytest.approx(max(np.mean((design @ end - y) ** 2) for end in ends), abs=0.501 * unit)


@pytest.mark.parametrize("name", STORIES)
def test_below_several_panels_the_strip_shows_the_iteration(tell, show, name):
    story, shown = tell(name), show(name)
    strip = layout(len(story.panels), False).strip
    if strip is None:
        return
    for state in states(shown):
        marks = [m for m in [*layers(shown).ground, *layers(shown).moving(state)] if isinstance(m, Words)]
        line = sorted((m for m in marks if strip.bottom < m.at[1] < strip.top), key=lambda m: m.at[0])
        assert [m.text for m in line[-3:]] == ["iteration", str(state.step), f" / {story.steps}"]


def test_a_tables_numbers_are_the_runs(scene):
    """Weights beside the true ones or the minimiser; of several runs, each one's MSE."""
    story, shown, panels = scene
    tables = [item for item in story.column if isinstance(item, Table)]
    if not tables:
        assert len(story.panels) > 1
        return
    ((panel, _),), (table,) = panels, tables
    for state in states(shown, 30):
        numbers = [
            read(m.text)
            for m in layers(shown).moving(state)
            if isinstance(m, Words) and m.bold and m.size == Type.label and m.anchor == "right"
        ]
        if isinstance(table.heads, str):
            design, y = panel.loss.design, panel.loss.samples.y
            true = [np.mean((design @ track.run.points[state.step] - y) ** 2) for track in panel.tracks]
        else:
            true = panel.tracks[0].run.points[state.step]
            true = true if len(true) <= 3 else true[[0, *panel.axes]]
        assert len(numbers) == len(true)
        for (value, unit), number in zip(numbers, true, strict=True):
            assert value == pytest.approx(number, abs=0.501 * unit)


def test_digits_do_not_jump(scene):
    story, shown, _ = scene
    decimals = {}  # by where a number ends
    for state in states(shown, 150):
        for mark in layers(shown).moving(state):
            if isinstance(mark, Words) and mark.anchor == "right" and mark.bold and mark.halo is None:
                mantissa = mark.text.partition("·")[0]
                if re.fullmatch(r"[−\d.]+", mantissa):
                    decimals.setdefault(mark.at, set()).add(len(mantissa.partition(".")[2]))
    assert len(decimals) >= (3 if len(story.panels) == 1 else 1)
    assert all(len(found) == 1 for found in decimals.values())


def shafts(marks, box):
    """The arrows of a panel: their tails and tips."""
    found = [mark for mark in marks if isinstance(mark, Area) and mark.clip == box and len(mark.outline) == 7]
    for mark in found:
        if is_color(mark, "gradient"):
            yield (mark.outline[0] + mark.outline[6]) / 2, mark.outline[3]


def test_an_arrow_points_against_the_gradient_that_the_step_used(scene):
    _, shown, panels = scene
    seen = dict.fromkeys(range(len(panels)), 0)
    for seconds in np.arange(0, shown.timeline.seconds, 0.1):
        state = shown.timeline.state(seconds)
        marks = layers(shown).moving(state)
        for index, (panel, axes) in enumerate(panels):
            for tail, tip in shafts(marks, axes.box):
                tracks = [track for track in panel.tracks if track.arrow]
                starts = [axes.place(track.run.points[state.step, list(panel.axes)]) for track in tracks]
                (track,) = [t for t, at in zip(tracks, starts, strict=True) if np.allclose(at, tail, 1e-9)]
                against = -track.run.gradients[state.step, list(panel.axes)] * axes.scale
                np.testing.assert_allclose(
                    (tip - tail) / np.linalg.norm(tip - tail), against / np.linalg.norm(against), atol=1e-9
                )
                seen[index] += 1
    for index, (panel, _) in enumerate(panels):
        named = any(track.arrow for track in panel.tracks)
        assert seen[index] > 10 if named else not seen[index]


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_late_steps_show_no_arrow_nor_its_name(tell, show, contours, name):
    """They pass too fast to be read: a step is seen with its arrow whole, or without."""
    shown, panels, quick = show(name), contours(tell(name)), 0
    for seconds in np.arange(0, shown.timeline.seconds, 0.05):
        state = shown.timeline.state(seconds)
        marks = layers(shown).moving(state)
        for panel, axes in panels:
            arrows = list(shafts(marks, axes.box))
            names = [m for m in marks if isinstance(m, Formula) and m.clip == axes.box]
            named = sum(bool(track.arrow and track.arrow.typst) for track in panel.tracks)
            wanted = min(len(arrows), named) if state.arrow >= 0.95 else 0
            starts = [m.at for m in marks if isinstance(m, Words) and m.text == "start"]
            apart = [np.hypot(*(tip - at)) for _, tip in arrows for at in starts]
            assert len(names) == wanted or (not names and min(apart) < 0.16)
            if state.step > 0.7 * tell(name).steps:
                assert not arrows
                quick += 1
    assert quick > 20


@pytest.mark.parametrize("name", ["contour_descent", "noisy_descent", "sgd"])
def test_the_points_step_goes_along_its_arrow(tell, contours, name):
    """The step is the rate times the arrow's vector: not the gradient of another loss."""
    ((panel, _),) = contours(tell(name))
    run = panel.tracks[0].run
    np.testing.assert_allclose(np.diff(run.points, axis=0), -0.1 * run.gradients, atol=1e-13)


def levels(shown, box):
    """The labels of a panel's levels."""
    words = [m for m in layers(shown).ground if isinstance(m, Words) and m.halo and m.size == Type.tick]
    return [m for m in words if inside(m.at, box) and m.anchor == "center"]


def test_a_level_label_lies_on_its_level(scene):
    _, shown, panels = scene
    for panel, axes in panels:
        labels = levels(shown, axes.box)
        for mark in labels:
            point = axes.find(np.array([mark.at[0], mark.at[1] + 0.33 * mark.size]))
            assert mark.text == plain(mse(panel, point), 2)
        assert len(labels) <= 3


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_the_default_scenes_have_level_labels(tell, show, contours, name):
    for _, axes in contours(tell(name)):
        assert levels(show(name), axes.box)


def luminance(color):
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = np.array(color[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(mark):
    """The contrast of words to their halo, as their opacity leaves it."""
    ink, ground = np.array(mark.color[:3]), np.array(mark.halo[:3])
    low, high = sorted(map(luminance, (ground + mark.color[3] * (ink - ground), ground)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "theme"), list(itertools.product(WITH_CONTOURS, THEMES)))
def test_labels_stand_out_from_the_bands_below_them(show, moments, name, theme):
    shown, seen = show(name, theme), 0
    for seconds in moments(shown, 3):
        for mark in [*layers(shown).ground, *layers(shown).moving(shown.timeline.state(seconds))]:
            if isinstance(mark, Words) and mark.halo and mark.halo[3] == 1:
                assert contrast(mark) >= (3.0 if mark.bold else 4.5), mark.text  # as WCAG 2.2 has it
                seen += 1
    assert seen


@pytest.mark.parametrize(("name", "theme"), list(itertools.product(WITH_CONTOURS, THEMES)))
def test_a_labels_halo_is_the_color_of_the_band_that_it_stands_on(tell, show, contours, name, theme):
    shown = show(name, theme)
    for panel, axes in contours(tell(name)):
        bands = [m for m in layers(shown).ground if isinstance(m, Area) and m.edge and m.clip == axes.box]
        over = [mse(panel, axes.find(m.outline[0])) for m in bands]
        for mark in levels(shown, axes.box):
            near = np.argmin(np.abs(np.log(np.divide(over, read(mark.text)[0]))))
            assert mark.halo[:3] == bands[near].fill[:3]


def test_a_rings_points_have_one_mse_and_each_ring_inward_half_the_excess(scene):
    _, shown, panels = scene
    for panel, axes in panels:
        rings = [m for m in layers(shown).ground if isinstance(m, Area) and m.edge and m.clip == axes.box]
        floor, excesses = mse(panel, lowest(panel)), []
        for mark in rings:
            over = [mse(panel, axes.find(point)) - floor for point in mark.outline[::45]]
            np.testing.assert_allclose(over, over[0], rtol=1e-6)
            excesses.append(over[0])
        assert len(excesses) > 1
        np.testing.assert_allclose(np.divide(excesses[1:], excesses[:-1]), 0.5, rtol=1e-6)


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_a_bare_panel_fills_its_higher_slot(tell, show, contours, name):
    for (_, bare), (_, full) in zip(contours(tell(name), True), contours(tell(name)), strict=True):
        assert bare.box.height > full.box.height
        assert any(mark.clip == bare.box for mark in layers(show(name, bare=True)).ground)


@pytest.mark.parametrize("name", STORIES)
def test_a_pictures_marks_are_of_the_known_kinds(show, name):
    shown = show(name)
    for state in states(shown, 12):
        assert all(
            isinstance(mark, AnyMark) for mark in [*layers(shown).ground, *layers(shown).moving(state)]
        )


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_state_always_has_the_same_picture(show, name, theme):
    shown = show(name, theme)
    for state in states(shown, 3):
        assert [repr(mark) for mark in layers(shown).moving(state)] == [
            repr(mark) for mark in layers(shown).moving(state)
        ]


@pytest.mark.parametrize("name", ["learning_rates", "batch_sizes"])
@pytest.mark.parametrize("bare", [False, True])
def test_small_multiples_share_one_window(tell, contours, name, bare):
    """Else the eye would compare lengths that are not to one scale."""
    panels = contours(tell(name), bare)
    assert len(panels) >= 3
    _, first = panels[0]
    for _, axes in panels:
        np.testing.assert_allclose(axes.scale, first.scale, rtol=1e-9)
        np.testing.assert_allclose((axes.window.low, axes.window.high), (first.window.low, first.window.high))


@pytest.mark.parametrize("name", ["learning_rates", "batch_sizes"])
def test_small_multiples_have_the_same_levels_and_the_same_ticks(tell, show, contours, name):
    shown, found = show(name), []
    for panel, axes in contours(tell(name)):
        box = axes.box
        rings = [m for m in layers(shown).ground if isinstance(m, Area) and m.edge and m.clip == box]
        ticks = [
            m.text
            for m in layers(shown).ground
            if isinstance(m, Words) and box.left - 0.02 < m.at[0] < box.left and not m.upwards
        ]
        found.append((ticks, [round(mse(panel, axes.find(m.outline[0])), 6) for m in rings]))
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize("name", WITH_CONTOURS)
def test_only_the_first_of_small_multiples_names_its_upright_axis(tell, show, contours, name):
    panels = contours(tell(name))
    for panel, axes in panels:
        formulas = [
            m for m in layers(show(name)).ground if isinstance(m, Formula) and m.terms == (panel.names[1],)
        ]
        beside = [m for m in formulas if axes.box.left - 0.15 < m.at[0] < axes.box.left]
        assert len(beside) == int(panel.first)
    assert [panel.first for panel, _ in panels] == [True] + [False] * (len(panels) - 1)


SPOKEN = [(name, cut) for name in STORIES for cut in ("full", "short")]


@pytest.mark.parametrize(("name", "cut"), SPOKEN)
def test_a_beat_that_speaks_of_terms_colors_only_these(tell, show, name, cut):
    story, shown = tell(name), show(name, cut=cut)
    for state in states(shown, 40):
        (rule,) = [
            m for m in layers(shown).moving(state) if isinstance(m, Formula) and m.terms == story.equation
        ]
        for term, color in zip(story.equation, rule.colors, strict=True):
            assert color == LIGHT.color(term.role if term.role in state.speaks else "ink")


@pytest.mark.parametrize(("name", "cut"), SPOKEN)
def test_sums_are_shown_in_their_beat_and_parameters_otherwise(tell, show, name, cut):
    story, shown = tell(name), show(name, cut=cut)
    for state in states(shown, 80):
        words = [(m.text, m.color) for m in layers(shown).moving(state) if isinstance(m, Words)]
        want = [("muted", story.parameters)]
        if state.sums:
            want = [(span.role, span.text) for span in story.sums[min(state.step, len(story.sums) - 1)]]
        assert {(text, LIGHT.color(role)) for role, text in want} <= set(words)


@pytest.mark.parametrize("name", STORIES)
def test_sums_are_right(tell, contours, name):
    """old + rate · slope = new, each number as the run has it, to the digits that are shown."""
    story = tell(name)
    assert len(story.sums) == story.steps
    for step, spans in enumerate(story.sums[:8]):
        text = "".join(span.text for span in spans).partition("    arrows")[0]
        numbers = re.fullmatch(r".*: (\S+)(?: · (\S+))? \+ (\S+) · (\S+) = (\S+)", text).groups()
        true = true_sums(story, name, step)
        given = [read(number.strip("()"))[0] for number in numbers if number]
        assert given == [pytest.approx(number, rel=0.0051, abs=1e-12) for number in true]


def true_sums(story, name, step):
    """The numbers of a step of the run that a scene tells: old + rate · slope = new, or the velocity's."""
    if name == "simple_regression":
        points, slopes = (np.stack([each.values for each in story.panels[i].lines], axis=-1) for i in (1, 3))
        return points[step, 0], 0.1, -slopes[step, 0], points[step + 1, 0]
    panel = next(panel for panel in story.panels if hasattr(panel, "tracks"))
    track, axis = next(track for track in panel.tracks if track.arrow), panel.axes[0]
    run = track.run
    slope, moves = -run.gradients[step, axis], run.velocities[:, axis]
    if name == "momentum":
        return 0.9, moves[step - 1] if step else 0.0, 0.1, slope, moves[step]
    return run.points[step, axis], moves[step] / slope, slope, run.points[step + 1, axis]
