"""Kept frames, written by Pillow as its users do; the CPU seconds that this takes are printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from benchmarks.measuring.drawing import Drawn
from benchmarks.measuring.side import cpu_seconds


def write(drawn: Drawn, path: Path, options: dict[str, Any]) -> float:
    """Write a file of the format that its suffix names; return the CPU seconds, imports not included."""
    pixels = np.memmap(drawn.raw, np.uint8, "r", shape=drawn.shape)
    Image.init()
    before = cpu_seconds()
    if path.suffix == ".png":
        Image.fromarray(pixels[-1, :, :, :3]).save(path, **options)
    else:
        first, *others = (Image.fromarray(frame[:, :, :3]) for frame in pixels)
        more = {"save_all": True, "append_images": others, "duration": round(1000 / drawn.fps), "loop": 0}
        first.save(path, **more, **options)
    return cpu_seconds() - before


if __name__ == "__main__":
    where, path, options = sys.argv[1:]
    print(write(msgspec.json.decode(where, type=Drawn), Path(path), msgspec.json.decode(options)))
