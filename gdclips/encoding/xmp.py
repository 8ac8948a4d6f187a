"""XMP: what a file says of itself, as the metadata that WebP and AVIF have a place for."""

from __future__ import annotations

from xml.sax.saxutils import escape

from gdclips.encoding.labels import Labels

PACKET = """\
<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp(labels: Labels) -> str:
    """Return the XMP packet of labels: title, alt text, author, language and rights."""
    properties = [
        _texts("dc:title", labels.title),
        _texts("dc:description", labels.alt),
        _texts("Iptc4xmpCore:AltTextAccessibility", labels.alt),
        _listed("dc:creator", "Seq", labels.creator),
        _listed("dc:language", "Bag", labels.language),
        _texts("dc:rights", labels.copyright),
    ]
    return PACKET.format(properties="\n".join(filter(None, properties)))


def _texts(name: str, text: str) -> str:
    """Return a property that could have a text in each of several languages, and has one."""
    item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if text else ""


def _listed(name: str, kind: str, text: str) -> str:
    return f"<{name}><rdf:{kind}><rdf:li>{escape(text)}</rdf:li></rdf:{kind}></{name}>"
