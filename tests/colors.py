"""Colours as they are seen: their contrast and difference, and what colour-blind people see of them."""

import numpy as np

from gdclips.drawing.theme import rgba

# Machado, Oliveira and Fernandes (2009), severity 1.0; they apply to linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)]
    ),
    "deutan": np.array(
        [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)]
    ),
    "tritan": np.array(
        [(1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)]
    ),
}
# IEC 61966-2-1: sRGB's primaries and its white, D65.
XYZ = np.array([(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)])


def linear(color):
    """Return linear RGB (3,) of ``#rrggbb``."""
    parts = np.array(rgba(color)[:3])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast of two colours ``#rrggbb``, as WCAG 2.2 defines it."""
    low, high = sorted(float(linear(color) @ XYZ[1]) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(color, vision="normal"):
    """Return CIELAB (3,) of ``#rrggbb`` as one of the ``VISIONS`` has it."""
    shares = XYZ @ np.clip(VISIONS[vision] @ linear(color), 0.0, 1.0) / XYZ.sum(axis=1)
    x, y, z = np.where(shares > (6 / 29) ** 3, np.cbrt(shares), shares / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other):
    """Return CIEDE2000 of two colours in CIELAB (3,), as Sharma, Wu and Dalal (2005) write it."""
    lightness, a, b = np.array([one, other]).T
    chroma = _weight(np.hypot(a, b).mean())
    a = a * (1 + (1 - chroma) / 2)
    chromas, hues = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    turn = hues[1] - hues[0]
    turn -= 360 * np.round(turn / 360)
    hue = _middle(hues) if chromas.all() else hues.sum()
    shape = 1 + np.array([-0.17, 0.24, 0.32, -0.20]) @ np.cos(
        np.radians([hue - 30, 2 * hue, 3 * hue + 6, 4 * hue - 63])
    )
    middle, mean = lightness.mean(), chromas.mean()
    steps = np.array([np.ptp(lightness), chromas[1] - chromas[0], 0.0])
    steps[2] = 2 * np.sqrt(chromas.prod()) * np.sin(np.radians(turn / 2))
    light = 1 + 0.015 * (middle - 50) ** 2 / np.sqrt(20 + (middle - 50) ** 2)
    steps /= (light, 1 + 0.045 * mean, 1 + 0.015 * mean * shape)
    bend = -2 * _weight(mean) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    return float(np.sqrt(steps @ steps + bend * steps[1] * steps[2]))


def _weight(chroma):
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _middle(hues):
    """Return the hue half-way between two, in degrees."""
    middle = hues.mean()
    if abs(hues[0] - hues[1]) <= 180:
        return middle
    return middle + 180 if hues.sum() < 360 else middle - 180
