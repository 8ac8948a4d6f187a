"""Quality of the encoding: PSNR, SSIM and bytes of the same frames, encoded by the engine and as by Manim."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import msgspec
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from manim import config

from benchmarks.engine.drawn import arguments, draw, rendered
from benchmarks.measuring.case import Case
from benchmarks.measuring.side import decode, video_frames
from gdclips.encoding.labels import Labels
from gdclips.encoding.video.codecs import h264
from gdclips.encoding.video.containers import MP4, join
from gdclips.encoding.video.planes import to_yuv
from gdclips.encoding.video.segments import segment

DEFAULTS = {"crf": "23"}  # of Manim's video encoder
BLOCK = 8  # pixels of a side, over which SSIM is taken


def encode_as_manim(path: Path, kept: list[np.ndarray], fps: int) -> None:
    """Encode frames as the installed Manim does, with its options for libx264 and its pixel format."""
    options = dict(DEFAULTS) | dict(config.video_encoder_options or {})
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=fps, options=options)
        stream.pix_fmt, stream.height, stream.width = "yuv420p", *kept[0].shape[:2]
        for pixels in kept:
            file.mux(stream.encode(VideoFrame.from_ndarray(pixels, format="rgba")))
        file.mux(stream.encode())


Convert = Callable[[np.ndarray], VideoFrame]


def convert_as_manim(pixels: np.ndarray) -> VideoFrame:
    """Convert a frame as PyAV does by default."""
    return VideoFrame.from_ndarray(pixels, format="rgba").reformat(format="yuv420p")


def convert_as_engine(pixels: np.ndarray) -> VideoFrame:
    """Convert a frame as the engine does."""
    return to_yuv(VideoReformatter(), pixels)


def figures(case: Case, path: Path, kept: list[np.ndarray], convert: Convert) -> dict[str, float]:
    """Return a file's quality against its original frames, in RGB and in the luma given to its encoder."""
    loss, gray_loss, alike = 0.0, 0.0, 0.0
    planes = video_frames(path, "yuv444p")  # whose luma is the file's own
    for true, seen, (luma, *_) in zip(kept, decode(path, case.fps, case.frames), planes, strict=True):
        given_gray = (
            convert(true).to_ndarray()[: case.height].astype(np.float32)
        )  # its planes lie in a column
        gray = luma.astype(np.float32)
        loss += float(np.square(true[:, :, :3].astype(np.float32) - seen).mean()) / case.frames
        gray_loss += float(np.square(given_gray - gray).mean()) / case.frames
        alike += ssim(given_gray, gray) / case.frames
    size = path.stat().st_size
    return {"PSNR, RGB": psnr(loss), "PSNR, luma": psnr(gray_loss), "SSIM, luma": alike, "bytes": size}


def psnr(loss: float) -> float:
    """Return the PSNR of a mean square error, in dB."""
    return float(10 * np.log10(255**2 / loss))


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean structural similarity of blocks of 8x8 pixels of two grey pictures."""
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
    case, path = arguments()
    kept, other = draw(case, path.parent), path.with_stem("manim")
    join(path, [segment(rendered(kept), case.request.size, h264(case.fps))], Labels(), MP4)
    encode_as_manim(other, kept, case.fps)
    both = figures(case, path, kept, convert_as_engine), figures(case, other, kept, convert_as_manim)
    print(msgspec.json.encode(both).decode())
