"""The style of a bowl and of maps: a theme, and the sizes of lines, dots and letters in the frame."""

from __future__ import annotations

import msgspec

from gdclips.drawing.theme import Rgba, Theme

PATH, DOT, DOT_EDGE, HEAD, HEAD_RIM = 3.2, 5.0, 1.2, 10.0, 2.2  # pixels, of maps too
GLOW = ((3.2, 0.12), (2.2, 0.18))  # radii, in the head's, and opacities
ARRIVED = 0.6  # of a point's size, in the ring at the minimum
SWELL = 0.3  # of these radii that a waiting point's glow comes and goes by
RING, RING_EDGE, RING_RIM, STAR, STAR_EDGE = 15.0, 2.8, 1.6, 13.0, 1.6
LINE, RIM, SPOKE = 1.1, 2.5, 0.9  # of the levels, the rim and the spokes
SHADOW, SHADOW_DOT, DROP, DASH = 2.4, 3.2, 1.5, (5.0, 4.0)
LEVEL_ALPHA = {"dark": 0.45, "light": 0.60}  # of the level lines
TICK, LABEL = 21.0, 24.0  # ems


class Style(msgspec.Struct, frozen=True):
    """A theme, and how many stage units a pixel of lines and dots is, and one of letters."""

    theme: Theme
    line: float = 1 / 720
    type: float = 1 / 720

    def level(self, alpha: float = 1.0) -> Rgba:
        """Return the colour of the map's level lines at a share of their opacity."""
        return self.theme.color("level", LEVEL_ALPHA[self.theme.name] * alpha)


def faded(color: Rgba, alpha: float) -> Rgba:
    """Return a colour at a share of its opacity."""
    return (*color[:3], color[3] * alpha)
