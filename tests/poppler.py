"""PDFs read by Poppler: their pages as pixels, their text, and what they say of themselves."""

import shutil
import subprocess

import imageio.v3 as iio
import pytest

POINT = 0.75  # of a pixel


def _asked(content, command, *options):
    """Return what one of Poppler's commands writes for a PDF."""
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    return subprocess.run([command, *options], input=content, capture_output=True, check=True).stdout


def drawn_by_poppler(content, scale):
    """The pixels (height, width, 3) of a page, so many for one of the file's size."""
    dots = f"{72 * scale / POINT:g}"
    shot = _asked(content, "pdftoppm", "-r", dots, "-png", "-")
    return iio.imread(shot, extension=".png", mode="RGB")


def pdf_text(content, *options):
    """The text of a PDF, as one selects it."""
    return _asked(content, "pdftotext", *options, "-", "-").decode()


def pdf_facts(content):
    """What a PDF says of itself, by name."""
    lines = _asked(content, "pdfinfo", "-").decode().splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}
