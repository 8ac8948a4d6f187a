"""How long files play, by the whole command: --seconds and --hold, and what is told beside them."""

import pytest

from tests.ffmpeg import ffprobe
from tests.reading import read_gif, read_subtitles

FPS = 10
SMALL = ["--set", "steps=12", "--size", "128x96", "--fps", FPS, "--renderer", "matplotlib", "--cut", "short"]
OWN = 9.2  # seconds of the cut: 1.6, 5.6 and 2 of its beats
CASES = [((), OWN), (("--hold", 3), OWN + 3 - 1 / FPS), (("--seconds", 5), 5)]
CASES += [(("--seconds", 5, "--hold", 1.25), 5), (("--seconds", 30, "--hold", 0), 30)]
GIF_HOLD = 2.0  # seconds, where none is asked for


def length(options, seconds):
    """How long a GIF is, whose last frame is held in any case."""
    asked = "--hold" in options or "--seconds" in options
    return seconds if asked else OWN + GIF_HOLD - 1 / FPS


def probed(path):
    """The seconds of a video by its container, its count of frames, and from when to when each chapter is."""
    found = ffprobe(path, "-count_frames", "-show_format", "-show_streams", "-show_chapters")
    (video,) = (stream for stream in found["streams"] if stream["codec_type"] == "video")
    chapters = [(float(each["start_time"]), float(each["end_time"])) for each in found["chapters"]]
    return float(video["duration"]), int(video["nb_read_frames"]), chapters


@pytest.mark.parametrize(("options", "seconds"), CASES, ids=str)
def test_a_gif_is_as_long_as_asked(shared_project, options, seconds):
    (path,) = shared_project.make("noise_ball.gif", *SMALL, *options)
    _, delays, _ = read_gif(path.read_bytes())
    assert sum(delays) / 1000 == pytest.approx(length(options, seconds), abs=0.5 / FPS + 0.005)
    hold = options[options.index("--hold") + 1] if "--hold" in options else 0
    assert delays[-1] / 1000 >= hold - 0.5 / FPS - 0.005


@pytest.mark.parametrize(("options", "seconds"), CASES, ids=str)
def test_a_video_is_as_long_as_asked_and_so_are_its_subtitles_and_chapters(shared_project, options, seconds):
    (path,) = shared_project.make("noise_ball.mp4", *SMALL, *options)
    duration, frames, chapters = probed(path)
    assert frames == pytest.approx(seconds * FPS, abs=0.5)
    assert duration == pytest.approx(frames / FPS, abs=0.001)
    assert chapters[0][0] == 0 and chapters[-1][1] == pytest.approx(duration, abs=0.5 / FPS + 0.001)
    cues = read_subtitles(path.with_suffix(".srt").read_text("utf-8"))
    assert cues[-1][1] == pytest.approx(duration, abs=0.5 / FPS + 0.001)
    assert cues[0][0] == 0


@pytest.mark.parametrize("file", ["noise_ball.gif", "noise_ball.mp4"])
def test_too_few_seconds_cost_one_line_and_what_it_expects_is_enough(shared_project, file):
    request = [file, *SMALL, "-o", f"brief.{file[-3:]}", "--hold", 1]
    done = shared_project.run(*request, "--seconds", 1.2)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "seconds 1.2: too short for each of 3 beats" in line and "held for 1 s" in line
    assert not list(shared_project.media.glob(f"brief.{file[-3:]}"))
    (path,) = shared_project.make(*request, "--seconds", line.rpartition(" ")[2])
    assert path.is_file()
