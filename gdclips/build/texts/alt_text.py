"""Alt texts: descriptions of what a clip shows, for those who can't see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdclips.story.characters import normal
from gdclips.story.film.film import Film
from gdclips.story.film.overlays import Ellipse, Envelope, Floor, Law, Squares
from gdclips.story.film.shots import Beat
from gdclips.story.film.views import Bowl, Data, Map, Multiples, Plot, Support, Track, View

if TYPE_CHECKING:
    from gdclips.story.problem import OwnData

AnyView = View | Support
PREDICTED = (Ellipse, Floor, Law, Envelope)


def alt_text(film: Film, own: OwnData | None = None) -> str:
    """Return a description of a clip: its title, what is seen, and what its captions say, in their order.

    It is the same for all files of a clip, which share it. What is seen is told by a film's ``alt``, or else
    by its views. The last sentence says how the user's own data were read, where that is not obvious and no
    caption says it.
    """
    captions = " ".join(filter(None, dict.fromkeys(beat.caption for beat in _beats(film))))
    read_as = own.read_as(captions) if own else ""
    also = "also " if own and read_as != own.read_as() else ""
    more = f"The table was {also}read so: {read_as}." if read_as else ""
    title = film.title.strip().rstrip(".")
    title += "" if title.endswith(("?", "!")) or not title else "."
    told = " ".join(filter(None, [title, film.alt or _seen(_views(film)), captions, more]))
    return f"{normal(told).strip()}\n"


def _beats(film: Film) -> list[Beat]:
    return [beat for shot in film.full for beat in shot.beats]


def _views(film: Film) -> list[AnyView]:
    """Return what a clip shows, each once, in the order in which it comes."""
    views = {(view.key, type(view)): view for shot in film.full for view in (shot.hero, *shot.supports)}
    return [
        part for view in views.values() for part in (view.parts if isinstance(view, Multiples) else (view,))
    ]


def _seen(views: Sequence[AnyView]) -> str:
    """Return sentences that say which pictures there are, and what their signs stand for."""
    heads = [view.head.replace(",", "") for view in views if isinstance(view, Plot) and view.head]
    kinds = dict.fromkeys(filter(None, map(_picture, views)))
    pictures = [_times(kind, [view for view in views if _picture(view) == kind]) for kind in kinds]
    pictures += [f"{_listed(heads)} against the iteration"] if heads else []
    planes = [view.plane for view in views if isinstance(view, Map | Bowl)]
    star = ", a star the true weights" if any(plane.truth is not None for plane in planes) else ""
    theory = any(isinstance(each, PREDICTED) for view in views for each in getattr(view, "overlays", ()))
    sentences = (
        f"The picture has {', and '.join(pictures)}." if pictures else "",
        f"A ring marks the minimum{star}." if planes else "",
        "What theory predicts is dashed." if theory else "",
    )
    return " ".join(filter(None, sentences))


def _picture(view: AnyView) -> str:
    """Return what a view is; nothing of one that stands beside pictures, or is told with others."""
    match view:
        case Map():
            return f"a contour map of the {view.plane.note}{_paths(view.tracks)}"
        case Bowl():
            return f"the {view.plane.note} as a bowl{_paths(view.tracks)}"
        case Data() if any(isinstance(each, Squares) for each in view.overlays):
            return "the samples as dots, a line that turns, and a square on each residual"
        case Data():
            return "the samples as dots" if view.fit is None else "the samples as dots and a line that turns"
    return ""


def _paths(tracks: tuple[Track, ...]) -> str:
    return "" if not tracks else f" with {len(tracks)} paths" if len(tracks) > 1 else " with a path"


def _times(picture: str, views: list[AnyView]) -> str:
    """Return what views are that are alike, and what each is of."""
    heads = _listed([head for view in views if (head := getattr(view, "head", ""))])
    many = f"{picture}, {len(views)} times" if len(views) > 1 else picture
    return f"{many} ({heads})" if heads else many


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
