"""Films composed: in every transition texts are whole and apart, places are numbers, colours the theme's."""

from functools import cache

import msgspec
import numpy as np
import pytest

from gdclips.drawing.film.screen import Look
from gdclips.drawing.film.shots.cues import side_of
from gdclips.drawing.marks import Area, Curve, Dots, Formula, Gradient, Mesh, Trail, Words
from gdclips.drawing.picture import picture
from gdclips.drawing.theme import THEMES
from gdclips.story.film.shots import LABELS_IN, LABELS_OUT
from gdclips.story.film.timeline import CARD_GONE
from gdclips.story.film.views import Bowl, Map
from tests.drawing.film.cases import FRAMES, outside, overlaps
from tests.drawing.film.films import every_measure, every_transition

FILMS = {"transitions": every_transition, "measures": every_measure}
RATE = 10
SEEN = 0.5  # opacity from which words are read


@cache
def shown(name, frame="video", theme="dark", bare=False):
    aspect, cut = FRAMES[frame]
    return picture(FILMS[name](), theme, cut, bare, aspect)


def states(picture):
    return [picture.timeline.state(number / RATE) for number in range(picture.timeline.frames(RATE) + 1)]


def words_at(picture, state, alpha=SEEN):
    marks = [mark for mark in picture.marks(state) if isinstance(mark, Words)]
    return [mark for mark in marks if mark.color[3] >= alpha]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", FILMS)
def test_at_any_moment_texts_are_whole_in_the_frame_and_apart(name, frame):
    picture = shown(name, frame)
    frame_box = Look(THEMES["dark"], picture.aspect).frame
    for state in states(picture)[:: 1 if frame == "video" else 4]:
        words = words_at(picture, state)
        assert outside(words, frame_box) == [], state.seconds
        assert overlaps(words) == [], state.seconds


@pytest.mark.parametrize("frame", ["video", "gif", "portrait"])
@pytest.mark.parametrize("name", FILMS)
def test_all_places_are_numbers(name, frame):
    picture = shown(name, frame)
    for state in states(picture)[::2]:
        for mark in picture.marks(state):
            for part in msgspec.structs.astuple(mark):
                assert not isinstance(part, np.ndarray) or np.isfinite(part).all(), (state.seconds, mark)
            assert np.isfinite(getattr(mark, "at", 0.0)).all()


def colors_of(mark):
    """All colours of a mark, without opacity, (k, 3)."""
    match mark:
        case Area():
            found = [mark.fill, mark.edge]
        case Curve() | Gradient():
            found = [mark.color]
        case Trail() | Mesh():
            return np.asarray(mark.colors).reshape(-1, 4)[:, :3]
        case Dots():
            found = [*np.atleast_2d(mark.fills), mark.edge]
        case Words():
            found = [mark.color, mark.halo]
        case Formula():
            found = [*mark.colors]
    return np.array([color[:3] for color in found if color is not None and color[3] > 0]).reshape(-1, 3)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FILMS)
def test_all_colours_are_the_themes(name, theme):
    """Those of roles, or between two of its ramps."""
    look, picture = THEMES[theme], shown(name, theme=theme)
    roles = np.array([look.color(role)[:3] for role in look.colors])
    shares = np.linspace(0, 1, 2001)
    ramps = [look.ramp(stops, shares)[:, :3] for stops in (look.contour, look.path, look.shades)]
    known = np.concatenate([roles, *ramps])
    for state in states(picture)[::5]:
        flat = [mark for mark in picture.marks(state) if mark.lens is None and not isinstance(mark, Mesh)]
        found = np.unique(np.concatenate([colors_of(mark) for mark in flat]), axis=0)
        gap = np.abs(found[:, None] - known[None]).max(axis=-1).min(axis=1)
        assert gap.max() < 2e-3, (state.seconds, found[gap.argmax()])


@pytest.mark.parametrize("name", FILMS)
def test_nothing_but_the_title_is_written_before_the_card_has_gone(name):
    picture, film = shown(name), FILMS[name]()
    for seconds in np.arange(0.0, CARD_GONE, 0.1):
        texts = {word.text for word in words_at(picture, picture.timeline.state(seconds), 1e-6)}
        assert texts <= {film.title, film.number}


@pytest.mark.parametrize("name", FILMS)
def test_labels_are_gone_while_something_moves_and_stand_before_and_after(name):
    """Tag, caption and clock stay."""
    picture = shown(name)
    starts, shots = picture.timeline.cuts, picture.timeline.shots
    for number, shot in enumerate(shots):
        if not shot.move or not isinstance(shot.hero, (Map, Bowl)):
            continue
        column = Look(THEMES["dark"], picture.aspect).column(side_of(shot))
        for share in (0.2, 0.5, 0.9):
            state = picture.timeline.state(starts[number] + LABELS_OUT + share * shot.move)
            for word in words_at(picture, state, 1e-6):
                beside = column is not None and word.at[0] >= column.left - 0.01
                high, low = word.at[1] > 0.92, word.at[1] < 0.12
                assert high or low or beside, (number, share, word.text)
        settled = picture.timeline.state(starts[number] + shot.settled + LABELS_IN)
        assert len(words_at(picture, settled)) > 4


@pytest.mark.parametrize("name", FILMS)
def test_a_bare_film_has_neither_title_nor_caption(name):
    picture, film = shown(name, bare=True), FILMS[name]()
    texts = {word.text for state in states(picture) for word in words_at(picture, state, 1e-6)}
    assert film.title not in texts
    assert f" / {film.clock}" in texts
    assert not any(beat.caption and beat.caption in texts for shot in film.full for beat in shot.beats)


def test_the_top_is_the_same_as_long_as_the_layers_are():
    picture = shown("transitions")
    for state in states(picture):
        layers = picture.layers(state)
        assert [piece.since for piece in layers.growing] == sorted(piece.since for piece in layers.growing)
        assert all(piece.since >= 1 for piece in (*layers.growing, *layers.rising))
        assert 0 <= layers.grown(state) <= len(layers.growing)
