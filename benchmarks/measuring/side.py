"""Sides of a pair: each makes a case in a process of its own, which measures itself and decodes the file.

The CPU and wall seconds include the set-up, but not the imports; the peak memory is the whole process's.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path

import av
import msgspec
import numpy as np
from PIL import Image, ImageSequence

from benchmarks.measuring.case import Case
from benchmarks.measuring.records import Measure
from gdclips.encoding.labels import Labels
from gdclips.encoding.stills import png

VIDEOS = (".mp4", ".webm", ".mov")
MOMENTS = 4  # frames of a clip that the contact sheet shows

Frames = Iterator[np.ndarray]


def run_side(write: Callable[[Case, Path], None], frames: Callable[[Case], Frames]) -> None:
    """Make the case of the command line with ``write``, and print its measure.

    With a folder as third argument, measure the file's PSNR against the original ``frames``, and save some of
    them there.
    """
    case, path = msgspec.json.decode(sys.argv[1], type=Case), Path(sys.argv[2])
    cpu, wall = cpu_seconds(), time.perf_counter()
    write(case, path)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    measure = Measure(cpu, wall, peak_memory(), path.stat().st_size)
    if len(sys.argv) > 3:
        loss = compare(case, path, frames(case), Path(sys.argv[3]))
        measure = msgspec.structs.replace(measure, psnr=loss)
    print(msgspec.json.encode(measure).decode())


def cpu_seconds() -> float:
    """Return the CPU seconds of the process and of its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_memory() -> float:
    """Return the process's peak memory in MB; not from maxrss on Linux, which includes the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def compare(case: Case, path: Path, frames: Frames, folder: Path) -> float:
    """Return the PSNR of a file against its original frames, in dB; save some of those in a folder."""
    picks = np.linspace(0, case.frames - 1, MOMENTS).round().astype(int).tolist()

    def picked() -> Frames:
        for index, frame in enumerate(frames):
            if index in picks:
                (folder / f"{picks.index(index)}.png").write_bytes(png(frame, Labels()))
            yield frame

    return psnr(picked(), decode(path, case.fps, case.frames))


def psnr(true: Iterable[np.ndarray], seen: Iterable[np.ndarray]) -> float:
    """Return the PSNR of decoded frames against the original ones, in dB; 120 if they are the same."""
    losses = [
        float(np.square(one[:, :, :3].astype(np.float32) - other).mean())
        for one, other in zip(true, seen, strict=True)
    ]
    return float(10 * np.log10(255**2 / max(sum(losses) / len(losses), 65025e-12)))


def decode(path: Path, fps: int, count: int) -> Frames:
    """Yield what a player shows at each frame's time: equal frames of a picture may be one, shown longer."""
    if path.suffix in VIDEOS:
        return video_frames(path, "rgb24")
    return islice(chain.from_iterable(_held(path, fps)), count)


def video_frames(path: Path, kind: str) -> Frames:
    """Yield the frames of a video in one of FFmpeg's formats of pixels."""
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray(format=kind)


def _held(path: Path, fps: int) -> Iterator[Frames]:
    """Yield each frame of a moving picture as often as it lasts at a frame rate."""
    with Image.open(path) as file:
        for frame in ImageSequence.Iterator(file):
            yield repeat(
                np.asarray(frame.convert("RGB")), round(frame.info.get("duration", 1000) * fps / 1000)
            )
