"""The same frames encoded as we do it and as Manim does by default: PSNR, SSIM and bytes of both."""

from __future__ import annotations

from pathlib import Path

import av
import msgspec
import numpy as np
from av.video.frame import VideoFrame
from manim import config

from benchmarks.frames_ready import given, ready, shots
from benchmarks.measured import decoded
from scenes.stage.encode import write_mp4

BLOCK = 8  # pixels of a side, over which SSIM is taken


def as_manim(path: Path, kept: list[np.ndarray], fps: int) -> None:
    """Encode frames as the installed Manim does: its options for libx264, its pixel format."""
    options = dict(DEFAULTS) | dict(config.video_encoder_options or {})
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=fps, options=options)
        stream.pix_fmt, stream.height, stream.width = "yuv420p", *kept[0].shape[:2]
        for pixels in kept:
            file.mux(stream.encode(VideoFrame.from_ndarray(pixels, format="rgba")))
        file.mux(stream.encode())


DEFAULTS = {"crf": "23"}


def figures(case, path: Path, kept: list[np.ndarray]) -> dict[str, float]:
    """Compare a file with its true frames."""
    loss, alike = 0.0, 0.0
    for true, seen in zip(kept, decoded(case, path), strict=True):
        loss += float(np.square(true[:, :, :3].astype(np.float32) - seen).mean()) / case.frames
        alike += ssim(gray(true), gray(seen)) / case.frames
    return {"psnr": float(10 * np.log10(255**2 / loss)), "ssim": alike, "bytes": path.stat().st_size}


def gray(pixels: np.ndarray) -> np.ndarray:
    """Return the luma of a frame."""
    return pixels[:, :, :3].astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Return the structural similarity of two grey pictures, the mean over blocks of 8x8 pixels."""
    a, b = _blocks(one), _blocks(other)
    mean_a, mean_b = a.mean(axis=-1), b.mean(axis=-1)
    both = ((a - mean_a[..., None]) * (b - mean_b[..., None])).mean(axis=-1)
    light, contrast = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    top = (2 * mean_a * mean_b + light) * (2 * both + contrast)
    bottom = (mean_a**2 + mean_b**2 + light) * (a.var(axis=-1) + b.var(axis=-1) + contrast)
    return float((top / bottom).mean())


def _blocks(gray: np.ndarray) -> np.ndarray:
    rows, columns = gray.shape[0] // BLOCK, gray.shape[1] // BLOCK
    cut = gray[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    return cut.swapaxes(1, 2).reshape(rows, columns, -1)


if __name__ == "__main__":
    case, path = given()
    kept, other = ready(case, path.parent), path.with_stem("manim")
    write_mp4(path, shots(kept), case.order.size, case.fps)
    as_manim(other, kept, case.fps)
    both = [figures(case, each, kept) for each in (path, other)]
    print(msgspec.json.encode(both).decode())
