"""Clips of a user's own tables, whatever their columns are called and however they are scaled."""

import csv
import shutil
from itertools import cycle

import numpy as np
import pytest

from gdclips.places import CODE as ROOT
from tests.reading import played, read_video

SMALL = ["--size", "96x64", "--set", "steps=4"]
QUICK = [*SMALL, "--cut", "short", "--fps", "10"]  # for videos: 80 frames


def count_different(frames):
    return len({frame.tobytes() for frame in frames})


NAMES = {
    "one": ["größe"],
    "two": ["длина тела", "x" * 120],
    "four": ["$x$", "a_b", r"\frac{1}{2}", "#let x = 1"],
    "other ways": ["שטח", "مساحة", "ra\u0301tio"],
    "long": ["x" * 300, "ж" * 300],
    "many rows": ["a", "b"],
}


def write_table(path, names, rows):
    rng = np.random.default_rng(3)
    scale = 10.0 ** np.arange(len(names))
    x = scale * (rng.standard_normal((rows, len(names))) + 2)
    y = x.sum(axis=1) + rng.standard_normal(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*names, "цена $y_1$ \\#"])
        writer.writerows(np.column_stack([x, y]).tolist())


@pytest.fixture(scope="module")
def own(shared_project):
    """For each table of one's own what names its columns: options of the command."""
    options = {}
    for key, names in NAMES.items():
        write_table(shared_project.home / f"{key}.csv", names, 20_000 if key == "many rows" else 40)
        target = "цена $y_1$ \\#"
        options[key] = ["--data", f"{key}.csv", "--features", ",".join(names), "--target", target]
    shutil.copy(ROOT / "tests/gdcore/longley.csv", shared_project.home)
    columns = "GNPDEFL,GNP,UNEMP,ARMED,POP,YEAR"
    options["longley"] = ["--data", "longley.csv", "--features", columns, "--target", "TOTEMP"]
    return options


def test_any_table_of_ones_own_makes_a_clip(shared_project, own):
    requests = {
        f"{clip} {key} {' '.join(raw)}.gif": [f"{clip}.gif", *options, *raw, *QUICK]
        for clip, (key, options) in zip(cycle(["contour_descent", "noise_ball"]), own.items(), strict=False)
        for raw in ([[], ["--raw"]] if key in ("four", "longley") else [[]])
    }
    answers = shared_project.ask([[*request, "-o", name] for name, request in requests.items()])
    for name, answer in zip(requests, answers, strict=True):
        assert (answer.status, answer.made) == (0, [name]), (name, answer.told)
        frames, _, _ = played(shared_project.media / name)
        assert frames.shape[1:] == (64, 96, 3)
        assert count_different(frames) > 5
    assert len({(shared_project.media / name).read_bytes() for name in requests}) == len(requests)


@pytest.mark.manim
def test_manim_draws_a_table_with_odd_names_too(shared_project, own):
    (path,) = shared_project.make("noise_ball.mp4", *own["four"], *QUICK, "-o", "odd.mp4")
    frames, _ = read_video(path)
    assert frames.shape[1:] == (64, 96, 3)
    assert count_different(frames) > 5
