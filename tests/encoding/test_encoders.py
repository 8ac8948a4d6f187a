"""An installation that lacks an encoder is told in one line, with what is expected."""

import av
import pytest
from av.codec.codec import UnknownCodecError

from gdclips.formats import FORMATS
from gdclips.messages import RequestError

from .frames_to_encode import NARROW, encoded, plain_frames

ENCODERS = {"apng": "apng", "gif": "gif", "mov": "prores_ks", "mp4": "libx264", "webm": "libvpx-vp9"}
PILLOW = {"avif": ".webp, .apng or .gif", "webp": ".apng, .avif or .gif"}
WHEEL = "in this installation; expected the wheel that pip installs, which has it"


def lacking(name, mode="r"):
    raise UnknownCodecError(name)


@pytest.mark.parametrize("suffix", ENCODERS)
def test_without_an_encoder_of_pyavs_a_file_is_refused_in_one_line(monkeypatch, suffix):
    monkeypatch.setattr(av, "Codec", lacking)
    with pytest.raises(RequestError) as caught:
        encoded(suffix, list(plain_frames(2, NARROW)))
    assert str(caught.value) == f"PyAV has no {ENCODERS[suffix]} encoder {WHEEL}"


@pytest.mark.parametrize("suffix", PILLOW)
def test_without_an_encoder_of_pillows_too(monkeypatch, suffix):
    monkeypatch.setattr("gdclips.encoding.encoders.features.check", lambda name: False)
    with pytest.raises(RequestError) as caught:
        encoded(suffix, list(plain_frames(2, NARROW)))
    assert str(caught.value) == f"Pillow has no {suffix.upper()} encoder {WHEEL}, or {PILLOW[suffix]}"


def test_all_files_that_move_are_here():
    moving = {suffix for suffix, each in FORMATS.items() if sum(each.parts((1, 1))) > 1 and not each.folder}
    assert moving == {*ENCODERS, *PILLOW}
