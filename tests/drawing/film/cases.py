"""Cases of film supports and heroes: names, numbers and frames, plain ones and hard ones."""

import itertools

import numpy as np

from gdclips.drawing.film.screen import Look
from gdclips.drawing.marks import Dots, Words
from gdclips.drawing.text.lettering import words_box
from gdclips.drawing.theme import THEMES
from gdclips.story.film.overlays import Envelope, Floor, Law, Mean, MeanSquare, Slope, Squares
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Counter, Data, Leaderboard, Line, Numbers, Plot, Row, Rule
from gdclips.story.terms import Span, Term

STEPS = 100
LONG = "Concentration of sulphuric acid in the incoming air, %"
FRAMES = {
    "video": (16 / 9, "full"),
    "gif": (16 / 9, "short"),
    "4:3": (4 / 3, "full"),
    "square": (1.0, "full"),
    "portrait": (9 / 16, "full"),
    "wide": (21 / 9, "full"),
}
T = np.arange(STEPS + 1.0)
FALL = 9.0 + 40 * 0.9**T + np.sin(T)
WEIGHTS = [Term("ink", f"w_{i}", f"w_{{{i}}}") for i in range(3)]


def look_of(frame, theme="dark"):
    width, cut = FRAMES[frame]
    return Look(THEMES[theme], width, cut)


def at(step, glide=0.0):
    """A moment after so many steps, a share on the way to the next."""
    return State(
        step=step,
        glide=glide,
        arrow=0.0,
        arrow_alpha=0.0,
        sums=True,
        words="",
        caption_alpha=1.0,
        role="path",
        seconds=0.0,
        shot=0,
        since=0.0,
    )


def line_of(values, name="", role="path", reference=None):
    return Line(np.asarray(values, dtype=float), name, role, reference)


