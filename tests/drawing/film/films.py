"""Films made for tests: one of each transition, on a small problem."""

from functools import cache

import numpy as np

from gdclips.story.film.film import Film
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import EigenAxes, Ellipse
from gdclips.story.film.shots import Beat, Entry, Shot, Sweep
from gdclips.story.film.views import Bowl, Counter, Data, Map, Plot
from gdclips.story.problem import problem
from gdclips.story.runs import descent
from gdclips.story.settings import Rated
from gdclips.story.story import Line, Track
from gdcore import gradient_descent

STEPS = 12


@cache
def parts():
    """A problem, its run, and the views of them: a wide map, a near one with an ellipse, a bowl, supports."""
    task = problem(Rated(samples=20, noise=0.5, start=(2.0, 2.0, 8.0)), None, 0.2)
    run = descent(task, gradient_descent(task.rate), STEPS)
    pair = list(task.axes)
    least = task.loss.minimizer[pair]
    ellipse = Ellipse(center=least, covariance=0.2 * np.eye(2), label="predicted 95 %")
    track, seen = Track(run), whole(task, run)
    wide = Map(plane=plane(task), seen=seen, tracks=(track,))
    near = Map(
        plane=plane(task),
        seen=least + np.array([(-1.0, -1.0), (1.0, 1.0)]),
        tracks=(track,),
        overlays=(ellipse,),
    )
    bowl = Bowl(plane=plane(task), seen=seen, tracks=(track,))
    samples = task.loss.samples
    data = Data(x=samples.x[:, 0], y=samples.x[:, 1], names=("x1", "x2"), head="the data")
    counter = Counter(label="inside", values=tuple(str(k) for k in range(STEPS + 1)), predicted="95 %")
    plot = Plot(head="MSE", lines=(Line(run.losses, "", "mse"),))
    return wide, near, bowl, data, counter, plot


def turned(share):
    """The near map with axes that turn, and the data, at a share of a sweep."""
    _, near, _, data, _, _ = parts()
    angle = share * np.pi / 4
    ends = 0.5 * np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    axes = EigenAxes(center=near.plane.loss.minimizer[list(near.plane.axes)], ends=ends, labels=("a", "b"))
    return Map(plane=near.plane, seen=near.seen, overlays=(axes,), named=False), (data,)


def every_transition():
    """A film of a title, a zoom with a draw-on, a step aside, a sweep, a rise and the way back."""
    wide, near, bowl, data, counter, plot = parts()
    swept, beside = turned(1.0)
    full = (
        Shot(hero=wide, beats=(Beat(2.2), Beat(1.2, "The [run](path) begins.", 4))),
        Shot(
            hero=near,
            beats=(Beat(3.4, "It zooms.", role="rate"),),
            move=1.0,
            entries=(Entry("ellipse", 0.4),),
        ),
        Shot(hero=near, supports=(counter, plot), beats=(Beat(1.6, "Aside."), Beat(1.0, "On.", 4)), move=0.9),
        Shot(
            hero=swept,
            supports=beside,
            side="left",
            beats=(Beat(3.0, "It is swept."),),
            move=0.6,
            sweep=Sweep(turned, seconds=1.0),
        ),
        Shot(hero=bowl, beats=(Beat(1.4, "A bowl."), Beat(0.6, "A bowl.", 2)), move=0.6),
        Shot(hero=wide, beats=(Beat(2.0, "From above."),), move=1.2),
        Shot(hero=bowl, beats=(Beat(1.8, "And back."), Beat(0.4, "", 2)), move=1.0),
        Shot(hero=data, beats=(Beat(1.2, "The data."),), move=0.4),
        Shot(hero=plot, beats=(Beat(1.2, "The MSE."),), move=0.4),
    )
    short = (Shot(hero=near, supports=(counter,), beats=(Beat(1.0, "Short."), Beat(1.0, "Short.", STEPS))),)
    return Film(title="Every transition", full=full, short=short, steps=STEPS, clock=STEPS)
