import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdclips.precheck import records
from gdclips.precheck.records import Unsure
from gdclips.rendering.look import Look
from gdclips.requests.lecture_file import Clip, Defaults
from gdclips.story.scenes import SCENES
from gdclips.story.settings.fields import fields, hints
from gdclips.story.settings.values import _read

HINTS = {
    (name, field.name): (field, hints(scene.settings)[field.name])
    for name, scene in SCENES.items()
    for field in fields(scene.settings)
}
TEXTS = (
    *("", "abc", "auto", "null", "nan", "inf", "-inf", "0", "1", "2", "-1", "1.5", ".5", "5.", "+5", "05"),
    *(
        "1e3",
        "1e16",
        "1e400",
        "0x10",
        "1_0",
        "10,20",
        "1,2,3",
        "1,x",
        "1,1e13",
        "true",
        "True",
        "FALSE",
        "yes",
    ),
    *("99999999999999999999", "1e-320"),
)


def said(convert, error, value, hint, strict):
    """What comes of a value: the value, or the message."""
    try:
        return convert(value, hint, strict=strict)
    except error as refused:
        return str(refused)


def agree(value, hint, strict=False):
    """Check that msgspec says the same, unless its stand-in is not sure; tell whether it is."""
    try:
        ours = said(records.convert, records.ValidationError, value, hint, strict)
    except Unsure:
        return False
    assert ours == said(msgspec.convert, msgspec.ValidationError, value, hint, strict)
    return True


@pytest.mark.parametrize("text", TEXTS)
def test_settings_are_read_as_msgspec_reads_them(text):
    for field, hint in HINTS.values():
        agree(_read(text, field), hint)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=8), st.sampled_from(sorted(HINTS)))
def test_no_text_is_read_otherwise(text, setting):
    field, hint = HINTS[setting]
    agree(_read(text, field), hint)


@pytest.mark.parametrize(
    "value",
    [0, 1, 2, -1, 1.0, 1.5, True, False, [], [1], [1, 2, 3], ["a", 1], [1.5], [True], [[1]], {"a": 1}],
)
def test_a_lecture_files_settings_are_read_as_msgspec_reads_them(value):
    for _, hint in HINTS.values():
        agree(value, hint)


def test_the_plain_ones_are_sure():
    _, rate = HINTS["noise_ball", "rate"]
    assert all(agree(text, rate) for text in ("abc", "0.1", "-1", "0", "1e16"))


@pytest.mark.parametrize("value", [1, 1.5, True, None, "a", [], [1, 2], ["a"], {"a": 1}, {"a": {"b": [1]}}])
def test_values_of_a_lecture_file_are_read_as_msgspec_reads_them(value):
    for kind in (Look, Defaults, Clip):
        for hint in kind.__annotations__:
            resolved = msgspec.structs.fields(kind)
            hint = next(field.type for field in resolved if field.name == hint)
            if not (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
                agree(value, hint, strict=True)


def test_fields_are_in_the_same_order():
    class A(msgspec.Struct, kw_only=True):
        a: int = 1
        b: int = 2

    class B(A, kw_only=True):
        c: int = 3
        a: int = 4

    class C(records.Struct, kw_only=True):
        a: int = 1
        b: int = 2

    class D(C, kw_only=True):
        c: int = 3
        a: int = 4

    assert D.__struct_fields__ == B.__struct_fields__
    assert [field.default for field in records.fields(D)] == [
        field.default for field in msgspec.structs.fields(B)
    ]