PLOTS = {
    "one": Plot(head="MSE", lines=(line_of(FALL, role="mse"),)),
    "mean": Plot(
        head="MSE",
        lines=(line_of(FALL),),
        overlays=(Floor(value=9.39, label="predicted 9.39"), Mean(first=40)),
    ),
    "weights": Plot(
        head="coefficients (true: dashed)",
        lines=tuple(
            line_of(goal * (1 - 0.9**T), WEIGHTS[i], f"w{i}", goal) for i, goal in enumerate((2.0, 6.0, 5.9))
        ),
    ),
    "log": Plot(
        head="excess of the training MSE (log scale)",
        lines=(line_of(0.7**T),),
        log=True,
        overlays=(Law(values=0.69**T, label="predicted"),),
    ),
    "envelope": Plot(
        head="across",
        lines=(line_of(0.95**T * np.cos(T), "momentum"), line_of(0.8**T, "plain", "rival")),
        overlays=(Envelope(values=0.95**T, label="√β per step: 0.949"),),
    ),
    "huge": Plot(
        head=f"weight of {LONG}",
        lines=(line_of(FALL * 1e12, LONG, "w1"), line_of(-FALL * 1e12, "Air_Flow", "w2")),
    ),
    "tiny": Plot(
        head=f"squared error of {LONG}",
        lines=(line_of(FALL * 1e-12, role="mse"),),
        overlays=(Floor(value=9.2e-12, label="predicted 9.20·10⁻¹²"),),
    ),
    "diverged": Plot(
        head="MSE (log scale)",
        lines=(
            line_of(np.where(T < 50, 3.0**T, np.inf), "0.9", "path"),
            line_of(0.9**T, "0.1", "rival"),
        ),
        log=True,
    ),
    "constant": Plot(head="MSE", lines=(line_of(np.zeros(STEPS + 1)),)),
    "slope": Plot(
        head="excess",
        lines=(line_of(3 / np.maximum(T, 0.5)), line_of(np.maximum(T, 0.5) ** -0.5, "slower", "rival")),
        log=True,
        log_steps=True,
        overlays=(Slope(at=(1.0, 2.0), slope=-1.0, label="slope −1"),),
    ),
}
DATA = {
    "fit": Data(
        x=T / 50 - 1,
        y=T / 10 + np.cos(T),
        names=(Term("ink", "x", "x"), Term("ink", "y", "y")),
        head="the data",
        fit=np.stack([10 * (1 - 0.9**T), 5 * (1 - 0.9**T)], axis=-1),
    ),
    "squares": Data(
        x=T[:11] / 5 - 1,
        y=T[:11] / 10 + np.cos(T[:11]),
        names=(Term("ink", "x", "x"), Term("ink", "y", "y")),
        head="the data",
        fit=np.stack([2 * 0.9**T, 1 - 0.9**T], axis=-1),
        overlays=(Squares(), MeanSquare(label="mean of the squares")),
    ),
    "falling": Data(
        x=T[:11] * 1e6,
        y=-T[:11] * 1e-6,
        names=(LONG, LONG),
        fit=np.stack([1e-6 * 0.9**T, -1e-12 * (1 - 0.9**T)], axis=-1),
        overlays=(Squares(), MeanSquare()),
    ),
    "features": Data(
        x=np.sin(T),
        y=np.sin(T + 0.3),
        names=(Term("ink", "x_1", "x_1"), Term("ink", "x_2", "x_2")),
        head="correlation [0.98](rival)",
    ),
    "own": Data(
        x=1e9 * (1 + np.sin(T)),
        y=1e-9 * np.sin(T + 1),
        names=(LONG, LONG),
        head=f"the data, shaded by {LONG}",
        shade=T,
    ),
    "constant": Data(x=T, y=np.ones(STEPS + 1), names=("Air_Flow", "Water_Temp")),
}
COUNTERS = {
    "share": Counter(
        label="inside the ellipse",
        values=tuple("" if k < 50 else f"{90 + k / 20:.1f} %" for k in range(STEPS + 1)),
        below="of the last 500 iterates",
        predicted="94.8 ± 3.0 %",
    ),
    "long": Counter(
        label=f"share of {LONG}",
        values=tuple(f"{k * 1234567.891:.3f}" for k in range(STEPS + 1)),
        below=f"of all that was measured of {LONG}",
        predicted="94.8 ± 3.0 % over 40 seeds of its own",
    ),
    "bare": Counter(label="", values=("7",)),
}
RULES = {
    "sums": Rule(
        equation=(
            Term("ink", "w^(t+1) = w^t +", r"w^{t+1} = w^{t} +"),
            Term("rate_text", "alpha", r"\alpha"),
        ),
        parameters="α = 0.1, n = 100, L = MSE/2",
        sums=(
            (
                Span("ink", f"{LONG}: "),
                Span("ink", "2.35·10⁻¹² + "),
                Span("rate_text", "0.1"),
                Span("ink", " · "),
                Span("gradient_text", "3.64·10⁻¹²"),
                Span("ink", " = 2.71·10⁻¹²"),
            ),
        )
        * STEPS,
    ),
    "bare": Rule(equation=(Term("rate_text", "alpha", r"\alpha"),)),
}
TABLES = {
    "weights": Numbers(
        heads=("estimate", "true"), rows=tuple(Row(WEIGHTS[i], FALL * i, 9.0 * i) for i in range(3))
    ),
    "own": Numbers(
        heads=("estimate", "minimum"),
        rows=tuple(Row(LONG, FALL * scale, 9.123456 * scale) for scale in (1e12, -1e-12, 1.0)),
    ),
    "title": Numbers(heads="training MSE", rows=(Row("plain", FALL), Row("with momentum", np.array([3.25])))),
    "many": Numbers(heads=("estimate", "minimum"), rows=(Row("Air_Flow", FALL, 9.0),) * 40),
}
BOARDS = {
    "race": Leaderboard(
        head="MSE",
        lines=(
            line_of(9 * 0.8**T, "plain"),
            line_of(10 * 0.6**T, "momentum", "velocity"),
            line_of(np.where(T < 6, 2.5**T, np.inf), "too fast", "gradient"),
        ),
    ),
    "counts": Leaderboard(
        head=f"iterations to a thousandth of {LONG}",
        lines=tuple(
            line_of([count], name, role)
            for count, name, role in (
                (183, "gradient descent", "rival"),
                (36, WEIGHTS[0], "w1"),
                (40, LONG, "w2"),
            )
        ),
    ),
    "none": Leaderboard(head="", lines=(line_of(np.zeros(STEPS + 1), "at rest"),)),
}


def marks_of(part, state):
    """All marks of a part at a moment, without a halo of their order."""
    grown = [piece.mark for piece in part.growing if piece.since <= state.step]
    return [*part.ground, *grown, *part.moving(state), *part.labels, *part.front(state)]


def words_of(part, state):
    return [mark for mark in marks_of(part, state) if isinstance(mark, Words)]


def overlaps(words):
    """The pairs of texts whose ink overlaps."""
    boxes = [(each.text, words_box(each)) for each in words if each.text]
    slack = 1e-4
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack
    ]


def outside(words, box):
    """The texts whose ink leaves a box."""
    found = []
    for each in words:
        left, bottom, right, top = words_box(each)
        slack = 0.004
        inside = box.left - slack <= left and right <= box.right + slack
        if not (inside and box.bottom - slack <= bottom and top <= box.top + slack):
            found.append(each.text)
    return found


def dots_in(part, state):
    """The places of the samples of data."""
    marks = [*part.ground, *part.moving(state)]
    return next(mark for mark in marks if isinstance(mark, Dots)).points
