"""Colours by role, and ramps of them.

Lengths are fractions of the height of the stage, the largest box of its aspect in a frame; so a clip looks
the same at every size.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

import msgspec
import numpy as np

from gdcore import Array

Rgba = tuple[float, float, float, float]
NONE: Rgba = (0.0, 0.0, 0.0, 0.0)
HALO = 0.30  # the width of a halo's stroke, in ems
LEGIBLE = 4.5  # the least contrast of words to what they stand on, by WCAG
GRID = 0.14  # of the ink in the lines of a grid, the rest being the background
TOWARDS_INK = 0.0, 0.25, 0.5, 0.75, 1.0  # shares of it that words take on until they are legible


@lru_cache(maxsize=4096)
def rgba(text: str, alpha: float = 1.0) -> Rgba:
    """Return ``#rrggbb`` and an opacity as four numbers from 0 to 1."""
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, alpha


def mixed(first: str, second: str, share: float) -> str:
    """Return a colour ``#rrggbb`` that is a share of the way from one to another."""
    ways = zip(rgba(first)[:3], rgba(second)[:3], strict=True)
    return "#" + "".join(f"{round(255 * (low + share * (high - low))):02X}" for low, high in ways)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours ``#rrggbb`` by WCAG, from 1 to 21."""
    low, high = sorted(map(_luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue, _ = rgba(color)
    parts = zip((red, green, blue), (0.2126, 0.7152, 0.0722), strict=True)
    return sum(share * (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4) for x, share in parts)


class Theme(msgspec.Struct, frozen=True):
    """The colours of a look: single ones by role, and three ramps.

    A bounded one has maps that end at their outermost ring, beyond which the background is seen; of a clear
    one it is not known what this is.
    """

    name: str
    colors: Mapping[str, str]
    contour: tuple[str, ...]  # outside -> minimum
    path: tuple[str, ...]  # old -> new
    shades: tuple[str, ...]  # of samples, small -> large
    bounded: bool = False
    clear: bool = False

    def color(self, role: str, alpha: float = 1.0) -> Rgba:
        """Return the colour of a role; a KeyError if the theme has no such role."""
        return rgba(self.colors[role], alpha)

    def before(self, background: str) -> Theme:
        """Return the theme, bounded and clear, as it looks before a background ``#rrggbb``."""
        return self._changed({"background": background}, clear=True)

    def _changed(self, colors: Mapping[str, str], clear: bool) -> Theme:
        colors = MappingProxyType({**self.colors, **colors})
        return msgspec.structs.replace(self, colors=colors, bounded=True, clear=clear)

    def on(self, background: str) -> Theme:
        """Return the theme, bounded, on a background ``#rrggbb``, which its halos and its grid follow.

        Words of any role are legible on it, or are in ink.
        """
        ink, words = self.colors["ink"], dict[str, str]()
        for role, color in self.colors.items():
            if role == "muted" or role.endswith("_text"):
                shades = (mixed(color, ink, share) for share in TOWARDS_INK)
                words[role] = next((each for each in shades if contrast(each, background) >= LEGIBLE), ink)
        grid = mixed(background, ink, GRID)
        return self._changed(
            {"background": background, "halo": background, "grid": grid} | words, clear=False
        )

    def ramp(self, stops: tuple[str, ...], shares: Array) -> Array:
        """Return the colours (m, 4) at ``shares`` (m,) of a ramp, 0 its first stop and 1 its last."""
        places, channels = _table(stops)
        return np.stack([np.interp(shares, places, channel) for channel in channels], axis=-1)


@cache
def _table(stops: tuple[str, ...]) -> tuple[Array, Array]:
    """Return where a ramp's stops are (k,), and their red, green, blue and opacity (4, k)."""
    return np.linspace(0.0, 1.0, len(stops)), np.array([rgba(stop) for stop in stops]).T


SHARED = {
    "w0": "across",
    "w1": "gradient",
    "w2": "velocity",
    "mse": "path",
    "along": "velocity",  # the floor of a ravine
    "predicted": "rate",  # what theory says of a run
}
"""Roles that wear another role's colour: a quantity has one colour in every clip."""


def _theme(name: str, contour: str, path: str, /, **colors: str) -> Theme:
    for role, other in SHARED.items():
        colors |= {role: colors[other], f"{role}_text": colors[f"{other}_text"]}
    colors["halo"] = colors["background"]
    shades = (colors["faint"], colors["ink"])
    return Theme(name, MappingProxyType(colors), tuple(contour.split()), tuple(path.split()), shades)


DARK = _theme(
    "dark",
    "#121B2E #152540 #1A3357 #204370 #28558B #3169A6",
    "#B4510E #E27A16 #FFAE2B #FFE6A8",
    background="#0C111D",
    ink="#F3F5F9",
    muted="#AEB9CB",
    grid="#2B3650",
    faint="#4A5876",
    level="#7D97AC",
    path="#FFAE2B",
    path_text="#FFAE2B",
    rival="#E9EDF4",
    rival_text="#E9EDF4",
    truth="#F5EC6A",
    truth_edge="#1B1B1B",
    minimizer="#FFFFFF",
    head_rim="#FFFFFF",
    dot_rim="#121B2E",
    gradient="#86D3FF",
    gradient_text="#86D3FF",
    velocity="#1FC08F",
    velocity_text="#1FC08F",
    across="#EE80CB",
    across_text="#EE80CB",
    rate="#B096FF",
    rate_text="#B096FF",
)

LIGHT = _theme(
    "light",
    "#F5F8FC #E8F0F9 #D9E7F5 #C6DBF0 #B1CDEA #9ABDE2",
    "#EE9A4A #DB6A0C #B24600 #6B2300",
    background="#FFFFFF",
    ink="#141D2B",
    muted="#525E70",
    grid="#DCE3EC",
    faint="#B4C0D0",
    level="#5F83B3",
    path="#C24E00",
    path_text="#9E3F00",
    rival="#2A3442",
    rival_text="#2A3442",
    truth="#F0E442",
    truth_edge="#1B1B1B",
    minimizer="#141D2B",
    head_rim="#FFFFFF",
    dot_rim="#FFFFFF",
    gradient="#0067AD",
    gradient_text="#055D9C",
    velocity="#008463",
    velocity_text="#005F49",
    across="#AA2F8B",
    across_text="#8A2F79",
    rate="#5526DC",
    rate_text="#5526DC",
)

THEMES: Mapping[str, Theme] = MappingProxyType({"light": LIGHT, "dark": DARK})
