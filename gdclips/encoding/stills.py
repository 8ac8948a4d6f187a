"""Still encoding: one frame becomes a PNG, by imageio."""

from __future__ import annotations

import imageio.v3 as iio
from PIL.PngImagePlugin import PngInfo

from gdclips.encoding.credit import CREDIT
from gdclips.rendering.frame import Pixels


def png(frame: Pixels) -> bytes:
    """Encode one frame as a PNG."""
    info = PngInfo()
    info.add_text("Copyright", CREDIT)
    rgb = frame[:, :, :3]
    return iio.imwrite("<bytes>", rgb, plugin="pillow", extension=".png", optimize=True, pnginfo=info)
