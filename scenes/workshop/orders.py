"""Orders: what a user asked for, checked, one record for each file to make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Literal

import msgspec

from scenes.stage.frame import GIF_RATES, Frame
from scenes.stage.story import Cut
from scenes.stories import SCENES
from scenes.stories.settings import FROM_DATA, MADE_DATA, Settings, make
from scenes.workshop.lecture import SUFFIXES, Clip, RequestError, Suffix, nearest

Renderer = Literal["matplotlib", "manim"]
RENDERERS: tuple[Renderer, ...] = ("matplotlib", "manim")
THEMES = ("light", "dark")
CUTS: tuple[Cut, ...] = ("full", "short")
HEIGHTS = (240, 360, 480, 720, 1080, 1440, 2160, 4320)  # 480p is 854x480, and so on
SMALLEST, LARGEST = 64, 7680  # pixels of a side
MOST_PIXELS = 7680 * 4320
FASTEST = 120


class Data(msgspec.Struct, frozen=True):
    """Columns of a CSV file: the features and the target; ``raw`` leaves the features' scale alone."""

    path: str
    features: tuple[str, ...]
    target: str
    raw: bool = False


class Options(msgspec.Struct, frozen=True):
    """What the command line may change about every file that it names; None leaves the default."""

    settings: dict[str, str] = {}
    size: str | None = None
    fps: str | None = None
    theme: str | None = None
    renderer: str | None = None
    cut: str | None = None
    bare: bool = False
    data: Data | None = None
    output: str | None = None


class Order(msgspec.Struct, frozen=True):
    """A file to make: its name in ``media/``, and all that decides what is in it."""

    file: str
    suffix: Suffix
    scene: str
    settings: Any  # the scene's own record
    data: Data | None
    renderer: Renderer
    theme: str
    cut: Cut
    bare: bool
    size: Frame
    fps: int


class _Defaults(msgspec.Struct, frozen=True):
    renderer: Renderer
    theme: str
    cut: Cut
    size: str
    fps: int


DEFAULTS: Mapping[Suffix, _Defaults] = {
    "gif": _Defaults("matplotlib", "light", "short", "640x360", 20),
    "png": _Defaults("matplotlib", "light", "short", "640x360", 20),
    "mp4": _Defaults("manim", "dark", "full", "720p", 30),
}


def orders(clips: Mapping[str, Clip], targets: list[str], options: Options) -> list[Order]:
    """Return the orders for targets, clips or files; all that the lecture lists if there are none.

    Raises a RequestError for the first thing that is wrong.
    """
    wanted = [pair for target in targets or list(clips) for pair in _files(clips, target, options.output)]
    if options.output is not None:
        _check_output(options.output, clips, targets)
    if options.output is not None and len(wanted) != 1:
        raise RequestError(f"-o {options.output}: expected one target beside it, but there are {len(wanted)}")
    return [_order(name, clips[name], suffix, options) for name, suffix in dict.fromkeys(wanted)]


def notes(orders: list[Order], options: Options) -> list[str]:
    """Return what was made of a request that could not be met to the letter: odd sides of a video."""
    asked = _size(options.size) if options.size is not None else None
    return [
        f"{order.file}: {asked.width}x{asked.height} rounded up to {order.size.width}x{order.size.height}, "
        "for H.264 needs even sides"
        for order in orders
        if asked is not None and asked != order.size
    ]


def _files(clips: Mapping[str, Clip], target: str, output: str | None) -> list[tuple[str, Suffix]]:
    path = PurePath(target)
    name = path.name if str(path.parent) in (".", "media") else target
    stem, dot, ending = name.partition(".")
    if stem not in clips:
        raise RequestError(f"unknown clip {stem}: {nearest(stem, list(clips))}")
    if dot:
        return [(stem, _suffix(name, ending))]
    if output is not None:
        return [(stem, _suffix(output, output.rpartition(".")[2]))]
    return [(stem, suffix) for suffix in clips[stem].outputs]


def _suffix(name: str, ending: str) -> Suffix:
    for suffix in SUFFIXES:
        if suffix == ending:
            return suffix
    raise RequestError(f"{name}: unknown suffix .{ending}; expected .{', .'.join(SUFFIXES)}")


