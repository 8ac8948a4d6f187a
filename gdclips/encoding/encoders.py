"""Encoders: those of PyAV and Pillow, which an installation that somebody else built may lack."""

from __future__ import annotations

import av
from av.codec.codec import UnknownCodecError
from PIL import features

from gdclips.messages import RequestError

WHEELS = "in this installation; expected the wheel that pip installs, which has it"


def require_of_pyav(encoder: str) -> None:
    """Raise a RequestError if PyAV has no encoder of a name of FFmpeg's."""
    try:
        av.Codec(encoder, "w")
    except UnknownCodecError:
        raise RequestError(f"PyAV has no {encoder} encoder {WHEELS}") from None


def require_of_pillow(name: str, others: str) -> None:
    """Raise a RequestError that expects other formats if Pillow has no encoder of a name of its own."""
    if not features.check(name):
        raise RequestError(f"Pillow has no {name.upper()} encoder {WHEELS}, or {others}")
