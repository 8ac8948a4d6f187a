"""Files read by FFmpeg's own tools: what ffprobe tells of them, and what ffmpeg makes of them."""

import json
import shutil
import subprocess

import pytest


def _asked(command, *options):
    """What one of FFmpeg's commands writes to its standard output."""
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    return subprocess.run([command, "-v", "error", *options], capture_output=True, check=True).stdout


def ffmpeg(*options):
    """What ffmpeg writes to its standard output."""
    return _asked("ffmpeg", *options)


def ffprobe(path, *options):
    """What ffprobe tells of a file."""
    return json.loads(_asked("ffprobe", "-of", "json", *options, path))
