"""The table of destinations, by the names that ``--for`` takes: what is known of each, with its sources."""

from __future__ import annotations

from collections.abc import Mapping

from gdclips.destinations.records import Destination, Terms
from gdclips.destinations.sources import (
    ANIMATE,
    BEAMER_MOVIE,
    CANIUSE_WEBM,
    DRIVE_VIDEO,
    GITHUB,
    GITHUB_WEBP,
    KEYNOTE_CODECS,
    KEYNOTE_FORMATS,
    KEYNOTE_GIF,
    MDN_IMAGES,
    MOODLE_PLAYER,
    MOODLE_TYPES,
    PDFTEX,
    POWERPOINT_ANSWER,
    POWERPOINT_GIF,
    POWERPOINT_PICTURES,
    POWERPOINT_SVG,
    POWERPOINT_VIDEO,
    SAFARI_ALPHA,
    SLIDES_IMAGES,
    SLIDES_WEBP,
    WCAG,
)

MB = 1000**2

POWERPOINT = Destination(
    "PowerPoint",
    (
        Terms(
            formats=("gif",),
            taken=True,
            sources=(POWERPOINT_GIF, POWERPOINT_PICTURES),
            starts="itself",
            note="it stands still in the slide show of PowerPoint for the web",
        ),
        Terms(formats=("png",), taken=True, sources=(POWERPOINT_PICTURES,), alpha=True),
        Terms(formats=("svg",), taken=True, sources=(POWERPOINT_SVG,), note="from Office 2016 on"),
        Terms(
            formats=("mp4", "mov"),
            taken=True,
            sources=(POWERPOINT_VIDEO, POWERPOINT_ANSWER),
            codecs=("h264",),
        ),
    ),
)

GOOGLE_SLIDES = Destination(
    "Google Slides",
    (
        Terms(
            formats=("gif", "png"),
            taken=True,
            sources=(SLIDES_IMAGES,),
            most_bytes=50 * MB,
            most_pixels=25_000_000,
        ),
        Terms(formats=("webp",), taken=False, sources=(SLIDES_IMAGES, SLIDES_WEBP)),
        Terms(formats=("avif", "svg", "pdf", "sheet.pdf"), taken=False, sources=(SLIDES_IMAGES,)),
        Terms(
            formats=("mp4", "mov"),
            taken=True,
            sources=(DRIVE_VIDEO,),
            codecs=("h264", "mpeg4"),
            most_size=(1920, 1080),
            note="from Google Drive",
        ),
        Terms(
            formats=("webm",),
            taken=True,
            sources=(DRIVE_VIDEO,),
            codecs=("vp8",),
            most_size=(1920, 1080),
            note="from Google Drive",
        ),
    ),
)

KEYNOTE = Destination(
    "Keynote",
    (
        Terms(
            formats=("gif",),
            taken=True,
            sources=(KEYNOTE_FORMATS, KEYNOTE_GIF),
            note="older versions show a still",
        ),
        Terms(formats=("png",), taken=True, sources=(KEYNOTE_FORMATS,)),
        Terms(
            formats=("mp4", "mov"),
            taken=True,
            sources=(KEYNOTE_FORMATS, KEYNOTE_CODECS),
            codecs=("h264", "hevc", "prores"),
        ),
    ),
)

BEAMER = Destination(
    "Beamer",
    (
        Terms(formats=("png",), taken=True, sources=(PDFTEX,), alpha=True),
        Terms(formats=("pdf", "sheet.pdf"), taken=True, sources=(PDFTEX,)),
        Terms(
            formats=("frames",),
            taken=True,
            sources=(ANIMATE,),
            starts="itself",
            alpha=True,
            note="by the package animate, in viewers with JavaScript; it starts and loops as its options say",
        ),
        Terms(
            formats=("mp4",),
            taken=True,
            sources=(BEAMER_MOVIE,),
            starts="click",
            note="by \\movie, as a file beside the PDF, in viewers that play it",
        ),
        Terms(formats=("gif", "webp", "apng", "avif", "svg"), taken=False, sources=(PDFTEX,)),
    ),
)

GITHUB_COMMENT = Destination(
    "GitHub",
    (
        Terms(
            formats=("gif",),
            taken=True,
            sources=(GITHUB, MDN_IMAGES),
            starts="itself",
            loops=True,
            alpha=True,
            most_bytes=10 * MB,
        ),
        Terms(formats=("png", "svg"), taken=True, sources=(GITHUB,), alpha=True, most_bytes=10 * MB),
        Terms(
            formats=("mp4", "mov"),
            taken=True,
            sources=(GITHUB,),
            starts="click",
            codecs=("h264",),
            most_bytes=10 * MB,
            note="100 MB on paid plans",
        ),
        Terms(
            formats=("webm",),
            taken=True,
            sources=(GITHUB,),
            starts="click",
            most_bytes=10 * MB,
            note="100 MB on paid plans; which codecs play depends on the browser",
        ),
        Terms(formats=("pdf", "sheet.pdf"), taken=True, sources=(GITHUB,), most_bytes=25 * MB),
        Terms(
            formats=("webp", "apng", "avif"),
            taken=False,
            sources=(GITHUB, GITHUB_WEBP),
            note="a page can show one that lies in the repository",
        ),
    ),
)

MOODLE = Destination(
    "Moodle",
    (
        Terms(
            formats=("gif",),
            taken=True,
            sources=(MOODLE_TYPES, MDN_IMAGES, WCAG),
            starts="itself",
            loops=True,
            alpha=True,
            most_motion=5.0,
        ),
        Terms(formats=("png", "svg"), taken=True, sources=(MOODLE_TYPES, MDN_IMAGES), alpha=True),
        Terms(
            formats=("mp4", "mov", "webm"),
            taken=True,
            sources=(MOODLE_TYPES, MOODLE_PLAYER),
            starts="click",
            note="how large an upload may be, each site decides",
        ),
        Terms(formats=("pdf", "sheet.pdf"), taken=True, sources=(MOODLE_TYPES,)),
    ),
)

WEB = Destination(
    "a web page",
    (
        Terms(
            formats=("gif", "webp", "apng", "avif"),
            taken=True,
            sources=(MDN_IMAGES, WCAG),
            starts="itself",
            loops=True,
            alpha=True,
            most_motion=5.0,
        ),
        Terms(formats=("png", "svg"), taken=True, sources=(MDN_IMAGES,), alpha=True),
        Terms(formats=("mp4",), taken=True, sources=(GITHUB,), starts="click", codecs=("h264",)),
        Terms(
            formats=("webm",),
            taken=True,
            sources=(CANIUSE_WEBM, SAFARI_ALPHA),
            starts="click",
            alpha=False,
            codecs=("vp8", "vp9"),
            note="Safari doesn't show its transparency",
        ),
    ),
)

DESTINATIONS: Mapping[str, Destination] = {
    "powerpoint": POWERPOINT,
    "google-slides": GOOGLE_SLIDES,
    "keynote": KEYNOTE,
    "beamer": BEAMER,
    "github": GITHUB_COMMENT,
    "moodle": MOODLE,
    "web": WEB,
}
