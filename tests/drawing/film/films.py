"""Films made for tests: one of each transition, and one of what measures, on small problems."""

from functools import cache

import msgspec
import numpy as np

from gdclips.story.film.film import Film
from gdclips.story.film.maps import plane, whole
from gdclips.story.film.overlays import EigenAxes, Ellipse, Fan, MeanSquare, Slope, Squares
from gdclips.story.film.shots import Beat, Entry, Shot, Sweep
from gdclips.story.film.views import Bowl, Counter, Data, Leaderboard, Line, Map, Plot, Track
from gdclips.story.problem import problem
from gdclips.story.runs import descent
from gdclips.story.settings import Rated
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


X = np.array([-1.7, -1.2, -0.8, -0.7, -0.3, 0.1, 0.3, 0.6, 1.1, 1.4, 1.9])
Y = np.array([0.2, 1.4, 2.9, 1.3, 2.2, 3.4, 3.1, 4.4, 5.6, 5.2, 6.4])
LINES = (3.6, 0.35), (2.9, 1.7)  # the first and the last: intercept and slope


BOTH = Squares(), MeanSquare()


def squared(overlays=BOTH):
    """Data whose line turns from the first of the lines to the last, with what measures it."""
    fit = np.linspace(*LINES, STEPS + 1)
    return Data(x=X, y=Y, names=("x", "y"), fit=fit, overlays=overlays)


def fanned():
    """The wide map, at its run's start all samples' steps, one of them lit."""
    wide, *_ = parts()
    run, samples, pair = wide.tracks[0].run, wide.plane.loss.samples, list(wide.plane.axes)
    residuals = samples.x @ run.points[0][1:] + run.points[0][0] - samples.y
    steps = -0.2 * residuals[:, None] * np.column_stack([np.ones(len(samples.y)), samples.x])[:, pair]
    fan = Fan(at=run.points[0, pair], arrows=steps, lit=3, labels=("their mean", "the step it makes"))
    return msgspec.structs.replace(wide, overlays=(fan,), named=False)


def sloped():
    """A plot of powers of the iteration on logarithms of both, with the slope of one of them."""
    steps = np.maximum(np.arange(101.0), 0.5)
    lines = Line(3 / steps, "1/t", "path"), Line(steps**-0.5, "slower", "rival")
    slope = Slope(at=(1.0, 2.0), slope=-1.0, label="slope −1")
    return Plot(head="excess", lines=lines, log=True, log_steps=True, overlays=(slope,))


def raced():
    """A leaderboard of three whose order changes, and one that diverges."""
    steps = np.arange(STEPS + 1.0)
    return Leaderboard(
        head="MSE",
        lines=(
            Line(9 * 0.8**steps, "plain", "path"),
            Line(10 * 0.6**steps, "momentum", "velocity"),
            Line(np.where(steps < 6, 3.0**steps, np.inf), "too fast", "gradient"),
        ),
    )


def every_measure():
    """A film of a fan, of squares and their mean, of a slope and of a leaderboard."""
    data, wide = squared(), parts()[0]
    drawn = data.overlays[0].seconds(len(X))
    full = (
        Shot(hero=wide, beats=(Beat(2.2),)),
        Shot(
            hero=fanned(),
            beats=(Beat(3.0, "Every sample has its own way."),),
            entries=(Entry("fan", 0.2, 2.0),),
        ),
        Shot(
            hero=data,
            beats=(Beat(4.2, "Each miss makes a square."), Beat(2.0, "It turns.", STEPS)),
            entries=(Entry("squares", 0.0, drawn), Entry("mean_square", drawn, 1.2)),
            move=0.4,
        ),
        Shot(hero=wide, supports=(raced(), sloped()), beats=(Beat(3.0, "A race."),), move=0.4),
    )
    return Film(title="Every measure", full=full, short=full[2:3], steps=STEPS, clock=STEPS)
