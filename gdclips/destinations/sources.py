"""Sources of what destinations take, each read in a stored copy of the page, whose age varies."""

from __future__ import annotations

from gdclips.destinations.records import Source

READ = "2026-11-28"

POWERPOINT_VIDEO = Source(
    "https://support.microsoft.com/en-us/powerpoint/video-and-audio-file-formats-supported-in-powerpoint",
    READ,
    "mp4, m4v, mov, asf, avi, mpg, mpeg and wmv; recommended is mp4 with H.264 and AAC (as others quote it)",
)
POWERPOINT_ANSWER = Source(
    "https://learn.microsoft.com/en-us/answers/questions/5339846/powerpoint-video-compression-compatibility-unsuppo",
    READ,
    "recommended is mp4 with H.264 and AAC; a suffix names the container, not the codec",
)
POWERPOINT_GIF = Source(
    "https://support.microsoft.com/en-us/powerpoint/add-an-animated-gif-to-a-slide",
    READ,
    "a GIF plays in the slide show of the installed program, not in that of PowerPoint for the web "
    "(as others quote it)",
)
POWERPOINT_PICTURES = Source(
    "http://office.microsoft.com/en-au/training/guidelines-for-graphics-file-formats-RZ010356388.aspx",
    READ,
    "JPG, PNG, BMP, GIF and TIF; PNG with shades of transparency",
)
POWERPOINT_SVG = Source(
    "https://support.office.com/en-us/article/edit-svg-images-in-microsoft-office-365-69f29d39-194a-4072-8c35-dbe5e7ea528c",
    READ,
    "SVG files can be inserted from Office 2016 on (as others quote it)",
)
SLIDES_IMAGES = Source(
    "https://developers.google.com/slides/api/guides/add-image",
    READ,
    "images have less than 50 MB and at most 25 megapixels, and are PNG, JPEG or GIF",
)
SLIDES_WEBP = Source(
    "https://francofolini.com/2025/11/16/is-google-getting-sloppy-the-case-of-the-webp-format/",
    READ,
    "tried in November 2025: no WebP",
)
DRIVE_VIDEO = Source(
    "https://support.google.com/drive/answer/2423694",
    READ,
    "MPEG4, 3GPP and MOV with H.264 or MPEG-4, WebM with VP8; played in at most 1920x1080 "
    "(as others quote it)",
)
KEYNOTE_FORMATS = Source(
    "https://www.antwort.net/a/technologie/unterstuetzte-dateiformate-in-apple-keynote.html",
    READ,
    "pictures in JPG, PNG, GIF, TIFF and BMP, videos in MOV and MP4; not Apple's own page",
)
KEYNOTE_CODECS = Source(
    "https://www.macsurfer.com/redir.php?u=1120024",
    READ,
    "Keynote 8.3 converts older videos to H.264, HEVC or ProRes, which it plays",
)
KEYNOTE_GIF = Source(
    "https://www.allgaierconsulting.com/techtalk/2014/2/15/using-animated-gifs-with-apple-keynote-6x",
    READ,
    "of 2014: Keynote 6 shows a GIF as a still unless its suffix is changed to .mov; then it has a film's "
    "controls",
)
PDFTEX = Source(
    "https://ctan.org/pkg/graphics-def",
    READ,
    "pdftex.def of 2022, on disk: .pdf, .png, .jpg, .mps, .jpeg, .jbig2 and .jb2, and nothing else",
)
BEAMER_MOVIE = Source(
    "https://github.com/josephwright/beamer/blob/main/doc/beamerug-animations.tex",
    READ,
    "\\movie links to a film beside the PDF, started by a click; what plays depends on the viewer",
)
ANIMATE = Source(
    "https://www.ctan.org/tex-archive/macros/latex/contrib/animate",
    READ,
    "plays in Acrobat Reader but on mobile devices, Okular, PDF-XChange, Foxit Reader and PDF.js",
)
GITHUB = Source(
    "https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/attaching-files",
    READ,
    "images 10 MB, videos 10 MB (100 MB on paid plans), others 25 MB; png, gif, jpg, svg, mp4, mov, webm and "
    "pdf among them; H.264 is recommended, because which codecs play depends on the browser",
)
GITHUB_WEBP = Source(
    "https://github.com/github/markup/issues/1519", READ, "WebP can't be attached, as of September 2024"
)
MOODLE_TYPES = Source(
    "https://github.com/moodle/moodle/blob/main/lib/classes/filetypes.php",
    READ,
    "gif, png and svg are web images; mp4, webm and mov videos for a player; pdf a document",
)
MOODLE_PLAYER = Source(
    "https://github.com/moodle/moodle/blob/main/media/player/html5video/classes/plugin.php",
    READ,
    "a video element with controls, which doesn't start by itself",
)
MDN_IMAGES = Source(
    "https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Image_types",
    READ,
    "APNG since Chrome 59, Edge 12, Firefox 3, Safari 8; AVIF since Chrome 85, Edge 121, Firefox 93 (moving "
    "113), Safari 16.1; GIF, PNG, SVG and WebP in all",
)
CANIUSE_WEBM = Source(
    "https://raw.githubusercontent.com/Fyrd/caniuse/main/features-json/webm.json",
    READ,
    "WebM with VP8 and VP9 in Chrome, Firefox, Edge 79 and later",
)
SAFARI_ALPHA = Source(
    "https://bitbucket.org/multicoreware/x265_git/issues/577/support-for-alpha-",
    READ,
    "WebM's transparency is seen in Chrome, Firefox and Edge; Safari has HEVC's alone",
)
WCAG = Source(
    "https://www.w3.org/WAI/WCAG22/Understanding/pause-stop-hide.html",
    READ,
    "what moves by itself beside other content stops within 5 s, or can be paused, stopped or hidden",
)
