"""Encoding: the cost of videos relative to their encoding alone, and their quality."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.measuring.case import Case
from benchmarks.measuring.process import measure_once, median, module_command, run
from benchmarks.measuring.records import Check, Measure, Row
from benchmarks.measuring.stories import Name
from gdclips.rendering.look import RENDERERS

SECONDS = 6.0
FLAT: tuple[Name, ...] = ("map", "plots")
BOTH: tuple[Name, ...] = ("map", "bowl")
FILMS = {"noise_ball": 1.6, "ravine": 2.2, "surface_descent": 2.2}  # times the CPU of their encoding alone


def _case(name: Name) -> Case:
    return Case(name, 1280, 720, 30, SECONDS, "manim", "dark")


def cost(repeats: int, media: Path) -> Row:
    """Return the CPU of Manim videos in the plane, relative to that of their conversion and x264 alone."""
    checks = []
    for name in FLAT:
        runs: dict[str, list[Measure]] = {"benchmarks.engine.clip": [], "benchmarks.engine.encode_alone": []}
        for _ in range(repeats):
            for side, found in runs.items():
                found.append(measure_once(_case(name), side, None))
        engine, alone = (median(found).cpu for found in runs.values())
        checks.append(Check(f"{name}, CPU s", engine, alone, engine / alone, 1.8, 1.5, most=True))
    return Row("x264", f"Manim videos, {SECONDS:g} s at 720p30, by their encoding alone", tuple(checks))


def quality(repeats: int, media: Path) -> Row:
    """Return PSNR and SSIM of the engine's H.264 and of Manim's default settings on the same frames."""
    checks = []
    for name in BOTH:
        with TemporaryDirectory() as folder:
            case = msgspec.json.encode(_case(name)).decode()
            path = str(Path(folder) / "engine.mp4")
            printed = run(module_command("benchmarks.engine.encode_quality", case, path))
        engine, stock = msgspec.json.decode(printed.splitlines()[-1], type=list[dict[str, float]])
        more = {key: engine[key] - stock[key] for key in engine if key != "bytes"}
        checks += [Check(f"{name}, {key}", engine[key], stock[key], more[key], 0.0) for key in more]
        sizes = engine["bytes"], stock["bytes"]
        checks.append(Check(f"{name}, bytes", *sizes, sizes[1] / sizes[0]))
    notes = (
        "in RGB most of the loss is yuv420p's halved colour and the rounding in it, whatever the encoder;",
        "luma is compared with the luma that each encoder was given",
    )
    title = "H.264 as the engine encodes it and as Manim does (crf 23, medium), 720p30"
    return Row("video", title, tuple(checks), notes)


def films(repeats: int, media: Path) -> Row:
    """Return the CPU of whole films, with set-up and encoding, relative to x264 as it was first set up."""
    checks = []
    for renderer in RENDERERS:
        for name, most in FILMS.items():
            command = module_command("benchmarks.engine.film", name, renderer)
            runs = [
                msgspec.json.decode(run(command).splitlines()[-1], type=list[float]) for _ in range(repeats)
            ]
            engine, alone = (statistics.median(found) for found in zip(*runs, strict=True))
            checks.append(Check(f"{name}, {renderer}, CPU s", engine, alone, engine / alone, most, most=True))
    title = "whole films at 720p30, by the encoding of the same frames with the settings of commit fd3a6ae"
    return Row("films", title, tuple(checks))