def _order(name: str, clip: Clip, suffix: Suffix, options: Options) -> Order:
    if clip.scene not in SCENES:
        raise RequestError(f"clip {name}: unknown scene {clip.scene}; {nearest(clip.scene, list(SCENES))}")
    plain, data = DEFAULTS[suffix], options.data or _clip_data(name, clip)
    size = _size(_given(options.size, plain.size))
    return Order(
        file=f"{name}.{suffix}" if options.output is None else options.output,
        suffix=suffix,
        scene=clip.scene,
        settings=_settings(name, clip, options, data),
        data=data,
        renderer=_one("renderer", _given(options.renderer, plain.renderer), RENDERERS),
        theme=_one("theme", _given(options.theme, plain.theme), THEMES),
        cut=_one("cut", _given(options.cut, plain.cut), CUTS),
        bare=options.bare,
        size=_even(size) if suffix == "mp4" else size,
        fps=_rate(_given(options.fps, str(plain.fps)), suffix),
    )


def _settings(name: str, clip: Clip, options: Options, data: Data | None) -> Settings:
    record, given = SCENES[clip.scene].settings, {**clip.settings, **options.settings}
    if data is not None:
        made = [setting for setting in given if setting in MADE_DATA]
        if made:
            raise RequestError(f"{made[0]}={given[made[0]]}: expected none beside data of your own")
        free = [setting for setting in FROM_DATA if setting in record.__struct_fields__]
        given = dict.fromkeys(free, "auto") | given
    try:
        make(record, clip.settings)
    except ValueError as error:
        raise RequestError(f"clip {name} of the lecture: {error}") from None
    try:
        return make(record, given)
    except ValueError as error:
        raise RequestError(str(error)) from None


def _clip_data(name: str, clip: Clip) -> Data | None:
    if clip.data is None:
        return None
    if not clip.features or clip.target is None:
        raise RequestError(f"clip {name}: data = {clip.data!r}: expected features and target beside it")
    return Data(clip.data, clip.features, clip.target, clip.raw)


def _one(what: str, value: str, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise RequestError(f"unknown {what} {value}: {nearest(value, list(known))}")
    return value


def _check_output(output: str, clips: Mapping[str, Clip], targets: list[str]) -> None:
    stem, _, ending = output.rpartition(".")
    if PurePath(output).name != output or output.startswith(".") or not output.isprintable():
        raise RequestError(f"-o {output!r}: expected a plain file name; the file will lie in media/")
    if stem in clips:
        raise RequestError(f"-o {output}: this is the clip {stem}'s own name; expected another")
    for _, suffix in (pair for target in targets for pair in _files(clips, target, None) if "." in target):
        if suffix != ending:
            raise RequestError(f"-o {output}: expected a name that ends in .{suffix}, as the target does")


def _size(text: str) -> Frame:
    """Read 1280x720 or 720p."""
    match = re.fullmatch(r"(\d{1,9})x(\d{1,9})|(\d{1,9})p", text)
    if match is None:
        raise RequestError(f"size {text}: expected WIDTHxHEIGHT, such as 1280x720, or {_heights()}")
    if match[3]:
        if int(match[3]) not in HEIGHTS:
            raise RequestError(f"size {text}: expected {_heights()}, or WIDTHxHEIGHT")
        height = int(match[3])
        return Frame(-(-height * 16 // 9) + -(-height * 16 // 9) % 2, height)
    width, height = int(match[1]), int(match[2])
    if min(width, height) < SMALLEST or max(width, height) > LARGEST or width * height > MOST_PIXELS:
        raise RequestError(
            f"size {text}: expected sides from {SMALLEST} to {LARGEST} pixels, at most 7680x4320"
        )
    return Frame(width, height)


def _heights() -> str:
    return ", ".join(f"{height}p" for height in HEIGHTS)


def _even(size: Frame) -> Frame:
    return Frame(size.width + size.width % 2, size.height + size.height % 2)


def _given(value: str | None, default: str) -> str:
    return default if value is None else value


def _rate(text: str, suffix: Suffix) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise RequestError(f"fps {text}: expected a whole number of frames a second")
    fps = int(text)
    if suffix == "gif" and fps not in GIF_RATES:
        raise RequestError(
            f"fps {fps}: a GIF's delays are hundredths of a second; expected {_list(GIF_RATES)}"
        )
    if not 5 <= fps <= FASTEST or fps % 5:
        raise RequestError(f"fps {fps}: expected a multiple of 5 from 5 to {FASTEST}")
    return fps


def _list(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers[:-1])) + f" or {numbers[-1]}"
