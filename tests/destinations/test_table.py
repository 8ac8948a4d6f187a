"""The table of destinations: each pair with a format is decided by a source, or unknown."""

from collections import Counter
from datetime import date

import pytest

from gdclips.destinations import sources
from gdclips.destinations.checks import CODECS
from gdclips.destinations.records import Source
from gdclips.destinations.table import DESTINATIONS
from gdclips.formats import FORMATS

TERMS = [(name, terms) for name, each in DESTINATIONS.items() for terms in each.terms]
SOURCES = [each for each in vars(sources).values() if isinstance(each, Source)]
# Nothing that could be read says whether these are taken.
UNKNOWN = {
    "powerpoint": {"webm", "webp", "apng", "avif", "pdf", "sheet.pdf", "frames"},
    "google-slides": {"apng", "frames"},
    "keynote": {"webm", "webp", "apng", "avif", "svg", "pdf", "sheet.pdf", "frames"},
    "beamer": {"webm", "mov"},
    "github": {"frames"},
    "moodle": {"webp", "apng", "avif", "frames"},
    "web": {"mov", "pdf", "sheet.pdf", "frames"},
}
KNOWN = {"gif", "mp4", "png", "webm", "webp", "apng", "mov", "avif", "svg", "pdf", "sheet.pdf", "frames"}


def test_each_format_is_thought_of():
    assert set(FORMATS) <= KNOWN


@pytest.mark.parametrize("name", DESTINATIONS)
def test_each_format_is_decided_once_or_unknown(name):
    count = Counter(suffix for each in DESTINATIONS[name].terms for suffix in each.formats)
    assert set(count) | UNKNOWN[name] == KNOWN
    assert set(count) & UNKNOWN[name] == set()
    assert set(count.values()) == {1}
    assert DESTINATIONS[name].taken


@pytest.mark.parametrize(("name", "terms"), TERMS)
def test_what_is_said_has_a_source(name, terms):
    assert terms.sources and set(terms.sources) <= set(SOURCES)
    assert set(terms.codecs) <= set(CODECS)
    if not terms.taken:
        limits = (terms.starts, terms.loops, terms.alpha, terms.most_bytes, terms.most_size)
        assert (*limits, terms.most_pixels, terms.most_motion, terms.codecs) == (*[None] * 7, ())
    if terms.alpha is False:
        assert terms.note


def test_each_source_is_used_and_dated():
    used = {source for _, terms in TERMS for source in terms.sources}
    assert used == set(SOURCES)
    for source in SOURCES:
        assert source.url.startswith("http") and source.says
        assert date(2026, 1, 1) <= date.fromisoformat(source.read)
