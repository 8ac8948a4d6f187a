"""What a clip shows, by kind: maps, plots and tables, whether it is told in panels or as a film."""

from types import SimpleNamespace

from gdclips.story.film.film import Film
from gdclips.story.film.views import Data, Numbers, Plot, Rule
from gdclips.story.story import Scatter, Series, Table


def views(story):
    """The panels of a story, or the heroes and supports of a film's full cut, each as it is seen first."""
    if not isinstance(story, Film):
        return [*story.panels, *story.column, *([story.opening] if story.opening else [])]
    found = {}
    for number, view in _all(story):
        found.setdefault((type(view), view.key, number), view)
    return list(found.values())


def _all(film):
    """The heroes and supports of a film's full cut, and which part of a multiple each is, if any."""
    several = [view for shot in film.full for view in (shot.hero, *shot.supports)]
    return [
        pair
        for view in several
        for pair in (enumerate(view.parts, start=1) if hasattr(view, "parts") else ((0, view),))
    ]


def maps(story):
    """The maps and surfaces that runs go on: their loss, axes, names, note, truth, slice and tracks.

    A film's are as they are seen last, a bowl and its map being one.
    """
    if not isinstance(story, Film):
        return [view for view in story.panels if hasattr(view, "tracks")]
    planes = {(number, view.key): view for number, view in _all(story) if hasattr(view, "tracks")}
    return [SimpleNamespace(**_fields(view.plane), tracks=view.tracks) for view in planes.values()]


def plots(story):
    """The quantities against the iteration."""
    return [view for view in views(story) if isinstance(view, Series | Plot)]


def lines(story):
    """All lines of all plots."""
    return [line for plot in plots(story) for line in plot.lines]


def tables(story):
    """The tables of numbers."""
    return [view for view in views(story) if isinstance(view, Table | Numbers)]


def rows(story):
    """All rows of all tables."""
    return [row for table in tables(story) for row in table.rows]


def data(story):
    """The samples as dots."""
    return [view for view in views(story) if isinstance(view, Scatter | Data)]


def sums(story):
    """The update rule's numbers in each step."""
    rules = [view for view in views(story) if isinstance(view, Rule)]
    return rules[0].sums if rules else getattr(story, "sums", ())


def equation(story):
    """The update rule's terms."""
    rules = [view for view in views(story) if isinstance(view, Rule)]
    return rules[0].equation if rules else getattr(story, "equation", ())


def runs(story):
    """The runs on the maps, each once; in the order of small maps of one run each, if there are any."""
    shown = [view for _, view in _all(story)] if isinstance(story, Film) else story.panels
    several = sorted((view for view in shown if hasattr(view, "tracks")), key=lambda view: len(view.tracks))
    return list({id(track.run): track.run for view in several for track in view.tracks}.values())


def paths(story):
    """The runs' weights (steps + 1, d), each once; of a line that turns, its weights."""
    fits = [view.fit for view in data(story) if view.fit is not None]
    return [*(run.points for run in runs(story)), *fits]


def samples(story):
    """What has the features x and the targets y: a loss's samples, or those of the line that turns."""
    found = [view.loss.samples for view in maps(story)]
    fitted = [SimpleNamespace(x=view.x[:, None], y=view.y) for view in data(story) if view.fit is not None]
    return [*found, *fitted][0]


def iterations(story):
    """How many iterations are told, of how many that were asked for, and what is said at their end."""
    if isinstance(story, Film):
        return story.steps, story.clock, story.ended
    clock = story.readouts[0]
    return int(clock.values[-1]), clock.of, clock.ended


def beats(story, cut="full"):
    """The beats of a cut."""
    return story.timeline(cut).beats


def captions(story):
    """The captions of both cuts, each once."""
    told = [beat.caption for cut in ("full", "short") for beat in beats(story, cut) if beat.caption]
    return list(dict.fromkeys(told))


def _fields(plane):
    return {name: getattr(plane, name) for name in plane.__struct_fields__}
