"""Encoding: what our videos cost over their encoding alone, and how true they are to their frames."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.measuring.case import Case
from benchmarks.measuring.process import median, module, once, run
from benchmarks.measuring.records import Check, Measure, Row
from gdclips.story.scenes import SCENES

SECONDS = 6.0


def _case(name: str) -> Case:
    return Case(name, 1280, 720, 30, SECONDS, "manim", "dark")


def cost(repeats: int, media: Path) -> Row:
    """Each Manim scene in the plane: all of its CPU by that of x264 and the colours' conversion alone."""
    checks = []
    for name in [name for name, scene in SCENES.items() if not scene.in_space]:
        runs: dict[str, list[Measure]] = {"benchmarks.ours.clip": [], "benchmarks.ours.encode_alone": []}
        for _ in range(repeats):
            for side, found in runs.items():
                found.append(once(_case(name), side, None))
        ours, alone = (median(found).cpu for found in runs.values())
        checks.append(Check(f"{name}, CPU s", ours, alone, ours / alone, 1.8, 1.5, most=True))
    return Row("x264", f"Manim scenes, {SECONDS:g} s at 720p30, by their encoding alone", tuple(checks))


def quality(repeats: int, media: Path) -> Row:
    """PSNR and SSIM of our H.264 and of Manim's default settings on the same frames."""
    checks = []
    for name in ("contour_descent", "surface_descent"):
        with TemporaryDirectory() as folder:
            case = msgspec.json.encode(_case(name)).decode()
            printed = run(module("benchmarks.ours.encode_quality", case, str(Path(folder) / "ours.mp4")))
        ours, stock = msgspec.json.decode(printed.splitlines()[-1], type=list[dict[str, float]])
        more = {key: ours[key] - stock[key] for key in ours if key != "bytes"}
        checks += [Check(f"{name}, {key}", ours[key], stock[key], more[key], 0.0) for key in more]
        checks.append(Check(f"{name}, bytes", ours["bytes"], stock["bytes"], stock["bytes"] / ours["bytes"]))
    notes = (
        "in RGB most of the loss is yuv420p's halved colour and the rounding in it, whatever the encoder;",
        "luma is compared with the luma that each encoder was given",
    )
    return Row(
        "video", "H.264 as we encode it and as Manim does (crf 23, medium), 720p30", tuple(checks), notes
    )
