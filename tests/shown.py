"""What a film shows, by kind: maps, plots and tables."""

from types import SimpleNamespace

from gdclips.story.film.views import Data, Numbers, Plot, Rule


def views(film):
    """The heroes and supports of a film's full cut, each as it is seen first."""
    found = {}
    for number, view in _all(film):
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


def maps(film):
    """The maps and surfaces that runs go on: their loss, axes, names, note, truth, slice and tracks.

    They are as they are seen last, a bowl and its map being one.
    """
    planes = {(number, view.key): view for number, view in _all(film) if hasattr(view, "tracks")}
    return [SimpleNamespace(**_fields(view.plane), tracks=view.tracks) for view in planes.values()]


def plots(film):
    """The quantities against the iteration."""
    return [view for view in views(film) if isinstance(view, Plot)]


def lines(film):
    """All lines of all plots."""
    return [line for plot in plots(film) for line in plot.lines]


def tables(film):
    """The tables of numbers."""
    return [view for view in views(film) if isinstance(view, Numbers)]


def rows(film):
    """All rows of all tables."""
    return [row for table in tables(film) for row in table.rows]


def data(film):
    """The samples as dots."""
    return [view for view in views(film) if isinstance(view, Data)]


def sums(film):
    """The update rule's numbers in each step."""
    rules = [view for view in views(film) if isinstance(view, Rule)]
    return rules[0].sums if rules else ()


def equation(film):
    """The update rule's terms."""
    rules = [view for view in views(film) if isinstance(view, Rule)]
    return rules[0].equation if rules else ()


def runs(film):
    """The runs on the maps, each once; in the order of small maps of one run each, if there are any."""
    shown = [view for _, view in _all(film)]
    several = sorted((view for view in shown if hasattr(view, "tracks")), key=lambda view: len(view.tracks))
    return list({id(track.run): track.run for view in several for track in view.tracks}.values())


def paths(film):
    """The runs' weights (steps + 1, d), each once; of a line that turns, its weights."""
    fits = [view.fit for view in data(film) if view.fit is not None]
    return [*(run.points for run in runs(film)), *fits]


def samples(film):
    """What has the features x and the targets y: a loss's samples, or those of the line that turns."""
    found = [view.loss.samples for view in maps(film)]
    fitted = [SimpleNamespace(x=view.x[:, None], y=view.y) for view in data(film) if view.fit is not None]
    return [*found, *fitted][0]


def iterations(film):
    """How many iterations are told, of how many that were asked for, and what is said at their end."""
    return film.steps, film.clock, film.ended


def beats(film, cut="full"):
    """The beats of a cut."""
    return film.timeline(cut).beats


def captions(film):
    """The captions of both cuts, each once."""
    told = [beat.caption for cut in ("full", "short") for beat in beats(film, cut) if beat.caption]
    return list(dict.fromkeys(told))


def _fields(plane):
    return {name: getattr(plane, name) for name in plane.__struct_fields__}
