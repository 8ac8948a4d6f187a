"""Encodings of texts: the one of the byte order mark, or else UTF-8, or else Windows' cp1252."""

from __future__ import annotations

import codecs

from gdclips.requests.tables.source import TableError

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, which is its start
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UTF_8 = ("utf-8", "utf-8-sig")
CHUNK = 1 << 20
SAMPLE = 4000  # bytes from which UTF-16 without a mark is recognised


def encoding_of(content: bytes, given: str | None, name: str) -> str:
    """Return the encoding of a text; raise a TableError if it is not the ``given`` one, or if none fits."""
    if given is not None:
        marked = "utf-8-sig" if given == "utf-8" else given
        if not _decodes(content, marked):
            raise TableError(f"{name} is no text in {given}, but expected one: say which by --encoding")
        return marked
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _checked(content, encoding, name)
    if b"\0" in content:
        return _checked(content, _utf_16_of(content[:SAMPLE], name), name)
    for encoding in ("utf-8", "cp1252"):
        if _decodes(content, encoding):
            return encoding
    raise TableError(f"{name} is text neither in UTF-8 nor in cp1252: say by --encoding in which")


def _utf_16_of(start: bytes, name: str) -> str:
    """Return the UTF-16 variant of a text in mostly ASCII letters, in which every other byte is zero."""
    for encoding, zeros, letters in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if not letters.count(0) and zeros.count(0) > 0.7 * len(zeros):
            return encoding
    raise TableError(f"{name} is not a text, but expected a table: .csv or .xlsx")


def _checked(content: bytes, encoding: str, name: str) -> str:
    if not _decodes(content, encoding):
        raise TableError(f"{name} is damaged: it is marked as {encoding.upper()}, but is none; save it anew")
    return encoding


def _decodes(content: bytes, encoding: str) -> bool:
    """Tell whether bytes are text in an encoding, in little memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except ValueError:
        return False
    return True
