"""Sizes: what is read, and the errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdclips.messages import RequestError, quote
from gdclips.rendering.frame import FrameSize
from gdclips.requests.sizes import HEIGHTS, LARGEST, SMALLEST, even, read_size

SIDES = "expected sides from 64 to 7680 pixels, at most 7680x4320"
ALL = "240p, 360p, 480p, 720p, 1080p, 1440p, 2160p, 4320p"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("240p", (428, 240)),
        ("360p", (640, 360)),
        ("480p", (854, 480)),
        ("720p", (1280, 720)),
        ("1080p", (1920, 1080)),
        ("1440p", (2560, 1440)),
        ("2160p", (3840, 2160)),
        ("4320p", (7680, 4320)),
        ("64x64", (64, 64)),
        ("161x91", (161, 91)),
        ("64x7680", (64, 7680)),
        ("7680x4320", (7680, 4320)),
        ("4320x7680", (4320, 7680)),
    ],
)
def test_a_size_is_a_height_or_two_sides(text, size):
    assert read_size(text) == FrameSize(*size) == read_size(str(read_size(text)))


@pytest.mark.parametrize("height", HEIGHTS)
def test_a_height_makes_a_frame_of_16_by_9_that_h264_can_take(height):
    size = read_size(f"{height}p")
    assert size.height == height and even(size) == size
    assert 0 <= size.width - height * 16 / 9 < 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("720", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("640x", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("64 x 64", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("-64x64", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("640X360", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("64x64\n", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
        ("100p", f"expected {ALL}, or WIDTHxHEIGHT"),
        ("0p", f"expected {ALL}, or WIDTHxHEIGHT"),
        ("0x0", SIDES),
        ("63x64", SIDES),
        ("64x63", SIDES),
        ("64x7681", SIDES),
        ("7681x64", SIDES),
        ("7680x4321", SIDES),
        ("999999999x999999999", SIDES),
        ("9999999999x64", f"expected WIDTHxHEIGHT, such as 1280x720, or {ALL}"),
    ],
)
def test_a_size_that_can_not_be_is_an_error_with_what_was_expected(text, expected):
    with pytest.raises(RequestError) as caught:
        read_size(text)
    assert str(caught.value) == f"size {quote(text)}: {expected}"


@given(width=st.integers(SMALLEST, LARGEST), height=st.integers(SMALLEST, 4320))
def test_two_sides_are_read_as_they_are_and_become_even_by_one_pixel_at_most(width, height):
    size = read_size(f"{width}x{height}")
    assert size == FrameSize(width, height)
    rounded = even(size)
    assert rounded.width in (width, width + 1) and rounded.height in (height, height + 1)
    assert rounded.width % 2 == rounded.height % 2 == 0
    assert even(rounded) == rounded
